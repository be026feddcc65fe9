import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as keys from '../../src/codec/keys.ts'
import { fileClasses } from '../../src/domain/fileClass.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { type BytePath, componentsOf, isByteName, isWithin, rootPath } from '../../src/domain/path.ts'

const oid = '0123456789abcdef'.repeat(4) as Oid
const name = fc
  .uint8Array({ minLength: 1, maxLength: 6 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))
  .filter(isByteName)
const path = fc.array(name, { maxLength: 4 }).map((names) => `/${names.join('/')}` as BytePath)
const numberInKey = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const bytePath = (text: string): BytePath => text as BytePath

describe('path keys', () => {
  it('come back as the path', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 0, max: 0xffff }), (directory, page) => {
        expect(keys.parseIndexPageKey(keys.indexPageKey(directory, page))).toEqual({ path: directory, page })
      }),
    )
  })

  it('sort bytewise in the order of a walk: parents first, siblings by their bytes', () => {
    const walkOrder = (a: BytePath, b: BytePath): number => {
      const [left, right] = [componentsOf(a), componentsOf(b)]
      const at = left.findIndex((component, i) => component !== right[i])
      if (at === -1) return left.length - right.length
      const [x, y] = [left[at], right[at]]
      if (x === undefined || y === undefined) return left.length - right.length
      return x < y ? -1 : 1
    }
    fc.assert(
      fc.property(path, path, (a, b) => {
        const order = keys.rootKey(a).compare(keys.rootKey(b))
        expect(Math.sign(order)).toBe(Math.sign(walkOrder(a, b)))
      }),
    )
  })

  it('lie in the subtree range of exactly the paths above them', () => {
    fc.assert(
      fc.property(path, path, numberInKey, (below, above, seq) => {
        const range = keys.subtreeRange('path-event', above)
        const key = keys.pathEventKey(below, seq)
        expect(key.compare(range.gte) >= 0 && key.compare(range.lt) < 0).toBe(isWithin(below, above))
      }),
      { numRuns: 1000 },
    )
  })

  it('lie in the exact range of their own path only', () => {
    fc.assert(
      fc.property(path, path, numberInKey, (a, b, seq) => {
        const range = keys.exactPathRange('path-event', a)
        const key = keys.pathEventKey(b, seq)
        expect(key.compare(range.gte) >= 0 && key.compare(range.lt) < 0).toBe(a === b)
      }),
      { numRuns: 1000 },
    )
  })

  it('look as FORMAT.md shows them', () => {
    expect(keys.indexPageKey(bytePath('/home/a'), 2).toString('hex')).toBe('69686f6d6500610000' + '0002')
    expect(keys.indexPageKey(rootPath, 0).toString('hex')).toBe('69000000')
    expect(keys.rootKey(bytePath('/home')).toString('hex')).toBe('72686f6d650000')
  })

  it.each(['69', '6900', '6961', '69610000', '692f610000' + '0000', '692e2e0000' + '0000', '6900000000'])(
    'refuse a damaged key: %s',
    (hex) => {
      expect(() => keys.parseIndexPageKey(Buffer.from(hex, 'hex'))).toThrow(
        expect.objectContaining({ code: 'HF_RECORD_CORRUPT' }),
      )
    },
  )
})

describe('other keys', () => {
  it('come back as what they were made of', () => {
    fc.assert(
      fc.property(path, numberInKey, fc.constantFrom(...fileClasses), (root, number, fileClass) => {
        expect(keys.parseNumberKey(keys.eventKey(number))).toBe(number)
        expect(keys.parsePathEventKey(keys.pathEventKey(root, number))).toEqual({ path: root, seq: number })
        expect(keys.parseVerdictKey(keys.verdictKey(oid, fileClass))).toEqual({ oid, fileClass })
        const listed = keys.rootSnapshotKey(root, number, oid)
        expect(keys.parseRootSnapshotKey(listed)).toEqual({ root, at: number, id: oid })
      }),
    )
    expect(keys.parseIdKey(keys.contentKey(oid))).toBe(oid)
    expect(keys.parseNameKey(keys.refKey('rules/own'))).toBe('rules/own')
  })

  it('sort like their numbers', () => {
    fc.assert(
      fc.property(numberInKey, numberInKey, (a, b) => {
        expect(Math.sign(keys.scanKey(a).compare(keys.scanKey(b)))).toBe(Math.sign(a - b))
      }),
    )
  })

  it('are found by any prefix of their id', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (digits) => {
        const range = keys.idPrefixRange('snapshot', oid.slice(0, digits))
        const key = keys.snapshotKey(oid)
        expect(key.compare(range.gte) >= 0 && key.compare(range.lt) < 0).toBe(true)
        const other = keys.snapshotKey(
          `${oid.slice(0, digits - 1)}${oid[digits - 1] === '0' ? '1' : '0'}`.padEnd(64, '5') as Oid,
        )
        expect(other.compare(range.gte) >= 0 && other.compare(range.lt) < 0).toBe(false)
      }),
    )
  })

  it('refuse an id that is none and a number that is none', () => {
    expect(() => keys.contentKey('short' as Oid)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
    expect(() => keys.eventKey(-1)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
    expect(() => keys.eventKey(1.5)).toThrow(expect.objectContaining({ code: 'HF_BUG' }))
  })
})
