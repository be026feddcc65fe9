/** Functions that run text as PHP, with the arguments that are code. `eval` and includes are facts of their own kind. */
export const codeSinks: ReadonlyMap<string, readonly number[]> = new Map([
  ['assert', [0]],
  ['create_function', [0, 1]],
  ['eval', [0]],
])

/** Functions that run the replacement (argument 1) as code when the pattern has the modifier `e`. */
export const patternSinks: ReadonlySet<string> = new Set([
  'preg_replace',
  'preg_filter',
  'mb_ereg_replace',
  'mb_eregi_replace',
  'mb_regex_set_options',
])

/** Functions that give an argument to a shell or start it as a program. */
export const commandSinks: ReadonlyMap<string, number> = new Map([
  ['system', 0],
  ['exec', 0],
  ['shell_exec', 0],
  ['passthru', 0],
  ['popen', 0],
  ['proc_open', 0],
  ['pcntl_exec', 0],
  ['expect_popen', 0],
  ['w32api_invoke_function', 0],
  ['win_shell_execute', 0],
  ['ssh2_exec', 1],
])

/** Methods that start programs, of `COM('WScript.Shell')` and its like. */
export const commandMethods: ReadonlySet<string> = new Set(['exec', 'run', 'shellexecute'])

/** True for a function that whoever hides its name wants to hide: it runs code or commands. */
export function runsText(name: string): boolean {
  return codeSinks.has(name) || commandSinks.has(name)
}
