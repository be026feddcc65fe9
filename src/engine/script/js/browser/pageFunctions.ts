import { toText } from '../run/convert.ts'
import { note, postpone } from '../run/machine.ts'
import { hostOf, isFunction, marks, textOf, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsValue, Marks } from '../run/value.ts'
import { foundElement, newElement, tagOf } from './elements.ts'
import type { HostCall, HostFunction } from './hostCall.ts'
import { eventOf } from './setters.ts'

/** What changes or reads the page, by the whole way. */
export const pageFunctions: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  ['document.write', writes],
  ['document.writeln', writes],
  ['document.createElement', ({ args }) => newElement(args[0])],
  ['document.createElementNS', ({ args }) => newElement(args[1])],
  ['document.createTextNode', ({ args }) => holdingText(args[0])],
  ['document.getElementById', found],
  ['new Image', () => hostOf('element:img')],
  ['jQuery', found],
  ['location.replace', (call) => navigates(call, 'location.replace')],
  ['location.assign', (call) => navigates(call, 'location.assign')],
  ['open', (call) => navigates(call, 'window.open')],
  ['navigator.clipboard.writeText', copies],
  ['document.execCommand', execCommand],
])

/** Of anything, by the last name. */
export const pageMethods: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  ['each', iterates],
  ['forEach', iterates],
  ['map', iterates],
  ['filter', iterates],
  ['querySelector', found],
  ['querySelectorAll', found],
  ['getElementsByName', found],
  ['getElementsByTagName', found],
  ['getElementsByClassName', found],
  ['find', found],
  ['addEventListener', listens],
  ['attachEvent', listens],
  ['on', listens],
  ['setAttribute', setAttribute],
  ['attr', setAttribute],
  ['appendChild', appends],
  ['append', appends],
  ['prepend', appends],
  ['html', appends],
  ['after', appends],
  ['before', appends],
  ['insertAdjacentHTML', putAdjacent],
  ['val', ({ receiver, args }) => (args.length === 0 ? typed(receiver) : undefined)],
  ['serialize', ({ receiver }) => unknownValue(receiver.marks | marks.field)],
  ['serializeArray', ({ receiver }) => unknownValue(receiver.marks | marks.field)],
  ['setData', ({ machine, args, at }) => copy(machine, args[1], at)],
])

function writes({ machine, args, at }: HostCall): JsValue {
  for (const target of args)
    note(machine, 'write', at, { via: 'document.write', target, data: undefinedValue })
  return undefinedValue
}

function found({ receiver, args }: HostCall): JsValue | undefined {
  const [selector] = args
  const text = textOf(selector)
  if (selector === undefined || (text === undefined && selector.kind !== 'unknown')) return undefined
  const element = foundElement(selector)
  element.marks |= receiver.marks & elementMarks
  return element
}

const elementMarks: Marks = marks.card | marks.secret

/** A list that is not known calls back at once, with any of its items. */
function iterates({ machine, receiver, args, at }: HostCall): JsValue | undefined {
  const callback = args.find(isFunction)
  if (callback === undefined) return undefined
  const item = unknownValue(receiver.marks)
  machine.call(callback, item, [item, item, item], at)
  return item
}

function typed(receiver: JsValue): JsValue {
  return unknownValue(receiver.marks | marks.field)
}

function holdingText(text: JsValue | undefined): JsValue {
  const node = hostOf('text')
  if (text !== undefined) node.properties.set('#text', text)
  return node
}

function navigates({ machine, args, at }: HostCall, via: string): JsValue {
  note(machine, 'navigate', at, { via, target: args[0] ?? undefinedValue, data: undefinedValue })
  return unknownValue()
}

function copies({ machine, args, at }: HostCall): JsValue {
  return copy(machine, args[0], at)
}

function copy(machine: HostCall['machine'], target: JsValue | undefined, at: number): JsValue {
  note(machine, 'copy', at, { via: 'clipboard', target: target ?? undefinedValue, data: undefinedValue })
  return unknownValue()
}

function execCommand(call: HostCall): JsValue {
  const [command] = call.args
  return textOf(command) === 'copy' ? copy(call.machine, undefined, call.at) : unknownValue()
}

function listens({ machine, receiver, args, at }: HostCall): JsValue | undefined {
  const [name] = args
  if (name === undefined || args.length < 2) return undefined
  note(machine, 'listen', at, { via: 'addEventListener', target: receiver, data: name })
  const owner = receiver.kind === 'object' ? receiver : undefined
  for (const arg of args.slice(1)) postpone(machine, arg, [eventOf(owner)])
  return undefinedValue
}

/** The same as setting the property; jQuery's has the same arguments. */
function setAttribute({ machine, receiver, args, at }: HostCall): JsValue | undefined {
  const key = args[0] === undefined ? undefined : toText(args[0])
  const [, value] = args
  if (key === undefined || value === undefined) return undefined
  machine.set(receiver, key.toLowerCase(), value, at)
  return receiver
}

function appends({ machine, receiver, args, at }: HostCall): JsValue | undefined {
  const [child] = args
  if (child === undefined) return undefined
  const text = child.kind === 'object' ? child.properties.get('#text') : undefined
  if (text !== undefined && tagOf(receiver) === 'script') machine.runText(text, 'script', at)
  else if (child.kind !== 'object') put(machine, child, 'html', at)
  return undefined
}

function putAdjacent({ machine, args, at }: HostCall): undefined {
  put(machine, args[1], 'insertAdjacentHTML', at)
}

function put(machine: HostCall['machine'], target: JsValue | undefined, via: string, at: number): void {
  if (target === undefined || !isMarkup(target)) return
  note(machine, 'write', at, { via, target, data: undefinedValue })
}

function isMarkup(target: JsValue): boolean {
  const text = textOf(target)
  return text === undefined ? target.kind === 'unknown' && target.marks !== 0 : text.includes('<')
}
