import { commandsOf, isShellName, readsInput } from './commands.ts'
import type { Command } from './commands.ts'

/** A shell whose input or output is a connection to elsewhere. */
export function isConnectedShell(line: string): boolean {
  if (
    /\/dev\/(?:tcp|udp)\//.test(line) &&
    /\b(?:ba|z|k|da)?sh\s{1,4}-[a-z]{0,4}i|<>\s?\/dev\/tcp\//.test(line)
  )
    return true
  if (/\/inet\/(?:tcp|udp)\//.test(line) && line.includes('|&')) return true
  if (line.includes('fsockopen(') && /\/bin\/(?:ba)?sh/.test(line)) return true
  if (!/nc|netcat|ncat|socat|telnet|openssl/.test(line)) return false
  const commands = commandsOf(line)
  return commands.some((command, i) => isListening(command) || isPipedShell(command, commands[i + 1]))
}

/** `nc -e /bin/sh`, `socat exec:bash`. */
function isListening({ name, words }: Command): boolean {
  if (name === 'socat') {
    return (
      words.some((word) => /^(?:exec|system):/i.test(word)) &&
      words.some((word) => /(?:^|[/:])(?:ba|da|z|k)?sh\b/.test(word))
    )
  }
  if (!isNetcat(name)) return false
  return words.some(
    (word, i) =>
      /^-[a-z]{0,6}[ec]$|^--(?:sh-)?exec$/.test(word) &&
      /(?:^|\/)(?:(?:ba|da|z|k)?sh|cmd\.exe|cmd)$/.test(words[i + 1] ?? ''),
  )
}

function isPipedShell(command: Command, next: Command | undefined): boolean {
  if (command.then !== '|' || next === undefined) return false
  if (isShellName(command.name) && isLine(next)) return readsInput(command)
  return isLine(command) && isShellName(next.name) && readsInput(next)
}

/** A program that is a connection. */
function isLine({ name, words }: Command): boolean {
  return isNetcat(name) || name === 'telnet' || (name === 'openssl' && words[1] === 's_client')
}

function isNetcat(name: string): boolean {
  return /^(?:nc|ncat|netcat|nc\.(?:traditional|openbsd))$/.test(name)
}
