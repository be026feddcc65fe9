/** A source of inputs near valid ones: `next` gives one input, a mutant of a sample or, now and then, noise. */
export interface Mutator {
  readonly next: () => Buffer
}

export interface MutatorOptions {
  readonly samples: readonly Buffer[]
  /** Texts that mean something to the decoder; put in at random places. */
  readonly words?: readonly string[]
  readonly random: () => number
}

/** Longer inputs find nothing that shorter ones do not, and cost time. */
const inputBytesMax = 16 * 1024

export function mutator({ samples, words = [], random }: MutatorOptions): Mutator {
  const below = (end: number): number => Math.floor(random() * end)
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => below(256)))
  const tools: Tools = { below, pick, noise, samples, words: words.map((word) => Buffer.from(word)) }
  return {
    next: () => {
      if (below(64) === 0) return noise(below(200))
      let input = Buffer.from(pick(samples))
      // Bytes changed anywhere leave little that is JSON: every other mutant of a JSON text keeps its form.
      const usable = input[0] === openBrace && below(2) === 0 ? wellFormed : mutations
      for (let left = 1 + below(4); left > 0; left -= 1) input = pick(usable)(input, tools)
      return input.subarray(0, inputBytesMax)
    },
  }
}

interface Tools {
  readonly below: (end: number) => number
  readonly pick: <T>(values: readonly T[]) => T
  readonly noise: (length: number) => Buffer
  readonly samples: readonly Buffer[]
  readonly words: readonly Buffer[]
}

const openBrace = 0x7b

type Mutation = (input: Buffer<ArrayBuffer>, tools: Tools) => Buffer<ArrayBuffer>

const interestingBytes = [0, 1, 0x0a, 0x22, 0x2f, 0x30, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0xc0, 0xff]
const interestingNumbers = [0, 1, 2, 127, 128, 255, 256, 4096, 65_535, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]
/** What JSON takes for a value and a decoder may not. */
const jsonValues = [
  ...['null', 'true', '""', '[]', '{}', '-1', '-0', '0.5', '1e400', '1e21', '9007199254740993', '"\\u0000"'],
  ...['"__proto__"', '"\\ud800"', '{"__proto__":1}', '[[[[[[[[]]]]]]]]', '1E2', '\t1', '"\u0085"', '01'],
].map((text) => Buffer.from(text))

const flipBit: Mutation = (input, { below }) => {
  if (input.length === 0) return input
  const at = below(input.length)
  input[at] = (input[at] ?? 0) ^ (1 << below(8))
  return input
}

const setByte: Mutation = (input, { below, pick }) => {
  if (input.length > 0) input[below(input.length)] = pick(interestingBytes)
  return input
}

const truncate: Mutation = (input, { below }) => Buffer.from(input.subarray(0, below(input.length + 1)))

const cutOut: Mutation = (input, { below }) => {
  const start = below(input.length + 1)
  return replaced(input, start, start + below(Math.min(40, input.length - start + 1)), Buffer.alloc(0))
}

const repeatPart: Mutation = (input, { below }) => {
  const start = below(input.length + 1)
  const part = input.subarray(start, start + below(64))
  const times = below(8) === 0 ? below(40) : 1
  return replaced(input, start, start, Buffer.concat(Array.from({ length: times }, () => part)))
}

const insertNoise: Mutation = (input, { below, noise }) => {
  const start = below(input.length + 1)
  return replaced(input, start, start, noise(1 + below(12)))
}

const insertWord: Mutation = (input, { below, pick, words }) => {
  const start = below(input.length + 1)
  return replaced(input, start, start + below(2) * below(8), pick(words.length === 0 ? jsonValues : words))
}

const splice: Mutation = (input, { below, pick, samples }) => {
  const other = pick(samples)
  return Buffer.concat([input.subarray(0, below(input.length + 1)), other.subarray(below(other.length + 1))])
}

/** A length, a count or an offset that says something else, by one or by far, in either byte order. */
const editNumber: Mutation = (input, { below, pick }) => {
  const width = pick([1, 2, 4, 6])
  if (input.length < width) return input
  const at = below(input.length - width + 1)
  const isLittle = below(4) > 0
  const old = isLittle ? input.readUIntLE(at, width) : input.readUIntBE(at, width)
  const wanted = pick([old + 1, old - 1, old * 2, input.length, input.length - at, pick(interestingNumbers)])
  const value = Math.max(0, wanted) % 2 ** (8 * width)
  if (isLittle) input.writeUIntLE(value, at, width)
  else input.writeUIntBE(value, at, width)
  return input
}

/** Any JSON value in the place of another. */
const editJson: Mutation = (input, { below, pick }) => {
  const text = input.toString('latin1')
  const values = [...text.matchAll(/-?\d+|"[^"]*"|null|true|false|\[\]|\{\}/g)]
  const match = values[below(values.length)]
  if (match === undefined) return insertJson(input, below(input.length + 1), pick(jsonValues))
  return replaced(input, match.index, match.index + match[0].length, pick(jsonValues))
}

function insertJson(input: Buffer, at: number, value: Buffer): Buffer<ArrayBuffer> {
  return replaced(input, at, at, value)
}

function replaced(input: Buffer, start: number, end: number, part: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([input.subarray(0, start), part, input.subarray(end)])
}

/** One JSON value, or a member of an object, where the sample has another of any place in it. */
const moveJson: Mutation = (input, { below, samples, pick }) => {
  const text = input.toString('latin1')
  const places = [...text.matchAll(jsonPart)]
  const parts = [...pick(samples).toString('latin1').matchAll(jsonPart)]
  const place = places[below(places.length)]
  const part = parts[below(parts.length)]
  if (place === undefined || part === undefined) return input
  return replaced(input, place.index, place.index + place[0].length, Buffer.from(part[0], 'latin1'))
}

const jsonPart = /"[^"]*":|\[[^[\]{}]*\]|\{[^[\]{}]*\}|-?[\d.]+|"[^"]*"(?!:)/g

const wellFormed: readonly Mutation[] = [editJson, editJson, moveJson]

const mutations: readonly Mutation[] = [
  ...[flipBit, flipBit, setByte, truncate, cutOut, repeatPart, insertNoise, insertWord, splice],
  ...[editNumber, editNumber, editJson],
]
