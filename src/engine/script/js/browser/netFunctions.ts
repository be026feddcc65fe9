import type { FactKind } from '../run/fact.ts'
import { note, postpone } from '../run/machine.ts'
import { hostOf, isFunction, marks, undefinedValue, unknownValue } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import type { HostCall, HostFunction } from './hostCall.ts'

/** What goes over the net, by the whole way. */
export const netFunctions: ReadonlyMap<string, HostFunction> = new Map<string, HostFunction>([
  ['new XMLHttpRequest', () => hostOf('xhr')],
  ['new ActiveXObject', () => hostOf('xhr')],
  ['new WebSocket', opensSocket],
  ['new EventSource', opensSocket],
  ['new Worker', (call) => notes(call, 'make', 'Worker')],
  ['new FormData', () => hostOf('formdata', marks.field)],
  ['xhr.open', open],
  ['xhr.send', sendRequest],
  ['socket.send', sendSocket],
  ['fetch', fetches],
  ['import', (call) => notes(call, 'script', 'import')],
  ['importScripts', (call) => notes(call, 'script', 'importScripts')],
  [
    'navigator.sendBeacon',
    ({ machine, args, at }) => {
      sends({ machine, at }, 'sendBeacon', args[0], args[1])
      return undefinedValue
    },
  ],
  ['jQuery.ajax', ajax],
  ['jQuery.post', (call) => shortAjax(call, 'jQuery.post')],
  ['jQuery.get', (call) => shortAjax(call, 'jQuery.get')],
  ['jQuery.getJSON', (call) => shortAjax(call, 'jQuery.getJSON')],
  ['jQuery.getScript', (call) => notes(call, 'script', 'getScript')],
  ['axios.post', (call) => shortAjax(call, 'axios.post')],
  ['axios.get', (call) => shortAjax(call, 'axios.get')],
])

function notes({ machine, args, at }: HostCall, kind: FactKind, via: string): JsValue | undefined {
  note(machine, kind, at, { via, target: args[0] ?? undefinedValue, data: undefinedValue })
  return undefined
}

function sends(
  { machine, at }: Pick<HostCall, 'machine' | 'at'>,
  via: string,
  target: JsValue | undefined,
  data: JsValue | undefined,
): void {
  note(machine, 'send', at, { via, target: target ?? undefinedValue, data: data ?? undefinedValue })
}

function opensSocket({ machine, args, at }: HostCall): JsValue {
  const socket = hostOf('socket')
  const target = args[0] ?? undefinedValue
  socket.properties.set('#address', target)
  note(machine, 'make', at, { via: 'WebSocket', target, data: undefinedValue })
  return socket
}

function open({ receiver, args }: HostCall): JsValue {
  if (receiver.kind === 'object') receiver.properties.set('#address', args[1] ?? undefinedValue)
  return undefinedValue
}

function addressOf(receiver: JsValue): JsValue {
  return (receiver.kind === 'object' ? receiver.properties.get('#address') : undefined) ?? undefinedValue
}

function sendRequest(call: HostCall): JsValue {
  sends(call, 'XMLHttpRequest', addressOf(call.receiver), call.args[0])
  return undefinedValue
}

function sendSocket(call: HostCall): JsValue {
  sends(call, 'WebSocket', addressOf(call.receiver), call.args[0])
  return undefinedValue
}

function fetches(call: HostCall): JsValue {
  const options = call.args[1]
  const body = options?.kind === 'object' ? options.properties.get('body') : options
  sends(call, 'fetch', call.args[0], body)
  return hostOf('answer', marks.remote)
}

function ajax(call: HostCall): JsValue {
  const [first, second] = call.args
  const options = first?.kind === 'object' && first.nature.name === 'plain' ? first : second
  if (options?.kind !== 'object') return hostOf('answer', marks.remote)
  sends(call, 'jQuery.ajax', options.properties.get('url') ?? first, options.properties.get('data'))
  for (const name of ['success', 'complete', 'error'] as const) answerTo(call, options.properties.get(name))
  return hostOf('answer', marks.remote)
}

function answerTo({ machine }: HostCall, callback: JsValue | undefined): void {
  if (callback !== undefined) postpone(machine, callback, [unknownValue(marks.remote)])
}

function shortAjax(call: HostCall, via: string): JsValue {
  const data = call.args.slice(1).find((arg) => !isFunction(arg))
  sends(call, via, call.args[0], data)
  for (const arg of call.args.slice(1)) answerTo(call, arg)
  return hostOf('answer', marks.remote)
}
