import { describe, expect, it } from 'vitest'
import type { Oid } from '../../src/domain/oid.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { oidSet } from '../../src/store/oidSet.ts'
import { trials } from '../support/trials.ts'

const idOf = (i: number): Oid => sha256(Buffer.from(String(i)))

describe.each(['exact', 'approximate'] as const)('an %s set of ids', (precision) => {
  it('holds what was added and nothing else, through every growth', () => {
    const set = oidSet(precision)
    const count = trials(20_000)
    for (let i = 0; i < count; i += 1) if (!set.add(idOf(i))) expect.fail(`at ${String(i)}`)
    expect(set.size).toBe(count)
    for (let i = 0; i < count; i += 1) {
      if (!set.has(idOf(i)) || set.add(idOf(i)) || set.has(idOf(-1 - i))) expect.fail(`at ${String(i)}`)
    }
    expect(set.size).toBe(count)
  })

  it('takes ids of zeros and of neighbours', () => {
    const set = oidSet(precision)
    const ids = ['00', '01', 'ff'].map((byte) => byte.repeat(32) as Oid)
    for (const id of ids) expect(set.has(id)).toBe(false)
    for (const id of ids) expect(set.add(id)).toBe(true)
    for (const id of ids) expect(set.add(id)).toBe(false)
  })
})

describe('ids that differ at their end only', () => {
  const twins = ['0', '1'].map((digit) => `${'ab'.repeat(31)}a${digit}` as Oid) as [Oid, Oid]

  it('are two in an exact set, where a tree that counts as seen is not looked into', () => {
    const set = oidSet('exact')
    set.add(twins[0])
    expect(set.has(twins[1])).toBe(false)
  })

  it('may be one in an approximate set, which keeps one too many', () => {
    const set = oidSet('approximate')
    set.add(twins[0])
    expect(set.has(twins[1])).toBe(true)
  })
})
