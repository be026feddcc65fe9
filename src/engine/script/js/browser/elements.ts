import { hostOf, marks, textOf } from '../run/value.ts'
import type { JsObject, JsValue, Marks } from '../run/value.ts'

/** A new element of a tag: its way is `element:script`; of one that is not known `element`. */
export function newElement(tag: JsValue | undefined): JsObject {
  const name = textOf(tag)?.toLowerCase()
  const made = hostOf(name !== undefined && /^[a-z0-9-]{1,20}$/.test(name) ? `element:${name}` : 'element')
  made.marks |= (tag?.marks ?? 0) & marks.hidden
  return made
}

/** Elements of the page: what a selector or name says of them stays with them. */
export function foundElement(selector: JsValue | undefined): JsObject {
  return hostOf('element', ((selector?.marks ?? 0) & marks.hidden) | fieldMarks(textOf(selector) ?? ''))
}

/** What a field's name, id or selector says of what is typed into it. */
function fieldMarks(selector: string): Marks {
  const card = cardField.test(selector) ? marks.card : 0
  return card | (secretField.test(selector) ? marks.secret : 0)
}

const cardField =
  /cc[-_]?(?:num|no|cid|exp|cvv|cvc|owner|type)|card[-_]?(?:num|no|cvv|cvc|exp|holder|code)|cardnumber|credit[-_]?card|\bcvv2?\b|\bcvc2?\b|expir(?:y|ation)|security[-_]?code|payment\[/i

const secretField = /passw|\bpwd\b|\bpass\b/i

export function tagOf(value: JsValue): string | undefined {
  if (value.kind !== 'object' || value.nature.name !== 'host') return undefined
  const { path } = value.nature
  return path.startsWith('element:') ? path.slice('element:'.length) : undefined
}
