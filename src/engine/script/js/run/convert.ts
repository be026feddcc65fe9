import { itemsOf, textOf } from './value.ts'
import type { JsValue } from './value.ts'

/** As JavaScript makes a string of it; undefined when that is not known. */
export function toText(value: JsValue, depth = 4): string | undefined {
  if (value.kind === 'unknown' || depth === 0) return undefined
  if (value.kind === 'known') return String(value.value)
  const items = itemsOf(value)
  if (items !== undefined) return joinTexts(items, ',', depth)
  if (value.nature.name === 'plain') return '[object Object]'
  if (value.nature.name === 'native')
    return `function ${value.nature.path.replace(/^.*\./, '')}() { [native code] }`
  return value.nature.name === 'regexp' ? `/${value.nature.pattern}/${value.nature.flags}` : undefined
}

export function joinTexts(items: readonly JsValue[], separator: string, depth = 4): string | undefined {
  const pieces: string[] = []
  for (const item of items) {
    const isEmpty = item.kind === 'known' && (item.value === null || item.value === undefined)
    const piece = isEmpty ? '' : toText(item, depth - 1)
    if (piece === undefined) return undefined
    pieces.push(piece)
  }
  return pieces.join(separator)
}

/** undefined when it is not known; NaN is a number that is known. */
export function toNumber(value: JsValue): number | undefined {
  if (value.kind === 'known') return Number(value.value)
  if (value.kind === 'unknown') return undefined
  const text = toText(value)
  return text === undefined ? undefined : Number(text)
}

/** undefined when nobody knows which way the program goes. */
export function toBoolean(value: JsValue): boolean | undefined {
  if (value.kind === 'known') return Boolean(value.value)
  if (value.kind === 'unknown') return undefined
  // What a browser has, another one may not have: code asks for it before it uses it.
  return value.nature.name === 'host' ? undefined : true
}

/** Name of a property; undefined when it is not known. */
export function toKey(value: JsValue): string | undefined {
  return textOf(value) ?? toText(value)
}
