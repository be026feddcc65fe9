import { scriptLayerCharsMax, scriptLayersMax } from '../../../domain/lineEngineLimits.ts'
import type { Layer } from '../../analysis.ts'
import { commandsOf, isInterpreter } from './commands.ts'
import type { ScriptLine } from './source.ts'

export interface CodedText {
  readonly line: ScriptLine
  readonly layer: Layer
}

/** Texts in base64 that a script decodes and runs in the same line, with what they say. */
export function codedTexts(lines: readonly ScriptLine[]): readonly CodedText[] {
  const found: CodedText[] = []
  for (const line of lines) {
    if (found.length === scriptLayersMax) break
    if (!/base64|b64decode/.test(line.text) || !runsDecoded(line.text)) continue
    const text = decoded(line.text)
    if (text === null) continue
    const origin = { start: line.start, end: line.end }
    found.push({ line, layer: { names: ['base64'], text, origin } })
  }
  return found
}

/** `... | base64 -d | sh`, `sh -c "$(... base64 -d)"`, `exec(base64.b64decode(...))`. */
function runsDecoded(line: string): boolean {
  if (/(?:exec|eval)\s{0,2}\(?\s{0,2}(?:\w{1,24}\.)?(?:b64decode|decode_base64|base64\.b64decode)/.test(line))
    return true
  const commands = commandsOf(line)
  const at = commands.findIndex(
    ({ name, words }) => name === 'base64' && words.some((word) => /^-(?:d|D|i|di)$|^--decode$/.test(word)),
  )
  if (at === -1) return false
  const after = commands
    .slice(at + 1)
    .some(({ name }, i) => commands[at + i]?.then === '|' && isInterpreter(name))
  const before = commands
    .slice(0, at)
    .some(({ name, then }) => (isInterpreter(name) || name === 'eval') && /^(?:\$\(|<\(|`)$/.test(then))
  return after || before
}

/** The longest run of base64 in the line; null when it is too short to be code or is no base64. */
function decoded(line: string): string | null {
  let best = ''
  for (const match of line.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g))
    if (match[0].length > best.length) best = match[0]
  if (best.length < codedCharsMin || best.length > scriptLayerCharsMax) return null
  return Buffer.from(best, 'base64').toString('latin1')
}

const codedCharsMin = 24
