import { note, postpone } from '../run/machine.ts'
import { hostOf, isFunction, objectOf, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import type { HostCall, HostFunction } from './hostCall.ts'

/** What runs a text. */
export const codeFunctions: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  ['eval', (call) => runs(call, 'eval')],
  ['execScript', (call) => runs(call, 'eval')],
  ['Function', functionOfText],
  ['new Function', functionOfText],
  ['setTimeout', later],
  ['setInterval', later],
  ['requestAnimationFrame', later],
  ['setImmediate', later],
  ['jQuery.globalEval', (call) => runs(call, 'globalEval')],
])

function runs({ machine, args, at }: HostCall, name: string): JsValue {
  const [code] = args
  if (code === undefined || isFunction(code)) return undefinedValue
  machine.runText(code, name, at)
  return unknownValue(code.marks)
}

/** The last argument is the body. It is run at once: it is made to be called. */
function functionOfText({ machine, args, at }: HostCall): JsValue {
  const body = args.at(-1)
  if (body !== undefined) machine.runText(body, 'Function', at)
  return hostOf('made', body?.marks ?? 0)
}

function later({ machine, args, at }: HostCall): JsValue {
  const [task] = args
  if (task === undefined) return undefinedValue
  if (isFunction(task)) postpone(machine, task, args.slice(2))
  else if (task.kind === 'known' && typeof task.value === 'string') machine.runText(task, 'setTimeout', at)
  else if (task.kind === 'unknown' && task.marks !== 0)
    note(machine, 'code', at, { via: 'setTimeout', target: task, data: undefinedValue })
  return objectOf({ name: 'plain' })
}
