import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clockJump } from '../../src/domain/clockJump.ts'
import { pastSnapshots } from '../../src/domain/retention.ts'

const dayMs = 86_400_000
const now = Date.UTC(2026, 10, 22, 12)

const daysAgo = (...days: readonly number[]): { readonly at: number }[] =>
  days.map((day) => ({ at: now - day * dayMs }))

describe('snapshots past their time', () => {
  it('are none for 14 days, then all but the last of each day', () => {
    const twiceADay = daysAgo(0.1, 0.3, 13.1, 13.3, 13.9, 16.1, 16.2, 17.1)
    expect(pastSnapshots(twiceADay, now)).toEqual(daysAgo(16.2))
  })

  it('are after 30 days all but the last of each week, and after 26 weeks all', () => {
    // 2026-11-22 is a Sunday: 35 to 41 days ago is one week.
    const daily = daysAgo(1, 35, 36, 41, 42, 180, 190, 200)
    expect(pastSnapshots(daily, now)).toEqual(daysAgo(36, 41, 190, 200))
  })

  it('are never the newest of a root', () => {
    expect(pastSnapshots(daysAgo(4000), now)).toEqual([])
    expect(pastSnapshots(daysAgo(4000, 4001), now)).toEqual(daysAgo(4001))
  })

  it('are the same when they are removed at once or day by day', () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 250 * 24 }), { maxLength: 120 })
    fc.assert(
      fc.property(ages, (hours) => {
        const all = hours.toSorted((a, b) => a - b).map((hour) => ({ at: now - hour * 3_600_000 }))
        const atOnce = all.filter((snapshot) => !pastSnapshots(all, now).includes(snapshot))
        let left: { at: number }[] = []
        for (let day = 260; day >= 0; day -= 1) {
          const then = now - day * dayMs
          const taken = all.filter(({ at }) => at <= then && at > then - dayMs)
          const present = [...taken, ...left]
          left = present.filter((snapshot) => !pastSnapshots(present, then).includes(snapshot))
        }
        expect(left).toEqual(atOnce)
      }),
    )
  })
})

describe('the clock', () => {
  const then = { at: now, mono: 5_000_000, bootId: 'a' }

  it('may go on, with the machine off for weeks', () => {
    expect(clockJump(then, { at: now + dayMs, mono: 5_000_000 + dayMs * 1000, bootId: 'a' })).toBeNull()
    expect(clockJump(then, { at: now + 44 * dayMs, mono: 1, bootId: 'b' })).toBeNull()
  })

  it('is not believed when it goes back, runs ahead, or skips a season', () => {
    expect(clockJump(then, { at: now - 1, mono: 6_000_000, bootId: 'a' })).toBe('back')
    expect(clockJump(then, { at: now + 2 * dayMs, mono: 6_000_000, bootId: 'a' })).toBe('ahead')
    expect(clockJump(then, { at: now + 46 * dayMs, mono: 1, bootId: 'b' })).toBe('off')
  })
})
