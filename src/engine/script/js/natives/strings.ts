import { jsArrayItemsMax, jsStringCharsMax } from '../../../../domain/engineLimits.ts'
import { toText } from '../run/convert.ts'
import { keepWord } from '../run/machine.ts'
import { arrayOf, known, marks, undefinedValue, withMarks } from '../run/value.ts'
import type { JsValue } from '../run/value.ts'
import { replaceSimple, splitSimple } from './literalPattern.ts'
import { integerOf } from './native.ts'
import type { Native, NativeCall } from './native.ts'

/** Methods of a string, by name. */
export const stringNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['charAt', ofNumber((text, index) => text.charAt(index))],
  ['charCodeAt', coded(ofNumber((text, index) => text.charCodeAt(index)))],
  ['codePointAt', coded(ofNumber((text, index) => text.codePointAt(index)))],
  ['at', ofNumber((text, index) => text.at(index))],
  ['indexOf', ofText((text, part) => text.indexOf(part))],
  ['lastIndexOf', ofText((text, part) => text.lastIndexOf(part))],
  ['includes', ofText((text, part) => text.includes(part))],
  ['startsWith', ofText((text, part) => text.startsWith(part))],
  ['endsWith', ofText((text, part) => text.endsWith(part))],
  ['slice', ofRange((text, start, end) => text.slice(start, end))],
  ['substring', ofRange((text, start, end) => text.substring(start, end))],
  ['substr', ofRange((text, start, length) => text.slice(start, lengthEnd(text, start, length)))],
  ['toLowerCase', ofNothing((text) => text.toLowerCase())],
  ['toUpperCase', ofNothing((text) => text.toUpperCase())],
  ['trim', ofNothing((text) => text.trim())],
  ['toString', ofNothing((text) => text)],
  ['valueOf', ofNothing((text) => text)],
  ['concat', concat],
  ['repeat', repeat],
  ['split', split],
  ['replace', (call) => replace(call, 'first')],
  ['replaceAll', (call) => replace(call, 'all')],
  ['padStart', (call) => pad(call, (text, length, fill) => text.padStart(length, fill))],
  ['padEnd', (call) => pad(call, (text, length, fill) => text.padEnd(length, fill))],
])

type Compute<Args extends readonly unknown[]> = (
  text: string,
  ...args: Args
) => string | number | boolean | undefined

function ofNothing(compute: Compute<[]>): Native {
  return ({ receiver, union, machine }) => {
    const text = toText(receiver)
    if (text === undefined) return undefined
    machine.meter.touch(text.length)
    return known(compute(text), union)
  }
}

function ofNumber(compute: Compute<[number]>): Native {
  return ({ receiver, args, union }) => {
    const text = toText(receiver)
    const index = integerOf(args[0], 0)
    return text === undefined || index === undefined ? undefined : known(compute(text, index), union)
  }
}

/** Decoders take a text apart like this. */
function coded(native: Native): Native {
  return (call) => {
    const value = native(call)
    return value === undefined ? undefined : withMarks(value, marks.coded)
  }
}

function ofText(compute: Compute<[string]>): Native {
  return ({ receiver, args, union, machine }) => {
    const text = toText(receiver)
    const part = args[0] === undefined ? 'undefined' : toText(args[0])
    if (text === undefined || part === undefined) return undefined
    machine.meter.touch(text.length)
    return known(compute(text, part), union)
  }
}

function ofRange(compute: Compute<[number, number | undefined]>): Native {
  return ({ receiver, args, union }) => {
    const text = toText(receiver)
    const start = integerOf(args[0], 0)
    const end = integerOf(args[1], Infinity)
    if (text === undefined || start === undefined || end === undefined) return undefined
    return known(compute(text, start, end === Infinity ? undefined : end), union)
  }
}

function lengthEnd(text: string, start: number, length: number | undefined): number | undefined {
  if (length === undefined) return undefined
  const from = start < 0 ? Math.max(0, text.length + start) : start
  return from + Math.max(0, length)
}

function concat({ receiver, args, union, machine }: NativeCall): JsValue | undefined {
  const texts = [receiver, ...args].map((value) => toText(value))
  let length = 0
  for (const text of texts) length += text?.length ?? 0
  if (texts.includes(undefined) || length > jsStringCharsMax) return undefined
  machine.meter.touch(length)
  return known(texts.join(''), union)
}

function repeat({ receiver, args, union, machine }: NativeCall): JsValue | undefined {
  const text = toText(receiver)
  const count = integerOf(args[0], 0)
  if (text === undefined || count === undefined || count < 0) return undefined
  if (text.length * count > jsStringCharsMax) return undefined
  machine.meter.touch(text.length * count)
  return known(text.repeat(count), union)
}

function pad(
  { receiver, args, union, machine }: NativeCall,
  compute: (text: string, length: number, fill: string) => string,
): JsValue | undefined {
  const text = toText(receiver)
  const length = integerOf(args[0], 0)
  const fill = args[1] === undefined ? ' ' : toText(args[1])
  if (text === undefined || length === undefined || fill === undefined) return undefined
  if (length > jsStringCharsMax) return undefined
  machine.meter.touch(length)
  return known(compute(text, length, fill), union)
}

function split({ receiver, args, union, machine }: NativeCall): JsValue | undefined {
  const text = toText(receiver)
  const [separator] = args
  if (text === undefined) return undefined
  machine.meter.touch(text.length)
  if (separator === undefined) return arrayOf([known(text, union)], union)
  const pieces = splitBy(text, separator)
  if (pieces === undefined || pieces.length > jsArrayItemsMax) return undefined
  return arrayOf(
    pieces.map((piece) => known(piece, union)),
    union,
  )
}

function splitBy(text: string, separator: JsValue): string[] | undefined {
  if (separator.kind === 'object' && separator.nature.name === 'regexp')
    return splitSimple(text, separator.nature.pattern)
  const plain = toText(separator)
  return plain === undefined ? undefined : text.split(plain)
}

function replace(call: NativeCall, extent: 'first' | 'all'): JsValue | undefined {
  const { receiver, args, union, machine, at } = call
  const text = toText(receiver)
  const [search, replacement] = args
  if (text === undefined || search === undefined || replacement === undefined) return undefined
  machine.meter.touch(text.length)
  const result = replaced(text, search, { given: replacer(call, replacement), extent })
  if (result === undefined || result.length > jsStringCharsMax) return undefined
  machine.meter.touch(result.length)
  keepWord(machine, at, result)
  return known(result, isJunkRemoved(text, result) ? union | marks.hidden : union)
}

/** Junk between the letters of an address is there so that nobody reads it. */
function isJunkRemoved(text: string, result: string): boolean {
  return text.length > result.length + 2 && address.test(result) && !address.test(text)
}

const address = /^(?:https?:)?\/\//

/** What takes the place of a match; undefined when that is not known. */
type Replacer = (match: string) => string | undefined

function replacer({ machine, at }: NativeCall, replacement: JsValue): Replacer {
  const text = toText(replacement)
  if (replacement.kind !== 'object' && text !== undefined)
    // `$1` and the like are for patterns that are not matched here.
    return () => (text.includes('$') ? undefined : text)
  return (match) => {
    machine.meter.step()
    return toText(machine.call(replacement, undefinedValue, [known(match)], at))
  }
}

function replaced(
  text: string,
  search: JsValue,
  { given, extent }: { readonly given: Replacer; readonly extent: 'first' | 'all' },
): string | undefined {
  if (search.kind === 'object' && search.nature.name === 'regexp')
    return replaceSimple(text, search.nature, given)
  const plain = toText(search)
  const other = plain === undefined || plain === '' ? undefined : given(plain)
  if (plain === undefined || other === undefined) return undefined
  // A function as replacement keeps `$` as it is.
  return extent === 'all' ? text.replaceAll(plain, () => other) : text.replace(plain, () => other)
}
