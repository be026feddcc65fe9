import { excerptBytesMax } from '../../../domain/limits.ts'
import type { Abstract } from '../abstract.ts'
import type { CallFact, CodePlace, Observer } from '../callFact.ts'
import type { Span } from '../../span.ts'
import type { Frame } from './machine.ts'
import type { Told } from './toldPlaces.ts'

/** Different things that are told of one place; more says nothing new but taint, which is always told. */
const perPlaceMax = 24

/** A fact without what the place itself says. */
type Deed = Pick<CallFact, 'kind' | 'name' | 'naming' | 'callee' | 'args'>

export function tell(frame: Frame, node: Span, deed: Deed): void {
  const { observer, told } = frame.machine
  if (!isNews(told, node, deed)) return
  send(observer, { ...deed, place: placeOf(frame, node), guards: frame.guards })
}

function send(observer: Observer, fact: CallFact): void {
  observer.call(fact)
}

function isNews(told: Told, node: Span, deed: Deed): boolean {
  let place = told.get(node)
  if (place === undefined) told.set(node, (place = { knowledge: new Set(), taint: 0 }))
  const taint = deed.args.reduce((all, value) => all | value.taint, deed.callee?.taint ?? 0)
  const bringsTaint = (taint & ~place.taint) !== 0
  place.taint |= taint
  if (place.knowledge.size >= perPlaceMax) return bringsTaint
  const knowledge = `${deed.kind} ${deed.name ?? ''} ${deed.args.map(printOf).join()} ${printOf(deed.callee)}`
  const isNew = !place.knowledge.has(knowledge)
  place.knowledge.add(knowledge)
  return isNew
}

/** Enough of a value to tell it from others. */
const printCharsMax = 40

function printOf(value: Abstract | null): string {
  if (value === null) return ''
  const known = value.state === 'known' ? String(value.value).slice(0, printCharsMax) : ''
  return `${value.state}${String(value.taint)}${known}`
}

/** The call itself in the content; what stands in a layer has the place of the statement that made the layer. */
function placeOf(frame: Frame, node: Span): CodePlace {
  const { source, within } = frame
  const span = source.origin ?? { start: node.start, end: node.end }
  const excerpt = source.text.slice(node.start, Math.min(node.end, node.start + excerptBytesMax))
  return { span, layer: source.names, excerpt, within }
}
