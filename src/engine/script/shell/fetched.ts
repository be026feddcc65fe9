import { commandsOf, isFetcher, isInterpreter, readsInput } from './commands.ts'
import type { Command } from './commands.ts'

/** How a line runs what it fetches. */
export interface FetchedCode {
  /** `odd`: a bare address, a paste service, a tunnel or an onion; `open`: over HTTP, so that anybody on the way can change it. */
  readonly host: 'odd' | 'open' | 'other'
  readonly address: string
}

/**
 * Code that a line fetches and runs: piped into an interpreter, put into `sh -c "$(...)"`, or written to a file that the
 * same line starts. null when it does not.
 */
export function fetchedCode(line: string): FetchedCode | null {
  if (!/curl|wget|fetch|lwp-|GET |lynx|urllib|LWP|aria2c/.test(line)) return null
  const commands = commandsOf(line)
  const at = commands.findIndex((command) => isFetcher(command.name) && addressOf(command) !== null)
  const address = at === -1 ? null : addressOf(commands[at])
  if (address === null) return null
  if (!isPiped(commands, at) && !isStarted(commands, at)) return null
  return { host: hostKind(address), address }
}

function addressOf(command: Command | undefined): string | null {
  return command?.words.find((word, i) => i > 0 && isAddress(word)) ?? null
}

function isAddress(word: string): boolean {
  return (
    /^(?:https?|ftp):\/\/\S/.test(word) ||
    /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\//.test(word) ||
    /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}\/\S/i.test(word)
  )
}

/** Down a pipe to an interpreter that reads it, or inside the argument of one. */
function isPiped(commands: readonly Command[], at: number): boolean {
  for (let i = at; commands[i]?.then === '|'; i += 1) {
    const next = commands[i + 1]
    if (next !== undefined && isInterpreter(next.name) && readsInput(next)) return true
  }
  const before = commands[at - 1]
  return before !== undefined && /^(?:\$\(|<\(|`)$/.test(before.then) && runsArgument(before)
}

function runsArgument(command: Command): boolean {
  if (command.name === 'eval' || command.name === 'source' || command.name === '.') return true
  return isInterpreter(command.name) && readsInput(command)
}

/** Written to a temporary place or made executable, and then started. */
function isStarted(commands: readonly Command[], at: number): boolean {
  const written = writtenName(commands[at])
  const later = commands.slice(at + 1)
  const isMade = later.some(
    ({ name, words }) => name === 'chmod' && words.slice(2).some((word) => baseOf(word) === written),
  )
  const isRun = later.some(
    ({ name, words }) => name === written || (isInterpreter(name) && baseOf(words[1] ?? '') === written),
  )
  const isTemporary = commands.some(({ words }) =>
    words.some((word) => /^\/(?:tmp|dev\/shm|var\/tmp|var\/run|run)(?:\/|$)/.test(word)),
  )
  return written !== '' && isRun && (isMade || isTemporary)
}

/** The file after `-O` or `-o`, or the last component of the address. */
function writtenName(command: Command | undefined): string {
  const words = command?.words ?? []
  const option = words.findIndex((word) => /^-[a-zA-Z]{0,6}[oO]$/.test(word) || word === '--output')
  const named = option === -1 ? undefined : words[option + 1]
  if (named !== undefined && !isAddress(named)) return named === '-' ? '' : baseOf(named)
  return baseOf((addressOf(command) ?? '').replace(/[?#].*$/, ''))
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function hostKind(address: string): FetchedCode['host'] {
  const host = address
    .replace(/^[a-z]{1,5}:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .toLowerCase()
  if (/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/.test(host)) return isOwnNetwork(host) ? 'other' : 'odd'
  if (oddHosts.test(host)) return 'odd'
  return /^http:/i.test(address) ? 'open' : 'other'
}

function isOwnNetwork(host: string): boolean {
  return /^(?:127|10|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host)
}

/** Where nobody publishes software: pastes, throw-away uploads, tunnels, hidden services. */
const oddHosts =
  /(?:^|\.)(?:pastebin\.com|paste\.ee|hastebin\.com|ghostbin\.[a-z]{2,4}|rentry\.co|transfer\.sh|termbin\.com|ix\.io|0x0\.st|file\.io|anonfiles?\.com|ngrok\.io|ngrok-free\.app|trycloudflare\.com|serveo\.net|oshi\.at|bashupload\.com|onion(?:\.[a-z]{2,4})?)$/
