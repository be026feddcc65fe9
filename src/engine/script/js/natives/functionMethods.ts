import { itemsOf, objectOf, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import type { Native, NativeCall } from './native.ts'

/** Methods of a function, by name. */
export const functionMethods: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['call', ({ machine, receiver, args, at }) => machine.call(receiver, self(args), args.slice(1), at)],
  ['apply', ({ machine, receiver, args, at }) => machine.call(receiver, self(args), listed(args[1]), at)],
  ['bind', bind],
  ['toString', source],
])

function self(args: readonly JsValue[]): JsValue {
  return args[0] ?? undefinedValue
}

function listed(list: JsValue | undefined): readonly JsValue[] {
  if (list === undefined) return []
  return itemsOf(list) ?? [unknownValue(list.marks)]
}

function bind({ receiver, args }: NativeCall): JsValue | undefined {
  if (receiver.kind !== 'object') return undefined
  const { nature } = receiver
  if (nature.name === 'function')
    return objectOf({ ...nature, receiver: self(args), bound: [...nature.bound, ...args.slice(1)] })
  return nature.name === 'native' ? objectOf({ ...nature, receiver: self(args) }) : receiver
}

/** Packed scripts ask whether somebody made their functions readable; the answer is never known. */
function source({ receiver, union }: NativeCall): JsValue {
  return unknownValue(receiver.marks | union)
}
