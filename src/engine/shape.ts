import type { ContentKind } from '../domain/content.ts'
import type { FindingShape } from '../domain/verdict.ts'
import { phpRegions } from './regions.ts'
import type { PhpRegion } from './regions.ts'
import type { Span } from './span.ts'

/** The lines around the findings as a range of bytes and as numbers. */
interface Closure extends Span {
  readonly firstLine: number
  readonly lastLine: number
}

/**
 * How findings lie in the bytes (decision 8). Only blocks that hold code count; findings outside of PHP, for instance in
 * the markup around it, count as one more block. `ranges` are not empty and lie within `bytes`.
 */
export function shapeOf(bytes: Buffer, kind: ContentKind, ranges: readonly Span[]): FindingShape {
  const text = bytes.toString('latin1')
  const tags = kind === 'php' || kind === 'text' || kind === 'script' ? 'all' : 'long'
  const regions = phpRegions(text, tags)
  const closure = closureOf(text, ranges)
  const php = regions.filter((region) => region.code.length > 0)
  const hit = php.filter((region) => ranges.some((range) => overlaps(range, region)))
  const outside = ranges.some((range) => !regions.some((region) => overlaps(range, region))) ? 1 : 0
  return {
    blocks: php.length + outside,
    blocksHit: hit.length + outside,
    firstLine: closure.firstLine,
    lastLine: closure.lastLine,
    otherCode: regions.length === 0 ? hasOtherText(text, closure) : hasOtherCode(text, php, closure),
  }
}

function closureOf(text: string, ranges: readonly Span[]): Closure {
  const first = ranges.reduce((least, range) => Math.min(least, range.start), text.length)
  const last = ranges.reduce((most, range) => Math.max(most, range.end - 1), first)
  const lineEnd = text.indexOf('\n', last)
  const firstLine = 1 + countLineEnds(text, 0, first)
  return {
    start: first === 0 ? 0 : text.lastIndexOf('\n', first - 1) + 1,
    end: lineEnd === -1 ? text.length : lineEnd,
    firstLine,
    lastLine: firstLine + countLineEnds(text, first, last),
  }
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

function hasOtherCode(text: string, regions: readonly PhpRegion[], closure: Closure): boolean {
  return regions.some((region) =>
    region.code.some(
      (span) =>
        hasText(text, span.start, Math.min(span.end, closure.start)) ||
        hasText(text, Math.max(span.start, closure.end), span.end),
    ),
  )
}

function hasText(text: string, start: number, end: number): boolean {
  return start < end && /\S/.test(text.slice(start, end))
}

/** A line of a configuration or script that is neither empty nor only a comment. */
const codeLine = /^[ \t]*(?![ \t#;]|\/\/|<!--)\S/m

function hasOtherText(text: string, closure: Closure): boolean {
  return codeLine.test(text.slice(0, closure.start)) || codeLine.test(text.slice(closure.end))
}
