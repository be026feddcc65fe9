import { jsChainMax, jsNestingMax } from '../../../domain/engineLimits.ts'

/**
 * True when acorn, which recurses, can be given the text: brackets are not nested deeper than jsNestingMax, and nothing
 * else that it takes a frame for (operators, unary signs, `? :`) stands more than jsChainMax times between two ends of
 * statements. One pass that knows strings of one line, but neither comments nor regular expressions: what it lets through
 * by mistake ends in an error that is caught.
 */
export function isParsable(text: string): boolean {
  let depth = 0
  let chain = 0
  for (let at = 0; at < text.length; at += 1) {
    const weight = weights[text.charCodeAt(at)] ?? other
    if (weight === other) continue
    if (weight === quote) at = endOfString(text, at)
    else if (weight === ends) chain = 0
    else if (weight === joins) chain += 1
    else depth = Math.max(0, depth + weight)
    if (depth > jsNestingMax || chain > jsChainMax) return false
  }
  return true
}

const closes = -1
const other = 0
const opens = 1
const ends = 2
const joins = 3
const quote = 4

const weights: readonly number[] = Array.from({ length: 256 }, (_none, code) =>
  weightOf(String.fromCharCode(code)),
)

function weightOf(char: string): number {
  if ('([{'.includes(char)) return opens
  if (')]}'.includes(char)) return closes
  if (';,'.includes(char)) return ends
  if (char === '"' || char === "'") return quote
  return '+-*/%!~?=<>&|^'.includes(char) ? joins : other
}

/** The closing quote, or the end of the line. */
function endOfString(text: string, start: number): number {
  const mark = text.charCodeAt(start)
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === mark || code === lineFeed) return at
    if (code === backslash) at += 1
  }
  return text.length
}

const lineFeed = 0x0a
const backslash = 0x5c
