import { jsArrayItemsMax } from '../../../../domain/engineLimits.ts'
import { joinTexts, toBoolean, toText } from '../run/convert.ts'
import { keepWord } from '../run/machine.ts'
import type { Machine } from '../run/machine.ts'
import { arrayOf, itemsOf, known, marks, undefinedValue } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import { integerOf } from './native.ts'
import type { Native, NativeCall } from './native.ts'

/** Methods of an array, by name. */
export const arrayNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['push', (call) => onItems(call, (items) => add(call, items, items.length))],
  ['unshift', (call) => onItems(call, (items) => add(call, items, 0))],
  ['pop', (call) => onItems(call, (items) => items.pop() ?? undefinedValue)],
  ['shift', (call) => onItems(call, (items) => shift(call, items))],
  ['slice', (call) => onItems(call, (items) => slice(call, items))],
  ['splice', (call) => onItems(call, (items) => splice(call, items))],
  ['concat', concat],
  ['join', join],
  ['toString', join],
  ['reverse', reverse],
  ['flat', ({ union }) => ({ kind: 'unknown', marks: union })],
  ['sort', ({ receiver }) => receiver],
  ['entries', ({ union }) => ({ kind: 'unknown', marks: union })],
  ['indexOf', indexOf],
  ['includes', ({ union }) => ({ kind: 'unknown', marks: union })],
  [
    'map',
    (call) =>
      each(call, (results) =>
        arrayOf(
          results.map(({ result }) => result),
          call.union,
        ),
      ),
  ],
  ['forEach', (call) => each(call, () => undefinedValue)],
  [
    'filter',
    (call) =>
      each(call, (results) =>
        arrayOf(
          results.filter(isKept).map(({ item }) => item),
          call.union,
        ),
      ),
  ],
  ['some', (call) => each(call, () => ({ kind: 'unknown', marks: call.union }))],
  ['every', (call) => each(call, () => ({ kind: 'unknown', marks: call.union }))],
  ['find', (call) => each(call, (results) => results.find(isKept)?.item ?? undefinedValue)],
  ['reduce', reduce],
])

/** Paid before the work is done. */
function payItems(machine: Machine, count: number): void {
  machine.meter.touch(count * itemBytes)
}

const itemBytes = 16

function onItems(call: NativeCall, run: (items: JsValue[]) => JsValue | undefined): JsValue | undefined {
  const items = itemsOf(call.receiver)
  return items === undefined ? undefined : run(items)
}

function add({ args, receiver, machine }: NativeCall, items: JsValue[], at: number): JsValue {
  if (at < items.length) payItems(machine, items.length)
  if (items.length + args.length <= jsArrayItemsMax) items.splice(at, 0, ...args)
  if (receiver.kind === 'object') for (const arg of args) receiver.marks |= arg.marks
  return known(items.length)
}

/** A table whose strings go round is one that hides them. */
function shift({ receiver, machine }: NativeCall, items: JsValue[]): JsValue {
  payItems(machine, items.length)
  if (receiver.kind === 'object' && isTable(items)) receiver.marks |= marks.hidden
  return items.shift() ?? undefinedValue
}

function isTable(items: readonly JsValue[]): boolean {
  return (
    items.length >= tableItemsMin && items.slice(0, tableItemsMin).every((item) => toText(item) !== undefined)
  )
}

const tableItemsMin = 8

function slice({ args, union, machine }: NativeCall, items: readonly JsValue[]): JsValue | undefined {
  const [start, end] = [integerOf(args[0], 0), integerOf(args[1], items.length)]
  if (start === undefined || end === undefined) return undefined
  payItems(machine, items.length)
  return arrayOf(items.slice(start, end), union)
}

function splice({ args, union, machine }: NativeCall, items: JsValue[]): JsValue | undefined {
  const [start, count] = [integerOf(args[0], 0), integerOf(args[1], items.length)]
  if (start === undefined || count === undefined) return undefined
  payItems(machine, items.length)
  return arrayOf(items.splice(start, Math.max(0, count), ...args.slice(2)), union)
}

function concat({ receiver, args, union, machine }: NativeCall): JsValue {
  const joined: JsValue[] = []
  for (const value of [receiver, ...args]) {
    const items = itemsOf(value) ?? [value]
    payItems(machine, items.length)
    for (const item of items.slice(0, jsArrayItemsMax - joined.length)) joined.push(item)
  }
  return arrayOf(joined, union)
}

function join({ receiver, args, union, machine, at }: NativeCall): JsValue | undefined {
  const items = itemsOf(receiver)
  const separator = args[0] === undefined ? ',' : toText(args[0])
  if (items === undefined || separator === undefined) return undefined
  let inside = union
  for (const item of items) inside |= item.marks
  payItems(machine, items.length)
  const text = joinTexts(items, separator)
  if (text === undefined) return { kind: 'unknown', marks: inside }
  machine.meter.touch(text.length)
  keepWord(machine, at, text)
  return known(text, isLetters(items) ? inside | marks.hidden : inside)
}

/** A text that is put together of its letters. */
function isLetters(items: readonly JsValue[]): boolean {
  return items.length >= tableItemsMin && items.every((item) => (toText(item)?.length ?? 9) <= 2)
}

function reverse({ receiver, machine }: NativeCall): JsValue | undefined {
  const items = itemsOf(receiver)
  if (items === undefined || receiver.kind !== 'object') return undefined
  payItems(machine, items.length)
  items.reverse()
  // Letters one by one and then backwards.
  if (isLetters(items)) receiver.marks |= marks.hidden
  return receiver
}

function indexOf({ receiver, args, union, machine }: NativeCall): JsValue | undefined {
  const items = itemsOf(receiver)
  const [wanted] = args
  if (items === undefined || wanted?.kind !== 'known') return undefined
  payItems(machine, items.length)
  return known(
    items.findIndex((item) => item.kind === 'known' && item.value === wanted.value),
    union,
  )
}

interface Result {
  readonly item: JsValue
  readonly result: JsValue
}

/** Runs the callback for each item. */
function each(call: NativeCall, answer: (results: readonly Result[]) => JsValue): JsValue | undefined {
  const { machine, receiver, args, at } = call
  const [callee] = args
  const items = itemsOf(receiver)
  if (items === undefined || callee === undefined) return undefined
  const results: Result[] = []
  for (const [index, item] of [...items].entries()) {
    machine.meter.step()
    results.push({ item, result: machine.call(callee, undefinedValue, [item, known(index), receiver], at) })
  }
  return answer(results)
}

function isKept({ result }: Result): boolean {
  return toBoolean(result) !== false
}

function reduce({ machine, receiver, args, at }: NativeCall): JsValue | undefined {
  const [callee, first] = args
  const items = itemsOf(receiver)
  if (items === undefined || callee === undefined) return undefined
  const rest = first === undefined ? items.slice(1) : [...items]
  let sum = first ?? items[0] ?? undefinedValue
  for (const [index, item] of rest.entries()) {
    machine.meter.step()
    sum = machine.call(callee, undefinedValue, [sum, item, known(index)], at)
  }
  return sum
}
