import { phpRegionsMax } from '../domain/limits.ts'
import type { Span } from './span.ts'

/** One PHP block with its tags; `code` are the parts that are neither white space, comment nor tag. */
export interface PhpRegion extends Span {
  readonly code: readonly Span[]
}

/**
 * Splits a latin1 text into its PHP blocks, as PHP's scanner does: a `?>` in a string, a heredoc or a block comment does
 * not end a block, one in a line comment does, and `__halt_compiler` ends the code. `all` takes `<?php`, `<?=` and `<?`
 * (not `<?xml`); `long` leaves the bare `<?` out, which is noise in what is not text. Linear: every step moves on, and a
 * construct without an end takes the rest of the text, and so does the last of phpRegionsMax blocks.
 */
export function phpRegions(text: string, tags: 'all' | 'long'): PhpRegion[] {
  const openTag = tags === 'all' ? anyTag : longTag
  const regions: PhpRegion[] = []
  let at = 0
  while (at < text.length) {
    const open = nextMatch(openTag, text, at)
    if (open === undefined) break
    const region = regionAt(text, open.start, open.end)
    if (regions.push(region) === phpRegionsMax) return [...regions.slice(0, -1), restOf(text, region)]
    at = region.end
  }
  return regions
}

/**
 * The block with blanks for all that is not code and `x` for every byte of a string, so that a bracket or semicolon in the
 * answer is one of the code. As long as the block.
 */
export function maskedCode(text: string, region: PhpRegion): string {
  const pieces: string[] = []
  let at = region.start
  for (const { start, end } of region.code) {
    pieces.push(' '.repeat(start - at), withoutStrings(text, start, end))
    at = end
  }
  pieces.push(' '.repeat(region.end - at))
  return pieces.join('')
}

function withoutStrings(text: string, start: number, end: number): string {
  const pieces: string[] = []
  let at = start
  while (at < end) {
    const mark = nextMatch(landmark, text, at)
    if (mark === undefined || mark.start >= end) break
    const isString = markKind(text, mark) === 'string'
    const markEnd = Math.min(end, isString ? endOfString(text, mark) : endOfQuiet(text, mark))
    pieces.push(text.slice(at, mark.start), (isString ? 'x' : ' ').repeat(markEnd - mark.start))
    at = markEnd
  }
  pieces.push(text.slice(at, end))
  return pieces.join('')
}

function endOfQuiet(text: string, mark: Span): number {
  return markKind(text, mark) === 'comment' ? endOfComment(text, mark) : mark.end
}

/** All that follows taken as one block: nobody writes that many, and millions of them are minutes and gigabytes. */
function restOf(text: string, { start }: PhpRegion): PhpRegion {
  return { start, end: text.length, code: [{ start, end: text.length }] }
}

const anyTag = /<\?(?:php(?=\s|$)|=|(?!xml|php))/gi
const longTag = /<\?(?:php(?=\s|$)|=)/gi

/** What can hide a `?>` or end the block. `#[` opens an attribute, which is code. */
const landmark = /['"`]|\/\*|\/\/|#(?!\[)|\?>|<<<[ \t]*["']?[a-z_\x80-\xff][\w\x80-\xff]*|__halt_compiler/gi

function regionAt(text: string, start: number, codeStart: number): PhpRegion {
  const code: Span[] = []
  let at = codeStart
  for (;;) {
    const mark = nextMatch(landmark, text, at)
    if (mark === undefined) return { start, end: text.length, code: withSpan(code, text, at, text.length) }
    const kind = markKind(text, mark)
    const codeEnd = kind === 'string' ? endOfString(text, mark) : mark.start
    withSpan(code, text, at, codeEnd)
    if (kind === 'close') return { start, end: mark.end, code }
    if (kind === 'halt') return { start, end: text.length, code: withSpan(code, text, mark.start, mark.end) }
    at = kind === 'comment' ? endOfComment(text, mark) : codeEnd
  }
}

type MarkKind = 'string' | 'comment' | 'close' | 'halt'

function markKind(text: string, mark: Span): MarkKind {
  switch (text.charAt(mark.start)) {
    case '?':
      return 'close'
    case '_':
      return 'halt'
    case '/':
    case '#':
      return 'comment'
    default:
      return 'string'
  }
}

/** Quotes close at the next unescaped quote, a heredoc at its name at the start of a line. */
function endOfString(text: string, mark: Span): number {
  const quote = text.charAt(mark.start)
  if (quote === '<') return endOfHeredoc(text, mark)
  const stop = quote === "'" ? singleQuoteStop : quote === '"' ? doubleQuoteStop : backtickStop
  let at = mark.end
  for (let next = nextMatch(stop, text, at); next !== undefined; next = nextMatch(stop, text, at)) {
    if (text.charAt(next.start) !== '\\') return next.end
    at = next.end + 1
  }
  return text.length
}

const singleQuoteStop = /['\\]/g
const doubleQuoteStop = /["\\]/g
const backtickStop = /[`\\]/g

function endOfHeredoc(text: string, mark: Span): number {
  const name = /(?<![\w\x80-\xff])[\w\x80-\xff]+$/.exec(text.slice(mark.start, mark.end))?.[0] ?? ''
  for (let next = nextMatch(lineStart, text, mark.end); next !== undefined; ) {
    const end = next.end + name.length
    if (text.startsWith(name, next.end) && !/[\w\x80-\xff]/.test(text.charAt(end))) return end
    next = nextMatch(lineStart, text, next.end)
  }
  return text.length
}

const lineStart = /\n[ \t]*/g

/** A line comment ends at the line's end or before a closing tag. */
function endOfComment(text: string, mark: Span): number {
  if (text.startsWith('/*', mark.start)) return nextMatch(blockCommentEnd, text, mark.end)?.end ?? text.length
  return nextMatch(lineCommentEnd, text, mark.end)?.start ?? text.length
}

const blockCommentEnd = /\*\//g

const lineCommentEnd = /[\r\n]|\?>/g

/** Adds a span, or lengthens the last one when it ends here or there are phpRegionsMax. */
function withSpan(code: Span[], text: string, start: number, end: number): Span[] {
  if (!/\S/.test(text.slice(start, end))) return code
  const last = code.at(-1)
  if (last !== undefined && (last.end === start || code.length >= phpRegionsMax))
    code[code.length - 1] = { start: last.start, end }
  else code.push({ start, end })
  return code
}

function nextMatch(pattern: RegExp, text: string, from: number): Span | undefined {
  pattern.lastIndex = from
  const match = pattern.exec(text)
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length }
}
