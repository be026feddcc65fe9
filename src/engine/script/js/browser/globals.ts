import { globalNatives } from '../natives/globals.ts'
import { hostOf, known, nativeOf } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import { memberMarks } from './memberMarks.ts'

/** What stands under a name that the program did not declare. */
export function globalValue(name: string): JsValue {
  if (name === 'undefined') return known(undefined)
  if (name === 'NaN' || name === 'Infinity') return known(Number(name))
  if (globalNatives.has(name)) return nativeOf(name, null)
  const path = aliases.get(name) ?? name
  return hostOf(path, memberMarks(path, name))
}

/** Names for the same thing. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['self', 'window'],
  ['globalThis', 'window'],
  ['top', 'window'],
  ['parent', 'window'],
  ['frames', 'window'],
  ['this', 'window'],
  ['$', 'jQuery'],
  ['$j', 'jQuery'],
])
