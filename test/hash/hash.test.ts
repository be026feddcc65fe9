import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { sha256, sha256Prefixed } from '../../src/hash/sha256.ts'
import { loadXxh64, xxh64 } from '../../src/hash/xxh64.ts'

describe('sha256', () => {
  it('is what sha256sum prints', () => {
    expect(sha256(Buffer.alloc(0))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256(Buffer.from('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('agrees with a hash object for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })

  it('hashes prefix, NUL and bytes when prefixed', () => {
    expect(sha256Prefixed('p', Buffer.from('x'))).toBe(sha256(Buffer.from('p\0x')))
    expect(sha256Prefixed('p', Buffer.from('x'))).not.toBe(sha256(Buffer.from('x')))
  })
})

describe('xxh64', () => {
  beforeAll(async () => {
    await loadXxh64()
  })

  it('agrees with the vectors of the reference implementation', () => {
    expect(xxh64(Buffer.alloc(0), 0n)).toBe(0xef46db3751d8e999n)
    expect(xxh64(Buffer.from('abc'), 0n)).toBe(0x44bc2cf5ad770999n)
    expect(xxh64(Buffer.alloc(0), 0x9e3779b1n)).toBe(0xac75fda2929b17efn)
  })

  it('hashes a buffer larger than its first memory page', () => {
    const large = Buffer.alloc(3_000_000, 1)
    const changed = Buffer.from(large)
    changed[2_999_999] = 2
    expect(xxh64(large, 0n)).not.toBe(xxh64(changed, 0n))
    expect(xxh64(Buffer.from('abc'), 0n)).toBe(0x44bc2cf5ad770999n)
  })
})
