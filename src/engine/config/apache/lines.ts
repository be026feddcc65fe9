import { configLineCharsMax, configLinesMax } from '../../../domain/lineEngineLimits.ts'
import type { Span } from '../../span.ts'

/** One line as Apache reads it; the span is of whole lines of the file with the last one's line end. */
export interface ConfigLine extends Span {
  /** Continuations joined, without the blanks around it, cut at configLineCharsMax; never a comment, never empty. */
  readonly text: string
  /** Blanks before the text in its line. */
  readonly indent: number
}

export interface ConfigLines {
  readonly lines: readonly ConfigLine[]
  readonly state: 'whole' | 'cut'
}

/**
 * The lines of a latin1 text that say something. A backslash before the line end joins the next line, in comments too:
 * that is how a shell script hides in an .htaccess.
 */
export function apacheLines(text: string): ConfigLines {
  const lines: ConfigLine[] = []
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  while (at < text.length) {
    const end = endOfLogicalLine(text, at)
    const line = lineOf(text, at, end)
    if (line !== undefined && lines.push(line) === configLinesMax) return { lines, state: 'cut' }
    at = end
  }
  return { lines, state: 'whole' }
}

const byteOrderMark = '\xef\xbb\xbf'

function endOfLogicalLine(text: string, start: number): number {
  let at = start
  for (;;) {
    const feed = text.indexOf('\n', at)
    if (feed === -1) return text.length
    if (!isContinued(text, at, feed)) return feed + 1
    at = feed + 1
  }
}

function isContinued(text: string, start: number, feed: number): boolean {
  const last = text.charAt(feed - 1) === '\r' ? feed - 2 : feed - 1
  return last >= start && text.charAt(last) === '\\'
}

function lineOf(text: string, start: number, end: number): ConfigLine | undefined {
  let first = start
  while (first < end && isBlank(text.charCodeAt(first))) first += 1
  if (first === end || text.charAt(first) === '#') return undefined
  const raw = text.slice(first, Math.min(end, first + configLineCharsMax))
  const joined = raw.includes('\\\n') || raw.includes('\\\r\n') ? raw.replace(/\\\r?\n/g, '') : raw
  return { start, end, text: joined.trimEnd(), indent: first - start }
}

/** What C's isspace takes: a line that is moved out of sight with other white space is one too. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
