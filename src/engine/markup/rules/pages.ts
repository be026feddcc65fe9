import { hostOfAddress, isForeign } from '../../script/js/hosts.ts'
import type { Span } from '../../span.ts'
import { valueOf } from '../page.ts'
import type { Page } from '../page.ts'
import type { Tag } from '../tags.ts'
import type { Found } from './markupRule.ts'
import { spamWords } from './spamWords.ts'

/** Pages that are about one thing as a whole. */
export function wholePages(page: Page): Found[] {
  const rules = [defaced(page), refreshed(page), doorway(page), smuggled(page)]
  return rules.flatMap((found) => (found === undefined ? [] : [found]))
}

function defaced({ text, tags }: Page): Found | undefined {
  const heading = tags.find(
    (tag, index) =>
      headings.has(tag.name) && tag.kind === 'open' && boast.test(headingText(text, tags, index)),
  )
  return heading === undefined
    ? undefined
    : { rule: 2605, span: { start: 0, end: text.length }, trace: [heading.name, 'hacked by'] }
}

const headings: ReadonlySet<string> = new Set(['title', 'h1', 'h2', 'h3', 'center', 'font', 'marquee'])
const boast =
  /(?:hacked|owned|pwned|defaced|h4ck3d|hack3d|touched|stamped)\s{1,4}(?:by|bY)\b|\bwas here\b.{0,40}(?:hack|team)|security (?:is|was) (?:low|zero|0%)|you(?:'ve| have) been (?:hacked|pwned)/i

function headingText(text: string, tags: readonly Tag[], index: number): string {
  const tag = tags[index]
  if (tag === undefined) return ''
  const end = tag.body?.end ?? tags[index + 1]?.start ?? text.length
  return text.slice(tag.end, Math.min(end, tag.end + 300))
}

/** Nothing but a way to another site. */
function refreshed({ text, tags }: Page): Found | undefined {
  const meta = tags.find(
    (tag) => tag.name === 'meta' && tag.kind === 'open' && /^\s*refresh/i.test(valueOf(tag, 'http-equiv')),
  )
  if (meta === undefined || text.length > smallPageChars) return undefined
  const target = /url\s{0,4}=\s{0,4}["']?([^"'\s>]{4,300})/i.exec(valueOf(meta, 'content'))?.[1] ?? ''
  if (!isForeign(target)) return undefined
  const span: Span = { start: meta.start, end: meta.end }
  return { rule: 2633, span, trace: ['meta refresh', hostOfAddress(target) ?? ''] }
}

const smallPageChars = 2048

function doorway({ text }: Page): Found | undefined {
  const words = spamWords(text)
  if (words.length < doorwayWordsMin) return undefined
  return { rule: 2634, span: { start: 0, end: text.length }, trace: ['words', ...words.slice(0, 4)] }
}

const doorwayWordsMin = 4

/** A file in the page that is saved without being asked for. */
function smuggled({ text, tags }: Page): Found | undefined {
  for (const { name, body } of tags) {
    if (name !== 'script' || body === null || body.end - body.start < smuggledCharsMin) continue
    const inner = text.slice(body.start, body.end)
    const isSaved =
      /msSaveOrOpenBlob|msSaveBlob|createObjectURL/.test(inner) && /\.click\s*\(|\.download\s*=/.test(inner)
    if (isSaved && /atob\s*\(/.test(inner) && /["'`][A-Za-z0-9+/=]{2000}/.test(inner))
      return {
        rule: 2635,
        span: { start: 0, end: text.length },
        trace: ['atob', 'createObjectURL', 'download'],
      }
  }
  return undefined
}

const smuggledCharsMin = 3000
