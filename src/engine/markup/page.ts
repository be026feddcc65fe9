import { phpRegions } from '../regions.ts'
import type { Span } from '../span.ts'
import { tagsOf } from './tags.ts'
import type { Tag } from './tags.ts'

/** A page in which the PHP is blank: offsets are those of the content. */
export interface Page {
  readonly text: string
  readonly tags: readonly Tag[]
  /** From the beginning of `<!doctype` or `<html` to the end of `</html>`; the whole text when there is neither. */
  readonly document: Span
}

/** undefined for a text that is no page: scripts and styles hold tags in their strings. */
export function pageOf(content: string): Page | undefined {
  if (!telling.test(content)) return undefined
  const text = withoutPhp(content)
  if (!isMarkup(text)) return undefined
  const tags = tagsOf(text)
  return { text, tags, document: documentIn(text, tags) }
}

/** Elements and handlers that the rules are about: most PHP has none, and is not looked at any further. */
const telling =
  /<(?:script|iframe|frame|form|svg|embed|object|title|meta|style|marquee|a\s)|\son(?:error|load|click|mouse|focus|toggle|begin)[a-z]{0,8}\s{0,4}=/i

function withoutPhp(text: string): string {
  if (!text.includes('<?')) return text
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of phpRegions(text, 'all')) {
    pieces.push(text.slice(at, start), ' '.repeat(end - start))
    at = end
  }
  return [...pieces, text.slice(at)].join('')
}

function isMarkup(text: string): boolean {
  if (/^[\s\xef\xbb\xbf]*<[a-z!?/]/i.test(text)) return true
  return /^[ \t]*<(?:!doctype|html|head|body|\/body|\/html|iframe|script)\b/im.test(text)
}

function documentIn(text: string, tags: readonly Tag[]): Span {
  const first = tags.find(({ name, kind }) => kind === 'open' && (name === '!doctype' || name === 'html'))
  const last = tags.findLast(({ name, kind }) => kind === 'close' && name === 'html')
  return { start: first?.start ?? 0, end: last?.end ?? text.length }
}

/** The element that begins with a tag: to its own end tag, or the tag alone when it has none. */
export function elementFrom(page: Page, index: number): Span {
  const tag = page.tags[index]
  if (tag === undefined) return { start: 0, end: 0 }
  if (voidElements.has(tag.name)) return { start: tag.start, end: tag.end }
  let depth = 0
  for (const other of page.tags.slice(index, index + elementTagsMax)) {
    if (other.name !== tag.name) continue
    depth += other.kind === 'open' ? 1 : -1
    if (depth === 0) return { start: tag.start, end: other.end }
  }
  return { start: tag.start, end: tag.body?.end ?? tag.end }
}

const voidElements: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
])

/** Hidden blocks of more tags than this are parts of pages. */
const elementTagsMax = 4000

export function valueOf(tag: Tag, name: string): string {
  return tag.attributes.get(name)?.value ?? ''
}

export function isOutside({ document }: Page, { start }: Span): boolean {
  return start < document.start || start >= document.end
}
