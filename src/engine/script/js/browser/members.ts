import { arrayNatives } from '../natives/arrays.ts'
import { functionMethods } from '../natives/functionMethods.ts'
import { globalNatives } from '../natives/globals.ts'
import { stringNatives } from '../natives/strings.ts'
import type { Machine } from '../run/machine.ts'
import { lookup } from '../run/scope.ts'
import {
  hostOf,
  known,
  marks,
  nativeOf,
  objectOf,
  undefinedValue,
  unknownValue,
  withMarks,
} from '../run/value.ts'
import type { JsObject, JsPrimitive, JsValue } from '../run/value.ts'
import { memberMarks } from './memberMarks.ts'

/** Reads a property of anything. */
export function getMember(machine: Machine, base: JsValue, key: string): JsValue {
  machine.meter.step()
  if (base.kind === 'known') return ofPrimitive(base, base.value, key)
  if (base.kind === 'unknown') return ofUnknown(base, key)
  switch (base.nature.name) {
    case 'plain':
    case 'regexp':
      return ofPlain(base, key)
    case 'array':
      return ofArray(base, base.nature.items, key)
    case 'function':
      return ofFunction(base, key)
    case 'native':
      return ofNative(base, base.nature.path, key)
    case 'host':
      return ofHost(machine, base, base.nature.path, key)
  }
}

function ofPrimitive(base: JsValue, value: JsPrimitive, key: string): JsValue {
  if (typeof value === 'string') {
    if (key === 'length') return known(value.length, base.marks)
    if (isIndex(key)) return known(value[Number(key)], base.marks)
    if (stringNatives.has(key)) return nativeOf(`string.${key}`, base)
    return key === 'constructor' ? nativeOf('String', null) : hostOf(`string.${key}`, base.marks)
  }
  if (typeof value === 'number' && key === 'toString') return nativeOf('number.toString', base)
  if (key === 'constructor' && typeof value === 'number') return nativeOf('Number', null)
  return unknownValue(base.marks)
}

function isIndex(key: string): boolean {
  return /^\d{1,7}$/.test(key)
}

function ofUnknown(base: JsValue, key: string): JsValue {
  // A method of a text that is not known keeps what the text has brought in.
  return hostOf(`?.${key}`, base.marks | memberMarks('', key))
}

function ofPlain(base: JsObject, key: string): JsValue {
  for (
    let at: JsObject | null = base, left = protoChainMax;
    at !== null && left > 0;
    at = at.proto, left -= 1
  ) {
    const value = at.properties.get(key)
    if (value !== undefined) return value
  }
  if (base.nature.name === 'regexp') return nativeOf(`regexp.${key}`, base)
  if (key === 'constructor') return nativeOf('Object', null)
  return base.marks === 0 ? undefinedValue : unknownValue(base.marks)
}

const protoChainMax = 8

function ofArray(base: JsObject, items: readonly JsValue[], key: string): JsValue {
  if (key === 'length') return known(items.length)
  if (isIndex(key)) return withMarks(items[Number(key)] ?? undefinedValue, tableMarks(base, items))
  if (arrayNatives.has(key)) return nativeOf(`array.${key}`, base)
  if (key === 'constructor') return nativeOf('Array', null)
  return base.properties.get(key) ?? (base.marks === 0 ? undefinedValue : unknownValue(base.marks))
}

/** Of a table that hides its strings, and of a list of numbers, which may be letters. */
function tableMarks(base: JsObject, items: readonly JsValue[]): number {
  const first = items[0]
  const isNumbers = items.length >= numbersMin && first?.kind === 'known' && typeof first.value === 'number'
  return (base.marks & marks.hidden) | (isNumbers ? marks.coded : 0)
}

const numbersMin = 12

function ofFunction(base: JsObject, key: string): JsValue {
  const own = base.properties.get(key)
  if (own !== undefined) return own
  if (functionMethods.has(key)) return nativeOf(`function.${key}`, base)
  return key === 'constructor' ? hostOf('Function') : unknownValue(0)
}

function ofNative(base: JsObject, path: string, key: string): JsValue {
  const own = base.properties.get(key)
  if (own !== undefined) return own
  if (functionMethods.has(key)) return nativeOf(`function.${key}`, base)
  if (key === 'constructor') return hostOf('Function')
  const inner = `${path}.${key}`
  if (globalNatives.has(inner)) return nativeOf(inner, null)
  return key === 'prototype' ? prototypeOf(path) : hostOf(inner, memberMarks(inner, key))
}

/** `Array.prototype.slice.call(…)`. */
function prototypeOf(path: string): JsValue {
  const prototype = objectOf({ name: 'plain' })
  const methods = path === 'Array' ? arrayNatives : path === 'String' ? stringNatives : functionMethods
  for (const name of methods.keys())
    prototype.properties.set(name, nativeOf(`${path.toLowerCase()}.${name}`, null))
  return prototype
}

function ofHost(machine: Machine, base: JsObject, path: string, key: string): JsValue {
  if (path === 'window' && key !== 'window') return lookup(machine, machine.globals, key)
  const own = base.properties.get(key)
  if (own !== undefined) return own
  if (functionMethods.has(key) && key !== 'toString') return nativeOf(`function.${key}`, base)
  const inner = innerPath(path, key)
  if (globalNatives.has(inner)) return nativeOf(inner, null)
  const made = hostOf(inner, base.marks | memberMarks(inner, key), base)
  if (key === 'style' || isLasting(path)) base.properties.set(key, made)
  return made
}

/** `document.location` is `location`, and so is `window.document.location`. */
function innerPath(path: string, key: string): string {
  if (key === 'location' || key === 'defaultView') return key === 'location' ? 'location' : 'window'
  if (key === 'ownerDocument' || key === 'contentDocument') return 'document'
  if (key === 'window' || key === 'contentWindow') return 'window'
  return /^\d+$/.test(key) ? path : `${path}.${key}`
}

/** What of the browser there is one of: what a program keeps there is found again. */
function isLasting(path: string): boolean {
  return path === 'document' || path === 'navigator' || path === 'location'
}
