import type { Machine } from '../run/machine.ts'
import type { JsValue, Marks } from '../run/value.ts'

/** A call of a function of the language. */
export interface NativeCall {
  readonly machine: Machine
  readonly receiver: JsValue
  readonly args: readonly JsValue[]
  /** Of the receiver and all arguments. */
  readonly union: Marks
  readonly at: number
}

/**
 * Our own implementation, only of its arguments, paid with the meter. undefined: the result is not known, and has the
 * marks of all that went in.
 */
export type Native = (call: NativeCall) => JsValue | undefined

/** An argument as a whole number; `otherwise` when there is none, undefined when it is not known. */
export function integerOf(value: JsValue | undefined, otherwise: number): number | undefined {
  if (value === undefined || (value.kind === 'known' && value.value === undefined)) return otherwise
  if (value.kind !== 'known') return undefined
  const number = Math.trunc(Number(value.value))
  return Number.isNaN(number) ? 0 : number
}
