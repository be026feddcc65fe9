import type { Span } from '../engine/span.ts'

/** The bytes of some slices of a content, one after the other. */
export function bytesOf(content: Buffer, slices: readonly Span[]): Buffer {
  return Buffer.concat(slices.map(({ start, end }) => content.subarray(start, end)))
}

/**
 * What is left of slices when ranges of what they make together are taken out. Both in order and apart; a range may begin in
 * one slice and end in another.
 */
export function without(slices: readonly Span[], ranges: readonly Span[]): readonly Span[] {
  const left: Span[] = []
  let offset = 0
  let next = 0
  for (const { start, end } of slices) {
    let at = start
    for (; next < ranges.length; next += 1) {
      const range = ranges[next]
      if (range === undefined || range.start - offset + start >= end) break
      const from = Math.max(at, range.start - offset + start)
      if (at < from) left.push({ start: at, end: from })
      at = Math.max(at, Math.min(end, range.end - offset + start))
      if (range.end - offset + start > end) break
    }
    if (at < end) left.push({ start: at, end })
    offset += end - start
  }
  return left
}
