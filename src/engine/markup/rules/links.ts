import { hostOfAddress, isForeign } from '../../script/js/hosts.ts'
import type { Span } from '../../span.ts'
import { hidingOf } from '../hidden.ts'
import type { Hiding } from '../hidden.ts'
import { elementFrom, valueOf } from '../page.ts'
import type { Page } from '../page.ts'
import type { Tag } from '../tags.ts'
import type { Found } from './markupRule.ts'
import { spamWords } from './spamWords.ts'

/** Blocks of links to other sites that only search engines see. */
export function hiddenLinks(page: Page): Found[] {
  const found: Found[] = []
  const byName = hiddenNames(page)
  let covered = 0
  let left = hiddenBlocksMax
  for (const [index, tag] of page.tags.entries()) {
    if (tag.kind !== 'open' || tag.start < covered || !containers.has(tag.name)) continue
    const hiding = hidingIn(tag, byName)
    if (hiding === 'shown') continue
    if ((left -= 1) < 0) break
    const span = elementFrom(page, index)
    const hosts = linkedHosts(page, index, span)
    const rule = ruleOf(hosts, hiding, page.text.slice(span.start, span.end))
    if (rule === undefined) continue
    covered = span.end
    found.push({ rule, span, trace: [hiding, `${hosts.length} links`, hosts[0] ?? ''] })
  }
  return found
}

/** Blocks are looked into one after the other, and may lie in each other. */
const hiddenBlocksMax = 500

const containers: ReadonlySet<string> = new Set([
  'div',
  'span',
  'p',
  'ul',
  'ol',
  'table',
  'section',
  'font',
  'marquee',
  'center',
  'u',
  'b',
  'i',
  'small',
])

function hidingIn(tag: Tag, byName: ReadonlyMap<string, Hiding>): Hiding {
  const own = hidingOf(tag)
  if (own !== 'shown') return own
  const id = byName.get(`#${valueOf(tag, 'id')}`)
  const classes = valueOf(tag, 'class').split(/\s+/).slice(0, 8)
  return id ?? classes.map((name) => byName.get(`.${name}`)).find((hiding) => hiding !== undefined) ?? 'shown'
}

/** What styles of the page put away, and what its scripts hide by id. */
function hiddenNames({ text, tags }: Page): ReadonlyMap<string, Hiding> {
  const names = new Map<string, Hiding>()
  for (const { name, body } of tags) {
    if (body === null) continue
    const inner = text.slice(body.start, Math.min(body.end, body.start + bodyCharsMax))
    if (name === 'style') for (const match of inner.matchAll(awayStyle)) names.set(match[1] ?? '', 'away')
    if (name === 'script')
      for (const match of inner.matchAll(hidesById)) names.set(`#${match[1] ?? ''}`, 'off')
  }
  return names
}

const bodyCharsMax = 20_000
const awayStyle =
  /([.#][\w-]{1,60})\s{0,8}\{[^}]{0,200}?(?:left|top|text-indent|margin-left|margin-top)\s{0,4}:\s{0,4}-\d{3,6}(?:px|em|pt|%)/gi
const hidesById =
  /getElementById\(\s{0,4}["']([\w-]{1,60})["']\s{0,4}\)\s{0,4}\.style\.(?:display|visibility|position|left|top|height)\s{0,4}=/gi

function linkedHosts({ tags }: Page, index: number, { end }: Span): string[] {
  const hosts: string[] = []
  for (const tag of tags.slice(index, index + linkTagsMax)) {
    if (tag.start >= end) break
    if (tag.name !== 'a' || tag.kind !== 'open') continue
    const address = valueOf(tag, 'href')
    if (isForeign(address)) hosts.push(hostOfAddress(address) ?? '')
  }
  return hosts
}

const linkTagsMax = 2000

function ruleOf(hosts: readonly string[], hiding: Hiding, inner: string): number | undefined {
  if (hosts.length === 0) return undefined
  const isSpam = spamWords(inner).length > 0
  const isPutAway = hiding === 'away' || hiding === 'tiny'
  if (isSpam && (isPutAway || hosts.length >= 2)) return spamRule
  if (isPutAway && hosts.length >= 4) return spamRule
  return hosts.length >= 6 || isPutAway ? linksRule : undefined
}

const spamRule = 2602
const linksRule = 2632
