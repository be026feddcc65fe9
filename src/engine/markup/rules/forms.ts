import { hostOfAddress, isForeign } from '../../script/js/hosts.ts'
import type { Span } from '../../span.ts'
import { elementFrom, valueOf } from '../page.ts'
import type { Page } from '../page.ts'
import type { Tag } from '../tags.ts'
import { brandIn, brandOfHost } from './brands.ts'
import type { Found } from './markupRule.ts'

/** Pages that ask for passwords and cards in the name of somebody else. */
export function phishingForms(page: Page): Found[] {
  const forms = page.tags.flatMap((tag, index) =>
    tag.name === 'form' && tag.kind === 'open' ? [{ tag, index }] : [],
  )
  return forms.slice(0, formsMax).flatMap(({ tag, index }) => ofForm(page, formAt(page, tag, index)))
}

const formsMax = 32

function ofForm(page: Page, form: Form): Found[] {
  const whole: Span = { start: 0, end: page.text.length }
  if (isIdentity(form)) return [{ rule: 2607, span: whole, trace: ['form', ...form.asks, form.action] }]
  if (!form.asks.includes('password') && !form.asks.includes('card')) return []
  if (isForeign(form.action)) return [askedFor(form, hostOfAddress(form.action) ?? '')]
  if (!/\.php\b/i.test(form.action)) return []
  const copied = copiedFrom(page)
  if (copied !== undefined)
    return [{ rule: 2604, span: whole, trace: ['page of', copied, 'form', form.action] }]
  const brand = brandIn(titleOf(page))
  return brand === undefined ? [] : [askedFor(form, brand)]
}

function askedFor({ span }: Form, whose: string): Found {
  return { rule: 2636, span, trace: ['password field', whose] }
}

interface Form {
  readonly span: Span
  readonly action: string
  readonly asks: readonly Ask[]
}

type Ask = 'password' | 'card' | 'cvv' | 'pin' | 'identity'

function formAt(page: Page, tag: Tag, index: number): Form {
  const span = elementFrom(page, index)
  const asks = new Set<Ask>()
  for (const input of page.tags.slice(index, index + formTagsMax)) {
    if (input.start >= span.end) break
    if (input.name !== 'input' && input.name !== 'select') continue
    for (const ask of asksOf(input)) asks.add(ask)
  }
  return { span, action: valueOf(tag, 'action').trim().slice(0, 300), asks: [...asks] }
}

const formTagsMax = 2000

function asksOf(input: Tag): Ask[] {
  const type = valueOf(input, 'type').toLowerCase()
  if (type === 'hidden' || type === 'submit') return []
  const words = [valueOf(input, 'name'), valueOf(input, 'id'), valueOf(input, 'placeholder')]
    .join(' ')
    .slice(0, 300)
  const asks: Ask[] = type === 'password' ? ['password'] : []
  for (const { ask, pattern } of askPatterns) if (pattern.test(words)) asks.push(ask)
  return asks
}

const askPatterns: readonly { readonly ask: Ask; readonly pattern: RegExp }[] = [
  {
    ask: 'card',
    pattern: /card[-_ ]?(?:num|no\b)|\bcc(?:num|no)?\b|ccnum|credit ?card|debit ?card|kartennummer/i,
  },
  { ask: 'cvv', pattern: /\bcvv2?\b|\bcvc2?\b|\bcsc\b|security[-_ ]?code/i },
  { ask: 'pin', pattern: /\batm\b|(?:card|atm)[-_ ]?pin|\bpin[-_ ]?(?:code|number)?\b/i },
  {
    ask: 'identity',
    pattern: /\bssn\d?\b|social[-_ ]?security|mother|maiden|\bmmn\b|driver'?s? ?licen|sort[-_ ]?code/i,
  },
]

function isIdentity({ asks }: Form): boolean {
  const money = asks.filter((ask) => ask === 'card' || ask === 'cvv').length
  return (
    money > 0 && asks.includes('identity') && (money > 1 || asks.includes('pin') || asks.includes('password'))
  )
}

/** Whose page this was before somebody saved it: the mark of the program that did, or where its parts come from. */
function copiedFrom(page: Page): string | undefined {
  const saved = savedMark.exec(page.text.slice(0, headChars))?.[1]
  if (saved !== undefined) return brandOfHost(saved)
  const form = page.tags.findIndex(({ name }) => name === 'form')
  return page.tags
    .slice(0, form)
    .map((tag) => brandOfHost(hostOfAddress(valueOf(tag, tag.name === 'script' ? 'src' : 'href')) ?? ''))
    .find((brand) => brand !== undefined)
}

const savedMark = /(?:saved from url=\(\d{1,6}\)|mirrored from )\s{0,4}(?:https?:\/\/)?([a-z0-9.-]{4,100})/i

const headChars = 4096

function titleOf({ text, tags }: Page): string {
  const body = tags.find(({ name, kind }) => name === 'title' && kind === 'open')?.body
  return body ? text.slice(body.start, Math.min(body.end, body.start + 200)) : ''
}
