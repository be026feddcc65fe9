import { phpArrayCellsMax, phpValueDepthMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { ArrayKey, Meter, PhpValue, PureFunction, Unknown } from '../value.ts'
import { keyOfText } from './convert.ts'
import { emptyArray, hasCells, isArray, setEntry } from './phpArray.ts'
import { anything, pure, text } from './signature.ts'

/** PHP's own notation for scalars and arrays; unknown for objects, references and broken text. */
export const serializeFunctions: Readonly<Record<string, PureFunction>> = {
  unserialize: pure([text], ([subject], meter) => readValue({ subject, meter, at: 0, cells: 0 }, 0)),
  serialize: pure([anything], ([value], meter) => {
    const pieces: string[] = []
    return write(value, { pieces, meter, depth: 0 }) ? pieces.join('') : unknown
  }),
}

interface Reader {
  readonly subject: string
  readonly meter: Meter
  at: number
  cells: number
}

const token =
  /(?:N;|b:([01]);|i:([+-]?\d{1,16});|d:([+-]?(?:\d{1,20}(?:\.\d{0,25})?(?:[eE][+-]?\d{1,3})?|INF)|NAN);|s:(\d{1,8}):"|a:(\d{1,6}):\{)/y

function readValue(reader: Reader, depth: number): PhpValue | Unknown {
  token.lastIndex = reader.at
  const match = token.exec(reader.subject)
  if (match === null) return unknown
  const [whole, flag, integer, float, length, count] = match
  reader.at += whole.length
  if (flag !== undefined) return flag === '1'
  if (integer !== undefined) return safeNumber(Number(integer))
  if (float !== undefined) return floatOf(float)
  if (length !== undefined) return readText(reader, Number(length))
  return count === undefined ? null : readArray(reader, Number(count), depth)
}

function safeNumber(value: number): PhpValue | Unknown {
  return Number.isSafeInteger(value) ? value + 0 : unknown
}

/** A float without a fraction is an integer to us, and writes itself otherwise when it is large. */
function floatOf(digits: string): PhpValue | Unknown {
  const value = Number(digits.replace('INF', 'Infinity').replace('NAN', 'NaN'))
  return Number.isInteger(value) && Math.abs(value) >= 1e14 ? unknown : value + 0
}

function readText(reader: Reader, length: number): PhpValue | Unknown {
  const end = reader.at + length
  if (!reader.subject.startsWith('";', end)) return unknown
  reader.meter.touch(length)
  const value = reader.subject.slice(reader.at, end)
  reader.at = end + 2
  return value
}

function readArray(reader: Reader, count: number, depth: number): PhpValue | Unknown {
  reader.cells += count
  if (depth >= phpValueDepthMax || reader.cells > phpArrayCellsMax) return unknown
  if (!hasCells(count, reader.meter)) return unknown
  const made = emptyArray()
  for (let index = 0; index < count; index += 1) {
    const key = readValue(reader, depth + 1)
    const value = key === unknown ? unknown : readValue(reader, depth + 1)
    if (value === unknown || !isKey(key)) return unknown
    setEntry(made, typeof key === 'string' ? keyOfText(key) : key, value)
  }
  if (reader.subject.charAt(reader.at) !== '}') return unknown
  reader.at += 1
  return made
}

function isKey(key: PhpValue | Unknown): key is ArrayKey {
  return typeof key === 'string' || (typeof key === 'number' && Number.isSafeInteger(key))
}

interface Writer {
  readonly pieces: string[]
  readonly meter: Meter
  readonly depth: number
}

/** False for what is not done: floats, whose digits are a setting, and deep arrays. */
function write(value: PhpValue, writer: Writer): boolean {
  const { pieces, meter, depth } = writer
  meter.touch(32)
  if (isArray(value)) {
    if (depth >= phpValueDepthMax) return false
    pieces.push(`a:${value.entries.size}:{`)
    const deeper = { pieces, meter, depth: depth + 1 }
    for (const [key, item] of value.entries) if (!write(key, deeper) || !write(item, deeper)) return false
    pieces.push('}')
    return true
  }
  const written = scalarText(value)
  if (written === undefined) return false
  meter.touch(written.length)
  pieces.push(written)
  return true
}

function scalarText(value: null | boolean | number | string): string | undefined {
  if (value === null) return 'N;'
  if (typeof value === 'boolean') return value ? 'b:1;' : 'b:0;'
  if (typeof value === 'string') return `s:${value.length}:"${value}";`
  return Number.isSafeInteger(value) ? `i:${value};` : undefined
}
