/** Flags of every command that may stand before its name, and whether a value follows as its own word. */
const leadingFlags: Readonly<Record<string, 'alone' | 'with-value'>> = {
  '--store': 'with-value',
  '--format': 'with-value',
  '--json': 'alone',
  '--quiet': 'alone',
  '--no-progress': 'alone',
  '--wait': 'alone',
}

/** Longest wait for a held store when --wait names none. */
const waitDefault = '--wait=1d'
const readDataDefault = '--read-data=100%'

/**
 * What a person typed, as oclif understands it: flags before the command move behind it (`holdfast --wait list`), a
 * bare `--wait` or `--read-data` gets its default, `log` is `history --contents`, `help X` is `X --help`. Everything after `--` stays as it is.
 */
export function normaliseArguments(argv: readonly string[]): string[] {
  const leading = countLeading(argv)
  const command = expandAlias(argv.slice(leading))
  const { before, after } = splitAtEnd(command)
  return [...before, ...argv.slice(0, leading)].map(spelledOut).concat(after)
}

/** True when the caller asked for JSON; also right for a command line that does not parse. */
export function wantsJson(argv: readonly string[]): boolean {
  const flags = splitAtEnd(argv).before
  return flags.some(
    (flag, index) =>
      flag === '--json' ||
      /^--format=(json|ndjson)$/.test(flag) ||
      (flag === '--format' && /^(json|ndjson)$/.test(flags[index + 1] ?? '')),
  )
}

function countLeading(argv: readonly string[]): number {
  let count = 0
  for (;;) {
    const word = argv[count]
    const kind = leadingFlags[word?.split('=')[0] ?? '']
    if (word === undefined || kind === undefined) return count
    count += kind === 'with-value' && !word.includes('=') ? 2 : 1
  }
}

function splitAtEnd(argv: readonly string[]): { before: readonly string[]; after: readonly string[] } {
  const end = argv.indexOf('--')
  return end === -1 ? { before: argv, after: [] } : { before: argv.slice(0, end), after: argv.slice(end) }
}

function expandAlias(command: readonly string[]): readonly string[] {
  const [name, ...rest] = command
  if (name === 'log') return ['history', '--contents', ...rest]
  if (name === 'help') return [...rest, '--help']
  return command
}

function spelledOut(word: string): string {
  if (word === '--wait') return waitDefault
  if (word === '--read-data') return readDataDefault
  if (word === '-0') return '--null'
  return word === '-h' ? '--help' : word
}
