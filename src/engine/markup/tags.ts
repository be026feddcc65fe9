import { markupAttributesMax, markupTagsMax } from '../../domain/engineLimits.ts'
import type { Span } from '../span.ts'

interface Attribute extends Span {
  /** As it stands there, without quotes. */
  readonly value: string
}

/** One tag. The content of `script`, `style` and the like is `body`: it holds no tags. */
export interface Tag extends Span {
  /** Lower case. */
  readonly name: string
  readonly kind: 'open' | 'close'
  /** By name in lower case; of two with one name the first, as in browsers. */
  readonly attributes: ReadonlyMap<string, Attribute>
  /** What is between the tag and its end, for elements without tags in them; null for the others. */
  readonly body: Span | null
}

/**
 * All tags of a page in order, at most markupTagsMax. Comments hold none. Every step moves on, and what has no end takes the
 * rest of the text.
 */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = []
  let at = text.indexOf('<')
  while (at !== -1 && tags.length < markupTagsMax) {
    at = text.indexOf('<', commentEnd(text, at) ?? addTag(tags, text, at))
  }
  return tags
}

/** Where to go on. */
function addTag(tags: Tag[], text: string, at: number): number {
  const tag = tagAt(text, at)
  if (tag === undefined) return at + 1
  tags.push(tag)
  return tag.body === null ? tag.end : tag.body.end
}

function commentEnd(text: string, at: number): number | undefined {
  if (!text.startsWith('<!--', at)) return undefined
  const end = text.indexOf('-->', at + 4)
  return end === -1 ? text.length : end + 3
}

function tagAt(text: string, start: number): Tag | undefined {
  const isClose = text.charAt(start + 1) === '/'
  const nameStart = start + (isClose ? 2 : 1)
  const nameEnd = endOfName(text, nameStart)
  if (nameEnd === nameStart) return undefined
  const name = text.slice(nameStart, nameEnd).toLowerCase()
  const { attributes, end } = attributesFrom(text, nameEnd)
  const kind = isClose ? 'close' : 'open'
  const isRaw = kind === 'open' && rawElements.has(name) && text.charAt(end - 2) !== '/'
  return { start, end, name, kind, attributes, body: isRaw ? bodyFrom(text, end, name) : null }
}

const rawElements: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'noembed'])

/** `<!doctype` is a tag here. */
function endOfName(text: string, start: number): number {
  if (!/[a-z!]/i.test(text.charAt(start))) return start
  let at = start + 1
  while (at < text.length && at - start < nameCharsMax && /[\w:-]/.test(text.charAt(at))) at += 1
  return at
}

const nameCharsMax = 64

function attributesFrom(
  text: string,
  from: number,
): { readonly attributes: ReadonlyMap<string, Attribute>; readonly end: number } {
  const attributes = new Map<string, Attribute>()
  let at = from
  while (at < text.length && text.charAt(at) !== '>') {
    const next = attributeAt(text, at)
    const { name, attribute } = next
    if (attribute !== undefined && attributes.size < markupAttributesMax && !attributes.has(name))
      attributes.set(name, attribute)
    at = next.end
  }
  return { attributes, end: Math.min(text.length, at + 1) }
}

interface Step {
  readonly name: string
  readonly attribute: Attribute | undefined
  readonly end: number
}

function attributeAt(text: string, from: number): Step {
  if (/[\s/="'<]/.test(text.charAt(from))) return { name: '', attribute: undefined, end: from + 1 }
  const nameEnd = endOfRun(text, from, nameEnds)
  const name = text.slice(from, Math.min(nameEnd, from + nameCharsMax)).toLowerCase()
  const equals = endOfRun(text, nameEnd, notBlank)
  if (text.charAt(equals) !== '=')
    return { name, attribute: { value: '', start: from, end: nameEnd }, end: nameEnd }
  const valueStart = endOfRun(text, equals + 1, notBlank)
  const { value, end } = valueAt(text, valueStart)
  return { name, attribute: { value, start: from, end }, end }
}

const nameEnds = /[\s=>/]/
const notBlank = /\S/
const valueEnds = /[\s>]/

function valueAt(text: string, start: number): { readonly value: string; readonly end: number } {
  const quote = text.charAt(start)
  if (quote !== '"' && quote !== "'") {
    const end = endOfRun(text, start, valueEnds)
    return { value: text.slice(start, end), end }
  }
  const close = text.indexOf(quote, start + 1)
  const end = close === -1 ? text.length : close
  return { value: text.slice(start + 1, end), end: Math.min(text.length, end + 1) }
}

/** The next place, from here on, whose character is one of `stop`. */
function endOfRun(text: string, from: number, stop: RegExp): number {
  let at = from
  while (at < text.length && !stop.test(text.charAt(at))) at += 1
  return at
}

function bodyFrom(text: string, start: number, name: string): Span {
  for (let at = text.indexOf('</', start); at !== -1; at = text.indexOf('</', at + 2)) {
    if (text.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return { start, end: at }
  }
  return { start, end: text.length }
}
