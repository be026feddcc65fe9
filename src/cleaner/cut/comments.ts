import type { Span } from '../../engine/span.ts'

/** The comment that begins at `at`; a line comment ends before its line end or a closing tag. */
export function commentAfter(text: string, at: number): Span | undefined {
  if (text.startsWith('/*', at)) {
    const close = text.indexOf('*/', at + 2)
    return close === -1 ? undefined : { start: at, end: close + 2 }
  }
  const isLine = text.startsWith('//', at) || (text.charAt(at) === '#' && text.charAt(at + 1) !== '[')
  return isLine ? { start: at, end: lineCommentEnd(text, at) } : undefined
}

function lineCommentEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\n' || character === '\r') return at
    if (character === '?' && text.charAt(at + 1) === '>') return at
  }
  return text.length
}

/** Longer comments say something. */
const markerCharsMax = 200

/** The comment that ends before `at`, with nothing but blanks between; at most markerCharsMax long. */
export function commentBefore(text: string, at: number): Span | undefined {
  let end = at
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end -= 1
  if (text.slice(end - 2, end) === '*/') {
    const start = text.lastIndexOf('/*', end - 4)
    return start === -1 || end - start > markerCharsMax ? undefined : { start, end }
  }
  return end === at ? undefined : lineCommentBefore(text, end)
}

/** Only a line that is nothing but the comment: elsewhere the mark could stand in a string. */
function lineCommentBefore(text: string, end: number): Span | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1
  if (end - lineStart > markerCharsMax) return undefined
  const start = lineStart + (/^[ \t]*/.exec(text.slice(lineStart, end))?.[0].length ?? 0)
  const comment = commentAfter(text, start)
  return comment?.end === end ? comment : undefined
}

/** True when two comments say the same, or one that something begins and the other that it ends. */
export function isMarkerPair(one: string, other: string): boolean {
  const [first, second] = [wordsOf(one), wordsOf(other)]
  const [said, repeated] = [first.join(' ').replace(edges, ''), second.join(' ').replace(edges, '')]
  if (said.replace(/\s+/g, '') !== repeated.replace(/\s+/g, '')) return false
  return (
    /[a-z0-9]{3}/.test(said) ||
    (first.some((word) => begins.has(word)) && second.some((word) => ends.has(word)))
  )
}

const edges = /\b(?:start|begin|open|end|stop|close)\b/g
const begins: ReadonlySet<string> = new Set(['start', 'begin', 'open'])
const ends: ReadonlySet<string> = new Set(['end', 'stop', 'close'])

function wordsOf(comment: string): readonly string[] {
  return comment.toLowerCase().match(/[a-z0-9\x80-\xff]+/g) ?? []
}

/** True for a comment of one word without sense, such as `/*5f3a9*\/`. */
export function isMarker(comment: string): boolean {
  const inner = comment
    .replace(/^(?:\/\*+|\/\/+|#+)/, '')
    .replace(/(?<!\*)\*+\/$/, '')
    .trim()
  return inner.length <= 64 && !/\s/.test(inner)
}
