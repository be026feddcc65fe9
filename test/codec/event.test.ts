import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UnsealedEvent } from '../../src/codec/event.ts'
import { decodeEvent, encodeEvent, eventDigest } from '../../src/codec/event.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { EventDraft } from '../../src/domain/event.ts'
import { causes, eventNames } from '../../src/domain/event.ts'
import { eventDetailBytesMax, pathBytesMax } from '../../src/domain/limits.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { BytePath } from '../../src/domain/path.ts'

const zeros = '0'.repeat(64) as Oid

const sample: UnsealedEvent = {
  v: 1,
  seq: 7,
  at: 1_795_309_471_000,
  mono: 12_345_678,
  bootId: '2f1c7a64-0b1e-4b53-9f0a-1f8f3f7c2a10',
  event: 'detected',
  cause: 'on-demand',
  initiator: { uid: 0, login: 'anna', tty: 'pts/1' },
  detail: { rule: 42, reason: 'HF-INJ-0042-php.bkdr.eval', before: null },
  scan: 212,
  incident: 1208,
  root: '/home' as BytePath,
  path: '/home/alice/\xff\n.php' as BytePath,
  oid: 'ab'.repeat(32) as Oid,
  owner: 'alice',
  previous: zeros,
}

const oid = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b).toString('hex') as Oid)
const name = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .map((b) => Buffer.from(b).toString('latin1').replace(/[/\0]/g, 'x'))
  .filter((text) => text !== '.' && text !== '..')
const path = fc.array(name, { maxLength: 4 }).map((names) => `/${names.join('/')}` as BytePath)
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })

const event: fc.Arbitrary<UnsealedEvent> = fc.record(
  {
    v: fc.constant(1 as const),
    seq: count.filter((seq) => seq > 0),
    at: count,
    mono: count,
    bootId: text,
    event: fc.constantFrom(...eventNames),
    cause: fc.constantFrom(...causes),
    initiator: fc.record(
      { uid: count, login: text, tty: text },
      { requiredKeys: ['uid'], noNullPrototype: true },
    ),
    detail: fc.dictionary(text, fc.oneof(text, count, fc.constant(null)), { noNullPrototype: true }),
    previous: oid,
    scan: count,
    incident: count,
    operation: count,
    root: path,
    path,
    oid,
    owner: text,
  },
  {
    requiredKeys: ['v', 'seq', 'at', 'mono', 'bootId', 'event', 'cause', 'initiator', 'detail', 'previous'],
    noNullPrototype: true,
  },
)

/** The stored text of `sample` with one thing changed, in canonical order again. */
function tampered(change: Readonly<Record<string, unknown>>): Buffer {
  const row = { ...(JSON.parse(encodeEvent(sample).toString()) as Record<string, unknown>), ...change }
  const kept = Object.entries(row).filter(([, value]) => value !== undefined)
  return Buffer.from(JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))))
}

describe('event', () => {
  it('has the bytes of the example in the format, where every event and cause is named', () => {
    const format = readFileSync(new URL('../../docs/FORMAT.md', import.meta.url), 'utf8')
    expect(format.split('\n')).toContain(encodeEvent(sample).toString())
    for (const name of [...eventNames, ...causes]) expect(format).toContain(`\`${name}\``)
  })

  it('has the SHA-256 of prefix, NUL and bytes as its digest', () => {
    const bytes = encodeEvent(sample)
    const expected = createHash('sha256').update('holdfast-event-v1\0').update(bytes).digest('hex')
    expect(eventDigest(bytes)).toBe(expected)
    expect(decodeEvent(bytes).digest).toBe(expected)
  })

  it('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(event, (value) => {
        const bytes = encodeEvent(value)
        const { digest, ...read } = decodeEvent(bytes)
        expect(read).toEqual(value)
        expect(encodeEvent(read)).toEqual(bytes)
        expect(digest).toBe(eventDigest(bytes))
      }),
    )
  })

  it('refuses every changed bit or reads another event, never the same', () => {
    const bytes = encodeEvent(sample)
    const original = decodeEvent(bytes)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7))
      expect(eventDigest(flipped)).not.toBe(original.digest)
      try {
        expect({ ...decodeEvent(flipped), digest: zeros }).not.toEqual({ ...original, digest: zeros })
      } catch (error) {
        expect(error).toMatchObject({ code: 'HF_RECORD_CORRUPT' })
      }
    }
  })

  it.each([
    ['an unknown field', { extra: 1 }],
    ['an unknown event', { event: 'invented' }],
    ['an unknown cause', { cause: 'fate' }],
    ['another version', { v: 2 }],
    ['event 0', { seq: 0 }],
    ['a negative time', { at: -1 }],
    ['a missing field', { mono: undefined }],
    ['a text for a number', { scan: '212' }],
    ['a relative path', { pathB64: Buffer.from('home').toString('base64') }],
    ['a path that climbs', { pathB64: Buffer.from('/home/../etc').toString('base64') }],
    ['base64 with another spelling', { rootB64: 'L2hvbWU' }],
    ['an id in capitals', { oid: 'AB'.repeat(32) }],
    ['a nested detail', { detail: { a: { b: 1 } } }],
    ['a list as detail', { detail: [] }],
    ['an unknown initiator field', { initiator: { uid: 0, shell: 'sh' } }],
    ['an initiator without uid', { initiator: { login: 'anna' } }],
    ['an endless boot id', { bootId: 'x'.repeat(65) }],
  ])('refuses %s', (_, change) => {
    expect(() => decodeEvent(tampered(change))).toThrow(
      expect.objectContaining({ code: 'HF_RECORD_CORRUPT' }),
    )
  })

  it('accepts the unchanged text by the same way', () => {
    expect(decodeEvent(tampered({})).seq).toBe(7)
  })

  it('bounds the detail and holds the longest paths', () => {
    const detail: EventDraft['detail'] = { text: 'x'.repeat(eventDetailBytesMax) }
    expect(() => encodeEvent({ ...sample, detail })).toThrow(
      expect.objectContaining({ code: 'HF_LIMIT' }) as HoldfastError,
    )
    const long = `/${'d'.repeat(200)}`.repeat(Math.floor(pathBytesMax / 201)) as BytePath
    expect(decodeEvent(encodeEvent({ ...sample, root: long, path: long })).path).toBe(long)
  })
})
