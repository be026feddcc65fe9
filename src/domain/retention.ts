import { snapshotsAllDays, snapshotsDailyDays, snapshotsWeeklyDays } from './retentionLimits.ts'

/**
 * Which of the snapshots of one root are past their time at `now` (milliseconds since 1970): all stay for 14 days, the
 * last of each day for 30, the last of each week for 26 weeks, and the newest for ever. `newestFirst` is in that order,
 * and so is the answer. Days and weeks are those of UTC; a week begins on Monday.
 */
export function pastSnapshots<Taken extends { readonly at: number }>(
  newestFirst: readonly Taken[],
  now: number,
): Taken[] {
  const past: Taken[] = []
  let [day, week] = [Number.NaN, Number.NaN]
  for (const [i, snapshot] of newestFirst.entries()) {
    const dayOfThis = Math.floor(snapshot.at / dayMs)
    // 1970-01-01 was a Thursday.
    const weekOfThis = Math.floor((dayOfThis + 3) / 7)
    const age = now - snapshot.at
    const stays =
      i === 0 ||
      age <= snapshotsAllDays * dayMs ||
      (age <= snapshotsDailyDays * dayMs && dayOfThis !== day) ||
      (age <= snapshotsWeeklyDays * dayMs && weekOfThis !== week)
    if (!stays) past.push(snapshot)
    day = dayOfThis
    week = weekOfThis
  }
  return past
}

const dayMs = 86_400_000
