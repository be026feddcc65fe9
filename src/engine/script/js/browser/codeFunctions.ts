import { note, postpone } from '../run/machine.ts'
import { hostOf, isFunction, objectOf, undefinedValue } from '../run/value.ts'
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
  ['made', ({ callee }) => callee.properties.get('#result')],
  ['jQuery.globalEval', (call) => runs(call, 'globalEval')],
])

function runs({ machine, args, at }: HostCall, name: string): JsValue {
  const [code] = args
  if (code === undefined || isFunction(code)) return undefinedValue
  return machine.runText(code, name, at)
}

/** The last argument is the body. It is run at once: it is made to be called. */
function functionOfText({ machine, args, at }: HostCall): JsValue {
  const body = args.at(-1)
  const made = hostOf('made', body?.marks ?? 0)
  if (body !== undefined) made.properties.set('#result', machine.runText(body, 'Function', at))
  return made
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
