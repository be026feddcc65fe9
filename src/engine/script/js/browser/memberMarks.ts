import { marks } from '../run/value.ts'
import type { Marks } from '../run/value.ts'

/** What reading something of the browser brings in: by the whole way to it, else by its last name. */
export function memberMarks(path: string, name: string): Marks {
  return byPath.get(path) ?? byName.get(name) ?? 0
}

const byPath: ReadonlyMap<string, Marks> = new Map([
  ['document.cookie', marks.cookie],
  ['document.referrer', marks.referrer],
  ['document.title', marks.title],
  ['document.URL', marks.place],
  ['document.documentURI', marks.place],
  ['document.baseURI', marks.place],
  ['document.domain', marks.place | marks.host],
  ['location', marks.place],
  ['location.host', marks.place | marks.host],
  ['location.hostname', marks.place | marks.host],
  ['navigator.platform', marks.agent],
  ['localStorage', marks.storage],
  ['sessionStorage', marks.storage],
  ['Date', marks.chance],
  ['Math.random', marks.chance],
  ['crypto', marks.chance],
])

const byName: ReadonlyMap<string, Marks> = new Map([
  ['userAgent', marks.agent],
  ['value', marks.field],
  ['responseText', marks.remote],
  ['response', marks.remote],
  ['responseXML', marks.remote],
  ['keyCode', marks.key],
  ['charCode', marks.key],
  ['which', marks.key],
  ['clipboardData', marks.clipboard],
])
