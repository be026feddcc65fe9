import type { Machine } from '../run/machine.ts'
import type { JsObject, JsValue } from '../run/value.ts'

/** A call of a function of the browser. */
export interface HostCall {
  readonly machine: Machine
  /** The function itself. */
  readonly callee: JsObject
  readonly receiver: JsValue
  readonly args: readonly JsValue[]
  readonly at: number
  /** The way to the function. */
  readonly path: string
}

/** Notes what the call does; undefined for an answer like that of any other unknown function. */
export type HostFunction = (call: HostCall) => JsValue | undefined
