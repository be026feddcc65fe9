import { jsArrayItemsMax } from '../../../../domain/engineLimits.ts'
import { note, postpone } from '../run/machine.ts'
import type { Machine } from '../run/machine.ts'
import { store } from '../run/scope.ts'
import { isFunction, known, marks, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsObject, JsValue } from '../run/value.ts'
import { tagOf } from './elements.ts'

/** Writes a property of anything; what the browser does then is noted. */
export function setMember(machine: Machine, base: JsValue, key: string, write: Write): void {
  machine.meter.step()
  if (base.kind === 'known') return
  if (base.kind === 'unknown') {
    onPage(machine, undefined, key, write)
    return
  }
  const { nature } = base
  if (nature.name === 'array') setItem(base, nature.items, key, write.value)
  else if (nature.name === 'host') onHost(machine, base, key, write)
  else {
    base.properties.set(key, write.value)
    base.marks |= write.value.kind === 'object' ? 0 : write.value.marks & base.marks
  }
}

interface Write {
  readonly value: JsValue
  readonly at: number
}

function setItem(base: JsObject, items: JsValue[], key: string, value: JsValue): void {
  const index = Number(key)
  if (key === 'length') cut(items, value)
  else if (!/^\d{1,6}$/.test(key)) base.properties.set(key, value)
  else if (index < jsArrayItemsMax) {
    while (items.length < index) items.push(undefinedValue)
    items[index] = value
  }
}

/** Only shorter: what a length adds is empty. */
function cut(items: JsValue[], length: JsValue): void {
  const number = length.kind === 'known' ? Number(length.value) : Number.NaN
  if (Number.isInteger(number) && number >= 0 && number < items.length) items.length = number
}

function onHost(machine: Machine, base: JsObject, key: string, write: Write): void {
  const path = base.nature.name === 'host' ? base.nature.path : ''
  if (key === 'location' || (path === 'location' && key === 'href')) {
    note(machine, 'navigate', write.at, { via: 'location', target: write.value, data: undefinedValue })
    return
  }
  if (path === 'window') {
    // A handler of the window runs when the page is there.
    if (isFunction(write.value) && key.startsWith('on')) postpone(machine, write.value, [unknownValue()])
    store(machine, machine.globals, key, write.value)
    return
  }
  if (path === 'document' && key === 'cookie') return
  base.properties.set(key, write.value)
  onPage(machine, base, key, write)
}

/** `element` is undefined when nobody knows what it is. */
function onPage(machine: Machine, element: JsObject | undefined, key: string, write: Write): void {
  if (isFunction(write.value) && (key.startsWith('on') || key === 'callback')) {
    if (element !== undefined) noteListening(machine, key, write.at)
    postpone(machine, write.value, [eventOf(element)])
    return
  }
  if (key === 'src') setAddress(machine, element, write)
  else if (key === 'action') setAction(machine, element, write)
  else setContent(machine, element, key, write)
}

function setAction(machine: Machine, element: JsObject | undefined, { value, at }: Write): void {
  note(machine, 'send', at, { via: 'form', target: value, data: unknownValue(element?.marks ?? 0) })
}

function setContent(
  machine: Machine,
  element: JsObject | undefined,
  key: string,
  { value, at }: Write,
): void {
  const isScript = element !== undefined && tagOf(element) === 'script'
  if (isScript && scriptTexts.has(key)) machine.runText(value, 'script', at)
  else if (markupTexts.has(key)) note(machine, 'write', at, { via: key, target: value, data: undefinedValue })
}

const scriptTexts: ReadonlySet<string> = new Set(['text', 'textContent', 'innerText', 'innerHTML'])
const markupTexts: ReadonlySet<string> = new Set(['innerHTML', 'outerHTML', 'srcdoc'])

function noteListening(machine: Machine, key: string, at: number): void {
  note(machine, 'listen', at, { via: 'handler', target: undefinedValue, data: known(key.slice(2)) })
}

function setAddress(machine: Machine, element: JsObject | undefined, { value, at }: Write): void {
  const tag = element === undefined ? undefined : tagOf(element)
  const kind = tag === 'script' ? 'script' : tag === 'iframe' ? 'frame' : 'send'
  const via = tag === undefined ? 'src' : `${tag}.src`
  note(machine, kind, at, { via, target: value, data: element ?? undefinedValue })
}

/** What a handler is called with: of a socket or request, what came over the net. */
export function eventOf(owner: JsObject | undefined): JsValue {
  const path = owner?.nature.name === 'host' ? owner.nature.path : ''
  return unknownValue(/^(?:socket|xhr|worker|eventsource)/.test(path) ? marks.remote : 0)
}
