import { toNumber, toText } from '../run/convert.ts'
import { keepWord } from '../run/machine.ts'
import { arrayOf, itemsOf, known, marks, marksOf, objectOf, unknownValue } from '../run/value.ts'
import type { JsPrimitive, JsValue } from '../run/value.ts'
import { decodeBase64, decodeUri, encodeBase64, unescapeText } from './codecs.ts'
import { integerOf } from './native.ts'
import type { Native, NativeCall } from './native.ts'

/** Functions that have a name of their own, by it. */
export const globalNatives: ReadonlyMap<string, Native> = new Map<string, Native>([
  ['parseInt', parseWhole],
  ['parseFloat', ofText((text) => Number.parseFloat(text))],
  ['Number', ({ args, union }) => numeric(args[0], union)],
  ['String', ({ args, union }) => textual(args[0], union)],
  ['isNaN', ({ args, union }) => tested(args[0], union)],
  ['atob', decoder(decodeBase64, marks.hidden)],
  ['btoa', ofText(encodeBase64)],
  ['unescape', decoder(unescapeText, marks.escaped)],
  ['decodeURIComponent', decoder(decodeUri, marks.escaped)],
  ['decodeURI', decoder(decodeUri, marks.escaped)],
  ['escape', () => undefined],
  ['encodeURIComponent', ({ args }) => unknownValue(args[0] === undefined ? 0 : marksOf(args[0]))],
  ['encodeURI', ({ args, union }) => (args[0]?.kind === 'known' ? args[0] : unknownValue(union))],
  ['String.fromCharCode', fromCodes],
  ['String.fromCodePoint', fromCodes],
  ['String.raw', ({ args }) => args[0]],
  [
    'Array',
    ({ args, union }) => arrayOf(args.length === 1 && args[0]?.kind === 'known' ? [] : [...args], union),
  ],
  ['Array.of', ({ args, union }) => arrayOf([...args], union)],
  ['Array.from', ({ args, union }) => listFrom(args[0], union)],
  [
    'Array.isArray',
    ({ args }) => (args[0] === undefined ? known(false) : known(itemsOf(args[0]) !== undefined)),
  ],
  ['Object.keys', ({ args, union }) => keys(args[0], union)],
  ['Object.assign', ({ args }) => merged(args)],
  ['JSON.stringify', ({ args }) => unknownValue(args[0] === undefined ? 0 : marksOf(args[0]))],
  ['Math.floor', ofNumber(Math.floor)],
  ['Math.ceil', ofNumber(Math.ceil)],
  ['Math.round', ofNumber(Math.round)],
  ['Math.abs', ofNumber(Math.abs)],
  ['Math.sqrt', ofNumber(Math.sqrt)],
  ['Math.max', ({ args, union }) => extreme(args, union, Math.max)],
  ['Math.min', ({ args, union }) => extreme(args, union, Math.min)],
  ['Math.pow', ({ args, union }) => power(args, union)],
  ['number.toString', numberText],
  ['RegExp', regexp],
])

function ofText(compute: (text: string) => JsPrimitive): Native {
  return ({ args, union, machine }) => {
    const text = args[0] === undefined ? undefined : toText(args[0])
    if (text === undefined) return undefined
    machine.meter.touch(text.length)
    return known(compute(text), union)
  }
}

function ofNumber(compute: (number: number) => number): Native {
  return ({ args, union }) => {
    const number = args[0] === undefined ? undefined : toNumber(args[0])
    return number === undefined ? undefined : known(compute(number), union)
  }
}

/** What comes out of a decoder that changed something was not to be read. */
function decoder(decode: (text: string) => string | undefined, mark: number): Native {
  return ({ args, union, machine, at }) => {
    const text = args[0] === undefined ? undefined : toText(args[0])
    if (text === undefined) return undefined
    machine.meter.touch(text.length)
    const plain = decode(text)
    if (plain === undefined) return undefined
    keepWord(machine, at, plain)
    return known(plain, plain === text ? union : union | mark)
  }
}

function parseWhole({ args, union }: NativeCall): JsValue | undefined {
  const text = args[0] === undefined ? undefined : toText(args[0])
  const radix = integerOf(args[1], 0)
  if (text === undefined || radix === undefined) return undefined
  const number = Number.parseInt(text, radix === 0 ? undefined : radix)
  return known(number, radix === 0 || radix === 10 ? union : union | marks.coded)
}

function numeric(value: JsValue | undefined, union: number): JsValue | undefined {
  if (value === undefined) return known(0)
  const number = toNumber(value)
  return number === undefined ? undefined : known(number, union)
}

function textual(value: JsValue | undefined, union: number): JsValue | undefined {
  if (value === undefined) return known('')
  const text = toText(value)
  return text === undefined ? undefined : known(text, union)
}

function tested(value: JsValue | undefined, union: number): JsValue | undefined {
  const number = value === undefined ? Number.NaN : toNumber(value)
  return number === undefined ? undefined : known(Number.isNaN(number), union)
}

/** A list of numbers that stands there is a hidden text, and so is what was a number of another letter before. */
function fromCodes({ args, union, machine, at }: NativeCall): JsValue | undefined {
  const codes: number[] = []
  for (const arg of args) {
    const code = toNumber(arg)
    if (code === undefined) return undefined
    codes.push(code & 0xffff)
  }
  machine.meter.touch(codes.length)
  const pieces: string[] = []
  for (const code of codes) pieces.push(String.fromCharCode(code))
  const text = pieces.join('')
  keepWord(machine, at, text)
  const isHidden = codes.length >= hiddenCodesMin || (union & marks.coded) !== 0
  return known(text, isHidden ? union | marks.hidden : union)
}

const hiddenCodesMin = 3

function listFrom(value: JsValue | undefined, union: number): JsValue | undefined {
  const text = value === undefined ? undefined : toText(value)
  const items = itemsOf(value)
  if (items !== undefined) return arrayOf([...items], union)
  return text === undefined
    ? undefined
    : arrayOf(
        text.split('').map((char) => known(char, union)),
        union,
      )
}

function keys(value: JsValue | undefined, union: number): JsValue | undefined {
  if (value?.kind !== 'object' || value.nature.name !== 'plain') return undefined
  return arrayOf(
    [...value.properties.keys()].map((key) => known(key)),
    union,
  )
}

function merged(args: readonly JsValue[]): JsValue | undefined {
  const [target, ...sources] = args
  if (target?.kind !== 'object') return undefined
  for (const source of sources) {
    target.marks |= source.marks
    if (source.kind === 'object')
      for (const [key, value] of source.properties) target.properties.set(key, value)
  }
  return target
}

function extreme(
  args: readonly JsValue[],
  union: number,
  compute: (...numbers: number[]) => number,
): JsValue | undefined {
  const numbers = args.slice(0, 100).map((arg) => toNumber(arg))
  const plain = numbers.filter((number) => number !== undefined)
  return plain.length === numbers.length ? known(compute(...plain), union) : undefined
}

function power([base, exponent]: readonly JsValue[], union: number): JsValue | undefined {
  const [one, other] = [base && toNumber(base), exponent && toNumber(exponent)]
  return one === undefined || other === undefined ? undefined : known(one ** other, union)
}

function numberText({ receiver, args, union }: NativeCall): JsValue | undefined {
  const number = toNumber(receiver)
  const radix = integerOf(args[0], 10)
  if (number === undefined || radix === undefined || radix < 2 || radix > 36) return undefined
  return known(number.toString(radix), union)
}

function regexp({ args, union, machine, at }: NativeCall): JsValue | undefined {
  const pattern = args[0] === undefined ? undefined : toText(args[0])
  if (pattern === undefined) return undefined
  keepWord(machine, at, pattern)
  const flags = args[1] === undefined ? '' : (toText(args[1]) ?? '')
  return objectOf({ name: 'regexp', pattern, flags }, union)
}
