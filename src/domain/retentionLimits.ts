/** Limits of what leaves the store and when; a part of limits.ts. Bytes unless the name says otherwise. */

/** Every snapshot stays this long, then the last of each day, then the last of each week (architecture 4). */
export const snapshotsAllDays = 14
export const snapshotsDailyDays = 30
export const snapshotsWeeklyDays = 26 * 7
/** Nothing that was first seen later than this ago is collected, whatever refers to it. */
export const collectAgeMsMin = 24 * 60 * 60 * 1000
/** Contents whose rows go in one batch, with the event that names them. */
export const collectedPerBatch = 1024
/** Objects without a row that are remembered until the next collection; the surplus waits for a later one. */
export const strayObjectsMax = 10_000
/** A scheduled scan after which nothing has expired collects all the same after this long: crashes leave objects. */
export const collectEveryMsMax = 7 * 24 * 60 * 60 * 1000
/** Roots that `gc --explain` names for one content. */
export const keepersListedMax = 1000
/** decision 34: how far the wall clock may run ahead of the clock of one boot, and how long a machine may be off. */
export const clockAheadMsMax = 24 * 60 * 60 * 1000
export const clockOffMsMax = 45 * 24 * 60 * 60 * 1000
/** Entries of the ignore list; all of them are in memory while a scan assesses. */
export const ignoresMax = 10_000
/** Characters of the reason of an ignore or a hold, which a person types. */
export const reasonTextMax = 1000
/** Holds; all of them are in memory while something may expire. */
export const holdsMax = 10_000
/** Operations that one entry of the ignore list undoes at a time, as many as the largest plan has files. */
export const causedListedMax = 100_000
/** Incidents named in the answer to one change of the ignore list; the rest is counted. */
export const ignoredListedMax = 100
