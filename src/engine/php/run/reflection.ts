import type { Abstract } from '../abstract.ts'
import type { CallSite, ObjectState } from './machine.ts'
import { spread } from './spread.ts'
import { anything, listOf } from './values.ts'

/** What objects of PHP's own classes do when their method runs what they were made of; undefined for all others. */
export function callReflected(state: ObjectState, method: string, site: CallSite): Abstract | undefined {
  if (state.className === 'reflectionfunction') return callTarget(method, state.args[0], site.args, site)
  if (state.className === 'reflectionmethod')
    return callTarget(method, pairOf(state.args), site.args.slice(1), site)
  return givers.get(state.className) === method ? state.args[0] : undefined
}

/** Classes with the method that gives back what the object was made of. */
const givers: ReadonlyMap<string, string> = new Map([
  ['exception', 'getmessage'],
  ['error', 'getmessage'],
  ['errorexception', 'getmessage'],
  ['runtimeexception', 'getmessage'],
  ['arrayobject', 'getarraycopy'],
  ['arrayiterator', 'getarraycopy'],
])

function callTarget(
  method: string,
  target: Abstract | undefined,
  args: readonly Abstract[],
  site: CallSite,
): Abstract | undefined {
  if (target === undefined) return undefined
  if (method === 'getclosure') return target
  const passed = method === 'invoke' ? args : method === 'invokeargs' ? spread(args[0]) : null
  if (passed === null) return undefined
  return site.frame.machine.parts.callValue(target, { ...site, args: passed, written: [], callee: target })
}

function pairOf(args: readonly Abstract[]): Abstract {
  const [owner = anything, method] = args
  return method === undefined ? owner : listOf([owner, method])
}
