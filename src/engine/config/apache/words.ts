import { configWordsMax } from '../../../domain/lineEngineLimits.ts'

/** The words of a directive as Apache takes them: apart by blanks, or between quotes with `\` before a quote. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = []
  let at = skipBlanks(text, 0)
  while (at < text.length && words.length < configWordsMax) {
    const { word, end } = wordAt(text, at)
    words.push(word)
    at = skipBlanks(text, end)
  }
  return words
}

function wordAt(text: string, start: number): { readonly word: string; readonly end: number } {
  const quote = text.charAt(start)
  if (quote !== '"' && quote !== "'") {
    const end = endOfBare(text, start)
    return { word: text.slice(start, end), end }
  }
  const end = endOfQuoted(text, start + 1, quote)
  const word = text.slice(start + 1, end).replaceAll(`\\${quote}`, quote)
  return { word, end: Math.min(end + 1, text.length) }
}

function endOfBare(text: string, start: number): number {
  let at = start
  while (at < text.length && !isBlank(text.charCodeAt(at))) at += 1
  return at
}

function endOfQuoted(text: string, start: number, quote: string): number {
  let at = start
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1
  return Math.min(at, text.length)
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1
  return at
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
