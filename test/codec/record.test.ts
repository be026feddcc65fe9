import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeRecord, encodeRecord, type RecordCodec, recordHeaderBytes } from '../../src/codec/record.ts'
import { type RecordKind, recordKinds } from '../../src/codec/records.ts'
import { decodeRow, encodeRow, rowText } from '../../src/codec/row.ts'
import { recordBytesMax } from '../../src/domain/limits.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'

beforeAll(async () => {
  await loadXxh64()
})

const kinds = Object.keys(recordKinds) as RecordKind[]
const key = Buffer.from('b-a-key')
const payload = Buffer.from('some payload')
const raw = { kind: 'content', codec: 'raw', size: payload.length, payload } as const

describe('record', () => {
  it('gives back what was put in, for every kind and codec', () => {
    const codecs: readonly RecordCodec[] = ['raw', 'deflate', 'chunks']
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...codecs),
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 2 ** 30 }),
        (kind, codec, bytes, claimed) => {
          const size = codec === 'raw' ? bytes.length : claimed
          const value = encodeRecord({ kind, codec, size, payload: Buffer.from(bytes) }, key)
          expect(decodeRecord(value, key, kind)).toEqual({ codec, size, payload: Buffer.from(bytes) })
        },
      ),
    )
  })

  it('notices every flipped bit of header and payload', () => {
    const value = encodeRecord(raw, key)
    for (let bit = 0; bit < value.length * 8; bit += 1) {
      const damaged = Buffer.from(value)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => decodeRecord(damaged, key, 'content'), `bit ${String(bit)}`).toThrow(
        expect.objectContaining({ code: 'HF_RECORD_CORRUPT' }),
      )
    }
  })

  it('notices every shortened and one lengthened value', () => {
    const value = encodeRecord(raw, key)
    const corrupt = expect.objectContaining({ code: 'HF_RECORD_CORRUPT' }) as Error
    for (let length = 0; length < value.length; length += 1) {
      expect(() => decodeRecord(value.subarray(0, length), key, 'content')).toThrow(corrupt)
    }
    expect(() => decodeRecord(Buffer.concat([value, Buffer.of(0)]), key, 'content')).toThrow(corrupt)
  })

  it('does not verify under any other key', () => {
    const value = encodeRecord(raw, key)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const other = Buffer.from(bytes)
        fc.pre(!other.equals(key))
        expect(() => decodeRecord(value, other, 'content')).toThrow(/damaged/)
      }),
    )
  })

  it('names table, key and problem when a whole record has another kind', () => {
    const value = encodeRecord(raw, key)
    expect(() => decodeRecord(value, key, 'tree')).toThrow(
      expect.objectContaining({
        code: 'HF_RECORD_CORRUPT',
        facts: { table: 'tree', key: key.toString('hex'), problem: 'another kind' },
      }),
    )
  })

  it('refuses to write more than a record holds', () => {
    const large = Buffer.alloc(recordBytesMax + 1)
    expect(() =>
      encodeRecord({ kind: 'verdict', codec: 'raw', size: large.length, payload: large }, key),
    ).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
    expect(() => encodeRecord({ ...raw, size: 1 }, key)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
  })

  it('has the header that FORMAT.md shows', () => {
    const value = encodeRecord(raw, key)
    expect(value.length).toBe(recordHeaderBytes + payload.length)
    expect(value.toString('hex', 0, 10)).toBe('010100000c0000000000')
  })

  it('gives every kind its own number and every table of one database its own tag', () => {
    expect(new Set(kinds.map((kind) => recordKinds[kind].number)).size).toBe(kinds.length)
  })
})

describe('row', () => {
  it('gives back plain data, whatever the order it was written in', () => {
    const plain = fc
      .jsonValue({ maxDepth: 3 })
      .filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(plain, (value) => {
        const stored = encodeRow('scan', key, value)
        expect(decodeRow('scan', key, stored)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('has one text per value', () => {
    expect(rowText({ b: 1, a: { d: [true, null], c: 'x' } })).toBe('{"a":{"c":"x","d":[true,null]},"b":1}')
    expect(rowText({ a: 1, gone: undefined })).toBe('{"a":1}')
  })

  it('carries the bytes of paths as they are', () => {
    const path = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('')
    expect(decodeRow('scan', key, encodeRow('scan', key, { path }))).toEqual({ path })
  })

  it.each([[() => 1], [Number.NaN], [Number.POSITIVE_INFINITY], [[undefined]], [1n]])(
    'refuses what JSON cannot carry (%#)',
    (value) => {
      expect(() => rowText(value)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
    },
  )
})
