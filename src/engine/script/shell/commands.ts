import { scriptCommandsMax } from '../../../domain/lineEngineLimits.ts'

/** One command of a line: `curl -s http://h/x` of `curl -s http://h/x | sh`. */
export interface Command {
  /** Last component of the first word that is neither an assignment nor a prefix such as `sudo`; empty when none. */
  readonly name: string
  readonly words: readonly string[]
  /** What stands between it and the next one: `|`, `;`, `&&`, `$(`, `` ` ``, ... ; empty at the end. */
  readonly then: string
}

/**
 * The commands of a line. What stands in quotes is taken for commands too (`sh -c "..."`), and so is what is put in by
 * `$(...)`, `<(...)` and backticks. One pass.
 */
export function commandsOf(line: string): readonly Command[] {
  const commands: Command[] = []
  let at = 0
  for (const match of line.matchAll(separator)) {
    if (commands.length === scriptCommandsMax) return commands
    commands.push(commandOf(line.slice(at, match.index), match[0]))
    at = match.index + match[0].length
  }
  return [...commands, commandOf(line.slice(at), '')]
}

/** `>&` and `&>` send output somewhere and end nothing. */
const separator = /\|\|?|&&|;|\$\(|<\(|`|[(){}]|(?<!>)&(?![>0-9])/g

function commandOf(text: string, then: string): Command {
  const words = text.split(/[\s"'\\]+/).filter((word) => word !== '')
  const first = words.findIndex((word) => !prefixes.has(word) && !/^\w{1,64}=/.test(word))
  const own = first === -1 ? [] : words.slice(first)
  const name = own[0] ?? ''
  return { name: name.slice(name.lastIndexOf('/') + 1), words: own, then }
}

const prefixes = new Set([
  'sudo',
  'nohup',
  'env',
  'time',
  'then',
  'do',
  'else',
  '!',
  'setsid',
  'busybox',
  'exec',
  'nice',
  'timeout',
])

export function isShellName(name: string): boolean {
  return /^(?:ba|da|z|k|a|c|tc)?sh$/.test(name)
}

/** A program that reads the code it runs from its input, or is given it as a word. */
export function isInterpreter(name: string): boolean {
  return isShellName(name) || /^(?:perl|python[0-9.]{0,5}|ruby|php[0-9.]{0,5}|node|lua)$/.test(name)
}

export function isFetcher(name: string): boolean {
  return fetchers.has(name)
}

const fetchers = new Set([
  'curl',
  'wget',
  'fetch',
  'lwp-download',
  'lwp-request',
  'GET',
  'lynx',
  'links',
  'aria2c',
  'cdt',
  'wdt',
])

/** An interpreter without a script of its own: `sh`, `bash -s --`, `python -`, `sh -c`. */
export function readsInput({ words }: Command): boolean {
  const rest = words.slice(1).filter((word) => !/^[0-9]?[<>]/.test(word) && word !== '/dev/null')
  return rest.every((word) => word.startsWith('-')) || rest.includes('-s') || rest.includes('-')
}
