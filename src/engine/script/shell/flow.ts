import { scriptFlowPassesMax } from '../../../domain/lineEngineLimits.ts'
import type { ScriptLine } from './source.ts'

/** How one language names, fills and runs values. Every pattern is linear and anchored or of fixed length. */
export interface FlowLanguage {
  /** Group 1 is the variable; what follows the match is its value. */
  readonly assignment: RegExp
  /** Names of variables in an expression, group 1; global. */
  readonly use: RegExp
  /** An expression that brings in what a visitor sends. */
  readonly source: RegExp
  /** Runs a value as a command or as code, group 1 or 2 is the variable at its beginning; global. */
  readonly sink: RegExp
  /** Runs what the source brings without a variable between. */
  readonly direct: RegExp
}

export interface FlowHit {
  readonly source: ScriptLine | null
  readonly sink: ScriptLine
}

/**
 * The first place where a value that a visitor sends becomes a command. Values are followed by the name of their variable
 * through the whole script, whatever the order of its routines.
 */
export function flowOf(lines: readonly ScriptLine[], language: FlowLanguage): FlowHit | null {
  const statements = lines.flatMap((line) => statementsOf(line.text).map((text) => ({ line, text })))
  const tainted = new Map<string, ScriptLine>()
  for (let pass = 0; pass < scriptFlowPassesMax; pass += 1) {
    const before = tainted.size
    for (const { line, text } of statements) assign(tainted, language, { line, text })
    if (tainted.size === before) break
  }
  for (const { line, text } of statements) {
    if (language.direct.test(text)) return { source: null, sink: line }
    const name = sinkName(text, language, tainted)
    if (name !== null) return { source: tainted.get(name) ?? null, sink: line }
  }
  return null
}

interface Statement {
  readonly line: ScriptLine
  readonly text: string
}

function statementsOf(text: string): readonly string[] {
  return text.split(/;|\{(?=\s)|(?:^|\s)(?:then|do)\s|:\s/).map((part) => part.trim())
}

function assign(tainted: Map<string, ScriptLine>, language: FlowLanguage, { line, text }: Statement): void {
  const match = language.assignment.exec(text)
  const name = match?.[1]
  if (match === null || name === undefined || tainted.has(name)) return
  const value = text.slice(match[0].length)
  if (literalCommand.test(value)) return
  const from = language.source.test(value) ? line : taintedIn(value, language, tainted)
  if (from !== undefined) tainted.set(name, from)
}

/** A command that the author wrote, to which the visitor only adds: a weakness at most. A change of directory says nothing. */
const literalCommand = /^[\s([]{0,8}[rfbu]?["'](?!cd[\s"\\])[\w/.-]{1,64}(?:\s|["'],)/

function taintedIn(
  value: string,
  language: FlowLanguage,
  tainted: ReadonlyMap<string, ScriptLine>,
): ScriptLine | undefined {
  for (const match of value.matchAll(language.use)) {
    const from = tainted.get(match[1] ?? '')
    if (from !== undefined) return from
  }
  return undefined
}

function sinkName(
  text: string,
  language: FlowLanguage,
  tainted: ReadonlyMap<string, ScriptLine>,
): string | null {
  for (const match of text.matchAll(language.sink)) {
    const name = match[1] ?? match[2] ?? ''
    if (tainted.has(name)) return name
  }
  return null
}
