const asciiOnly = /^[\x20-\x7e]*$/
/** East Asian Wide and Fullwidth blocks plus emoji that are drawn as pictures. */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u
const invisible = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u
let segmenter: Intl.Segmenter | undefined

/** Columns that `text` takes on a terminal; `text` holds no control characters. */
export function widthOf(text: string): number {
  if (asciiOnly.test(text)) return text.length
  let width = 0
  for (const grapheme of graphemesOf(text)) width += graphemeWidth(grapheme)
  return width
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** `text` with its middle replaced by `...` so that it takes at most `width` columns (at least 5). */
export function cutMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const room = Math.max(width, 5) - 3
  const head = takeWidth(text, Math.floor(room / 2))
  const graphemes = graphemesOf(text).reverse()
  const tail: string[] = []
  let taken = 0
  for (const grapheme of graphemes) {
    taken += graphemeWidth(grapheme)
    if (taken > Math.ceil(room / 2)) break
    tail.push(grapheme)
  }
  return `${head}...${tail.reverse().join('')}`
}

/** The longest start of `text` that takes at most `width` columns. */
export function takeWidth(text: string, width: number): string {
  if (asciiOnly.test(text)) return text.slice(0, width)
  let taken = 0
  let kept = ''
  for (const grapheme of graphemesOf(text)) {
    taken += graphemeWidth(grapheme)
    if (taken > width) break
    kept += grapheme
  }
  return kept
}

/** Made when it is first needed: that takes 8 ms, and most tables are plain ASCII. */
function graphemesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}
