/** Says of a part of a text whether it may be one of the words, whatever its case; most others are told apart by three bytes. */
export type WordFilter = (text: string, start: number, end: number) => boolean

/** Cutting a word out of the text to look it up costs more than all else that is done with a name. */
export function createWordFilter(words: Iterable<string>): WordFilter {
  const known = new Uint8Array(lengths * letters * letters)
  for (const word of words) known[slotOf(word, 0, word.length)] = 1
  return (text, start, end) => known[slotOf(text, start, end)] === 1
}

const lengths = 64
const letters = 32

/** By length, first and last byte; five bits of a letter are the same in both cases. */
function slotOf(text: string, start: number, end: number): number {
  const length = (end - start) & (lengths - 1)
  return ((length * letters + (text.charCodeAt(start) & 31)) * letters) | (text.charCodeAt(end - 1) & 31)
}
