import { arrayNatives } from '../natives/arrays.ts'
import { functionMethods } from '../natives/functionMethods.ts'
import { globalNatives } from '../natives/globals.ts'
import type { NativeCall } from '../natives/native.ts'
import { stringNatives } from '../natives/strings.ts'
import { callUser } from '../run/functions.ts'
import { JsThrow, note, postpone } from '../run/machine.ts'
import type { Machine } from '../run/machine.ts'
import { hostOf, known, marksOf, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsObject, JsValue } from '../run/value.ts'
import { hostFunctions, hostMethods } from './hostFunctions.ts'

/** Calls anything; `at` is where the call stands. */
export function callValue(machine: Machine, callee: JsValue, receiver: JsValue, call: Call): JsValue {
  machine.meter.step()
  const { args, at } = call
  if (callee.kind !== 'object') return callUnknown(machine, callee, args)
  const { nature } = callee
  if (nature.name === 'function') return callUser(machine, nature, receiver, args)
  if (nature.name === 'native')
    return callNative(nature.path, { machine, receiver: nature.receiver ?? receiver, args, at })
  return nature.name === 'host'
    ? callHost(machine, callee, receiver, call)
    : callUnknown(machine, callee, args)
}

export interface Call {
  readonly args: readonly JsValue[]
  readonly at: number
}

/** What is not known may call every function that it is given. */
function callUnknown(machine: Machine, callee: JsValue, args: readonly JsValue[]): JsValue {
  // In a `try`, calling what is no function is a way to get to the `catch`.
  if (callee.kind === 'known' && machine.tries > 0) throw new JsThrow(known('TypeError'))
  handOver(machine, args, unknownValue(callee.marks))
  return unknownValue(unionOf(args) | callee.marks)
}

function unionOf(args: readonly JsValue[]): number {
  let union = 0
  for (const arg of args) union |= marksOf(arg, 2)
  return union
}

function handOver(machine: Machine, args: readonly JsValue[], given: JsValue): void {
  for (const arg of args) {
    if (arg.kind !== 'object') continue
    postpone(machine, arg, [given, given, given])
    // `{ success: function (answer) {…} }`
    if (arg.nature.name === 'plain')
      for (const property of [...arg.properties.values()].slice(0, optionsMax))
        postpone(machine, property, [given, given, given])
  }
}

const optionsMax = 40

function callNative(path: string, { machine, receiver, args, at }: Omit<NativeCall, 'union'>): JsValue {
  let union = receiver.kind === 'object' && receiver.nature.name !== 'array' ? 0 : receiver.marks
  for (const arg of args) union |= arg.marks
  const native = nativeOfPath(path)
  return native?.({ machine, receiver, args, union, at }) ?? unknownValue(union)
}

function nativeOfPath(path: string): ReturnType<typeof globalNatives.get> {
  const dot = path.indexOf('.')
  const method = path.slice(dot + 1)
  switch (path.slice(0, dot)) {
    case 'string':
      return stringNatives.get(method)
    case 'array':
      return arrayNatives.get(method)
    case 'function':
      return functionMethods.get(method)
    default:
      return globalNatives.get(path)
  }
}

function callHost(machine: Machine, callee: JsObject, receiver: JsValue, { args, at }: Call): JsValue {
  const path = callee.nature.name === 'host' ? callee.nature.path : ''
  const run = hostFunctions.get(path) ?? hostMethods.get(path.slice(path.lastIndexOf('.') + 1))
  const answer = run?.({ machine, callee, receiver, args, at, path })
  if (answer !== undefined) return answer
  const union = unionOf(args) | callee.marks
  handOver(machine, args, unknownValue(callee.marks))
  return hostOf(`${path}()`, union)
}

/** `new` of something of the language or the browser. */
export function constructHost(machine: Machine, callee: JsValue, { args, at }: Call): JsValue {
  if (callee.kind === 'object' && callee.nature.name === 'host') {
    const run = hostFunctions.get(`new ${callee.nature.path}`)
    const answer = run?.({ machine, callee, receiver: undefinedValue, args, at, path: callee.nature.path })
    if (callee.nature.path.endsWith('.Anonymous'))
      note(machine, 'make', at, { via: 'Anonymous', target: undefinedValue, data: undefinedValue })
    if (answer !== undefined) return answer
  }
  if (callee.kind === 'object' && callee.nature.name === 'native')
    return callNative(callee.nature.path, { machine, receiver: undefinedValue, args, at })
  return callValue(machine, callee, undefinedValue, { args, at })
}
