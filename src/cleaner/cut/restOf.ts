import { programShareMin, programTokensMin } from '../../domain/actingLimits.ts'
import { lexPhp } from '../../engine/php/lex/lexPhp.ts'
import { tokenKind } from '../../engine/php/lex/tokenKind.ts'
import type { Span } from '../../engine/span.ts'

/**
 * A `program` when a good part of the code is kept, and enough to do something; without PHP a good part of the bytes. What a
 * shell leaves behind without its shell is no file of a site.
 */
export function restOf(content: Buffer, kept: readonly Span[]): 'program' | 'remains' {
  const text = content.toString('latin1')
  const starts = codeStarts(text)
  if (starts.length === 0) return keptBytes(kept) >= programShareMin * content.length ? 'program' : 'remains'
  const left = keptStarts(starts, kept)
  const isEnough = left.length >= programTokensMin && left.length >= programShareMin * starts.length
  return isEnough && left.some((start) => doesSomething(text, start)) ? 'program' : 'remains'
}

function codeStarts(text: string): readonly number[] {
  const { data, count } = lexPhp(text, { start: 'html', tags: 'long' })
  const starts: number[] = []
  for (let at = 0; at < count; at += 1)
    if (!outside.has(data[3 * at] ?? tokenKind.html)) starts.push(data[3 * at + 1] ?? 0)
  return starts
}

/** Those of them that lie in kept ranges; both in order. */
function keptStarts(starts: readonly number[], kept: readonly Span[]): readonly number[] {
  let slice = 0
  return starts.filter((start) => {
    while (slice < kept.length && (kept[slice]?.end ?? 0) <= start) slice += 1
    return start >= (kept[slice]?.start ?? Infinity)
  })
}

/** Values that are set and errors that are silenced are what a packed shell begins with. */
function doesSomething(text: string, start: number): boolean {
  pieceOfProgram.lastIndex = start
  return pieceOfProgram.test(text)
}

const pieceOfProgram =
  /(?:(?:require|include)(?:_once)?|function|class|interface|trait|return|echo|print|namespace|foreach)\b|(?!(?:array|isset|empty|ini_set|error_reporting|set_time_limit|set_magic_quotes_runtime|session_start|define|ignore_user_abort)\b)[a-z_][a-z0-9_]*\(/iy

const outside: ReadonlySet<number> = new Set([
  ...[tokenKind.html, tokenKind.openTag, tokenKind.openEcho, tokenKind.closeTag, tokenKind.haltData],
])

function keptBytes(kept: readonly Span[]): number {
  return kept.reduce((sum, { start, end }) => sum + end - start, 0)
}
