/** The plain bytes of one Snappy block, at most `bytesMax`; undefined when the block is not well formed. */
export function unsnappy(packed: Buffer, bytesMax: number): Buffer | undefined {
  const length = readVarint(packed, 0)
  if (length === undefined || length.value > bytesMax) return undefined
  const out = Buffer.alloc(length.value)
  let from = length.end
  let to = 0
  while (from < packed.length) {
    const element = readElement(packed, from)
    if (element === undefined || to + element.length > out.length || element.back > to) return undefined
    if (element.back === 0) packed.copy(out, to, element.end - element.length, element.end)
    else repeat(out, to, element)
    to += element.length
    from = element.end
  }
  return to === out.length ? out : undefined
}

export interface Varint {
  readonly value: number
  readonly end: number
}

/** A little-endian base-128 number below 2^49; undefined when it is longer or cut. */
export function readVarint(bytes: Buffer, at: number): Varint | undefined {
  let value = 0
  for (let i = 0; i < 7; i += 1) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  return undefined
}

/** `back` is 0 for literal bytes, which end at `end`; otherwise how far behind the copied bytes lie. */
interface Element {
  readonly back: number
  readonly length: number
  readonly end: number
}

/** Byte by byte: a copy may overlap what it writes, which is how Snappy repeats a short pattern. */
function repeat(out: Buffer, to: number, { back, length }: Element): void {
  for (let i = to; i < to + length; i += 1) out[i] = out[i - back] ?? 0
}

function readElement(packed: Buffer, at: number): Element | undefined {
  const tag = packed[at] ?? 0
  const kind = tag & 3
  if (kind === 0) return readLiteral(packed, at, tag >>> 2)
  const offsetBytes = kind === 1 ? 1 : kind === 2 ? 2 : 4
  const end = at + 1 + offsetBytes
  if (end > packed.length) return undefined
  const offset = packed.readUIntLE(at + 1, offsetBytes)
  const back = kind === 1 ? ((tag >>> 5) << 8) + offset : offset
  const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
  return back === 0 ? undefined : { back, length, end }
}

function readLiteral(packed: Buffer, at: number, code: number): Element | undefined {
  const lengthBytes = code < 60 ? 0 : code - 59
  const start = at + 1 + lengthBytes
  if (start > packed.length) return undefined
  const length = (lengthBytes === 0 ? code : packed.readUIntLE(at + 1, lengthBytes)) + 1
  const end = start + length
  return end > packed.length ? undefined : { back: 0, length, end }
}
