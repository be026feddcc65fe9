import { HoldfastError } from '../domain/errors.ts'
import { currentFormat, publishFormat, readFormatNumber, writeUnfinishedFormat } from './format.ts'
import type { HolderStatus } from './holderStatus.ts'
import { acquireLock } from './lock.ts'
import { closePlace, noStore, openPlace } from './storePlace.ts'

/**
 * Brings a store from one format to the next. It may be cut off at any point and is then run again from its beginning, so
 * each of its steps does nothing where it was done. It leaves the format file alone.
 */
export interface Migration {
  readonly from: number
  /** One line for people. */
  readonly what: string
  run(directory: string): Promise<void>
}

/** From every format that was ever released to the next one, in order. Format 1 is the first. */
export const migrations: readonly Migration[] = []

export interface UpgradePlan {
  readonly from: number
  readonly to: number
  /** Empty when there is nothing to do. */
  readonly steps: readonly string[]
}

interface UpgradeOptions {
  readonly mode: 'run' | 'plan'
  readonly describe: () => HolderStatus
  readonly migrations: readonly Migration[]
}

/**
 * Runs, or only names, the migrations that a closed store needs. The format file is written last: until then the store is
 * refused as an old one and `upgrade` takes it up again. HF_FORMAT_OLDER when there is no way from its format,
 * HF_FORMAT_NEWER, HF_NO_STORE, HF_STORE_LOCKED.
 */
export async function upgradeStore(directory: string, options: UpgradeOptions): Promise<UpgradePlan> {
  const place = openPlace(directory)
  try {
    const found = readFormatNumber(place)
    if (found === undefined) throw noStore(directory)
    const { format: from, storeId } = found
    const way = wayFrom(from, options.migrations)
    const plan = { from, to: currentFormat, steps: way.map(({ what }) => what) }
    if (options.mode === 'plan' || way.length === 0) return plan
    const lock = await acquireLock(place, options.describe)
    try {
      for (const migration of way) await migration.run(directory)
      writeUnfinishedFormat(place, storeId)
      publishFormat(place)
      return plan
    } finally {
      await lock.release()
    }
  } finally {
    closePlace(place)
  }
}

function wayFrom(from: number, known: readonly Migration[]): readonly Migration[] {
  const way: Migration[] = []
  for (let format = from; format < currentFormat; format += 1) {
    const step = known.find((migration) => migration.from === format)
    if (step === undefined) throw noWay(from)
    way.push(step)
  }
  return way
}

function noWay(from: number): HoldfastError {
  return new HoldfastError('HF_FORMAT_OLDER', `this holdfast has no way from format ${String(from)}`, {
    facts: { format: from, writes: currentFormat },
    hint: 'use the holdfast that wrote it; nothing was touched',
  })
}
