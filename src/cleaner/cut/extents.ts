import type { PhpRegion } from '../../engine/regions.ts'
import type { Span } from '../../engine/span.ts'
import { commentAfter, commentBefore, isMarkerPair, isMarker } from './comments.ts'

/**
 * The bytes that go with statements: the comments that mark them, the tags of a block of which nothing is left with the line
 * end that PHP eats, and the blanks or the line that were put in with them. In order and apart.
 */
export function extentsOf(
  text: string,
  regions: readonly PhpRegion[],
  statements: readonly Span[],
): readonly Span[] {
  const merged = mergeOver(text, statements).map((span) => withMarkers(text, withSemicolons(text, span)))
  const blocks = regions.filter((region) => isEmptied(text, region, merged))
  const whole = blocks.map((block) => withTagLine(text, block))
  const inside = merged
    .filter((span) => !blocks.some((block) => block.start <= span.start && span.end <= block.end))
    .map((span) => withBlanks(text, span))
  return mergeTouching([...whole, ...inside])
}

/** Blanks and comments between two statements that go are between nothing that stays. */
function mergeOver(text: string, spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const span of sorted(spans)) {
    const last = merged.at(-1)
    if (last !== undefined && (span.start <= last.end || isQuiet(text, last.end, span.start)))
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
    else merged.push(span)
  }
  return merged
}

function isQuiet(text: string, start: number, end: number): boolean {
  let at = skipBlanks(text, start, end)
  while (at < end) {
    const next = text.charAt(at) === ';' ? at + 1 : (commentAfter(text, at)?.end ?? -1)
    if (next === -1 || next > end) return false
    at = skipBlanks(text, next, end)
  }
  return true
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from
  while (at < end && isBlank(text.charAt(at))) at += 1
  return at
}

function isBlank(character: string): boolean {
  return isSpace(character) || isLineEnd(character)
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t'
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}

function withSemicolons(text: string, { start, end }: Span): Span {
  let at = end
  while (text.charAt(at) === ';') at += 1
  return { start, end: at }
}

/** Two comments that say the same before and behind are marks of whoever put the code in. */
function withMarkers(text: string, span: Span): Span {
  const before = commentBefore(text, span.start)
  const after = commentAfter(text, skipBlanks(text, span.end, text.length))
  if (before === undefined || after === undefined) return span
  if (!isMarkerPair(text.slice(before.start, before.end), text.slice(after.start, after.end))) return span
  return { start: before.start, end: after.end }
}

/** No code is left, and no comment that says something. */
function isEmptied(text: string, region: PhpRegion, removed: readonly Span[]): boolean {
  const inside = removed.filter((span) => span.start < region.end && region.start < span.end)
  if (inside.length === 0) return false
  const isGone = ({ start, end }: Span): boolean =>
    inside.some((span) => span.start <= start && end <= span.end)
  return (
    leftOf(region, inside).every(({ start, end }) => isNothing(text, start, end, region)) &&
    inside.some(isGone)
  )
}

function leftOf({ start, end }: Span, removed: readonly Span[]): readonly Span[] {
  const left: Span[] = []
  let at = start
  for (const span of [...removed, { start: end, end }]) {
    if (at < span.start) left.push({ start: at, end: span.start })
    at = Math.max(at, span.end)
  }
  return left
}

/** Blanks, tags at the ends of the block, and comments that are only marks. */
function isNothing(text: string, start: number, end: number, region: Span): boolean {
  const openEnd = start === region.start ? start + tagLength(text.slice(start, start + 64)) : start
  const closes = end === region.end && text.endsWith('?>', end) && text.slice(end - 2, end) === '?>'
  const last = closes ? end - 2 : end
  let at = skipBlanks(text, openEnd, last)
  while (at < last) {
    const comment = commentAfter(text, at)
    if (text.charAt(at) === ';') at += 1
    else if (comment === undefined || !isMarker(text.slice(comment.start, comment.end))) return false
    else at = comment.end
    at = skipBlanks(text, at, last)
  }
  return true
}

function tagLength(head: string): number {
  return /^<\?(?:php|=)?/i.exec(head)?.[0].length ?? 0
}

/** PHP eats the line end behind the tag: a block on a line of its own leaves no line. */
function withTagLine(text: string, { start, end }: Span): Span {
  if (!isLineStart(text, start)) return { start, end }
  return { start, end: end + lineEndLength(text, end) }
}

function isLineStart(text: string, at: number): boolean {
  return at === 0 || isLineEnd(text.charAt(at - 1)) || (at === 3 && text.startsWith('\xef\xbb\xbf'))
}

function lineEndLength(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return 2
  return isLineEnd(text.charAt(at)) ? 1 : 0
}

/** What stood around the code before it was put in cannot be seen; of the two ways that it is usually put in, the likelier. */
function withBlanks(text: string, span: Span): Span {
  const before = spacesBefore(text, span.start)
  const after = spacesAfter(text, span.end)
  const isFirst = isLineStart(text, before)
  const isLast = after === text.length || isLineEnd(text.charAt(after))
  if (isFirst && isLast) return wholeLine(text, { ...span, lineStart: before, lineEnd: after })
  if (isLast) return { start: isFirst ? span.start : before, end: span.end }
  return hasOwnSpace(text, span, { isFirst, before, after }) ? { start: span.start, end: after } : span
}

/** True when the blanks behind the code, before other code, came with it. At the start of a line many are its indentation. */
function hasOwnSpace(
  text: string,
  span: Span,
  line: { readonly isFirst: boolean; readonly before: number; readonly after: number },
): boolean {
  if (line.before < span.start) return true
  return line.isFirst && line.after - span.end <= 1 && text.charAt(span.end) !== '\t'
}

function spacesBefore(text: string, from: number): number {
  let at = from
  while (at > 0 && isSpace(text.charAt(at - 1))) at -= 1
  return at
}

function spacesAfter(text: string, from: number): number {
  let at = from
  while (at < text.length && isSpace(text.charAt(at))) at += 1
  return at
}

interface Line extends Span {
  readonly lineStart: number
  readonly lineEnd: number
}

/** Its indentation goes with it, unless it is that of the statement behind, which then has none. */
function wholeLine(text: string, { start, lineStart, lineEnd }: Line): Span {
  const next = lineEnd + lineEndLength(text, lineEnd)
  const isIndented = lineStart < start
  const isNextBare = next < text.length && !isBlank(text.charAt(next)) && !'})]?'.includes(text.charAt(next))
  if (isIndented && isNextBare && isIndentOf(text, lineStart, text.slice(lineStart, start)))
    return { start, end: next }
  return { start: lineStart, end: next }
}

/** True when the last line with something in it has the same indentation, or opens a block. */
function isIndentOf(text: string, lineStart: number, indent: string): boolean {
  let end = lineStart
  while (end > 0 && isBlank(text.charAt(end - 1))) end -= 1
  const start = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1
  const line = text.slice(start, Math.min(end, start + indent.length + 1))
  return text.charAt(end - 1) === '{' || (line.startsWith(indent) && !isSpace(line.charAt(indent.length)))
}

function sorted(spans: readonly Span[]): readonly Span[] {
  return [...spans].sort((a, b) => a.start - b.start || b.end - a.end)
}

export function mergeTouching(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = []
  for (const span of sorted(spans)) {
    const last = merged.at(-1)
    if (last !== undefined && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
    else merged.push(span)
  }
  return merged
}
