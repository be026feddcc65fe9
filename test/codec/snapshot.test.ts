import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { snapshotKey } from '../../src/codec/keys.ts'
import { encodeRecord, recordHeaderBytes } from '../../src/codec/record.ts'
import { encodeRow } from '../../src/codec/row.ts'
import { decodeSnapshot, encodeSnapshot } from '../../src/codec/snapshot.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { BytePath } from '../../src/domain/path.ts'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'

beforeAll(async () => {
  await loadXxh64()
})

const oid = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex') as Oid)
const count = fc.oneof(fc.nat(), fc.constantFrom(2 ** 63, 2 ** 53))
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  root: fc.constantFrom('/', '/home/a', '/odd\xe9\n').map((path) => path as BytePath),
  parent: fc.option(oid),
  tree: oid,
  at: fc.nat(),
  files: fc.nat(),
  bytes: count,
  reason: fc.constantFrom('scan', 'operation'),
  scan: fc.nat(),
})

describe('snapshot', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(snapshot, (value) => {
        const { id, row } = encodeSnapshot(value)
        expect(decodeSnapshot(id, row)).toEqual({ ...value, id })
      }),
    )
  })

  it('refuses a row that is whole but another snapshot', () => {
    const value = fc.sample(snapshot, { numRuns: 1, seed: 1 })[0]!
    const { id, row } = encodeSnapshot(value)
    const payload = row.subarray(recordHeaderBytes)
    const other = Buffer.from(payload.toString('utf8').replace('"scan":', '"scan":1'), 'utf8')
    const forged = encodeRecord(
      { kind: 'snapshot', codec: 'raw', size: other.length, payload: other },
      snapshotKey(id),
    )
    expect(() => decodeSnapshot(id, forged)).toThrow(expect.objectContaining({ code: 'HF_OBJECT_CORRUPT' }))
  })

  it.each(['root', 'tree', 'at', 'reason', 'scan'])(
    'names the property that is not what it must be: %s',
    (property) => {
      const value = fc.sample(snapshot, { numRuns: 1, seed: 2 })[0]!
      const { id } = encodeSnapshot(value)
      const row = encodeRow('snapshot', snapshotKey(id), { ...value, [property]: [] })
      expect(() => decodeSnapshot(id, row)).toThrow(
        expect.objectContaining({
          code: 'HF_RECORD_CORRUPT',
          facts: expect.objectContaining({ problem: `property ${property}` }) as object,
        }),
      )
    },
  )
})
