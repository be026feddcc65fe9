import { widthOf } from './width.ts'

/** Breaks at spaces so that no line is wider than `width`; a word that is wider stays whole on its own line. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  lines.push(line)
  return lines
}

/** `text` wrapped at `width`, every line moved right by `indent` columns. */
export function indented(text: string, indent: number, width: number): readonly string[] {
  return wrapWords(text, width - indent).map((line) => ' '.repeat(indent) + line)
}

/** `left` and, at the right margin, `right`; on two lines when both do not fit. */
export function flushRight(left: string, right: string, width: number): readonly string[] {
  const gap = width - widthOf(left) - widthOf(right)
  if (gap >= 2) return [left + ' '.repeat(gap) + right]
  return [left, ' '.repeat(Math.max(0, width - widthOf(right))) + right]
}
