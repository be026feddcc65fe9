import { HoldfastError } from '../domain/errors.ts'
import { publishFormat, readFormat, writeUnfinishedFormat } from './format.ts'
import type { HolderStatus } from './holderStatus.ts'
import { acquireLock } from './lock.ts'
import { type DatabaseName, readSeal, restoreCurrent } from './seal.ts'
import {
  closePlace,
  formatFile,
  metaDirectory,
  objectsDirectory,
  openPlace,
  type StorePlace,
} from './storePlace.ts'

/**
 * Writes the small files of a closed store again that its seals can answer for: format.json and each CURRENT. Answers
 * their names. Throws as openPlace, HF_STORE_LOCKED, HF_DISK_FULL, HF_IO.
 */
export async function restoreFiles(
  directory: string,
  describe: () => HolderStatus,
): Promise<readonly string[]> {
  const place = openPlace(directory)
  try {
    const names = [metaDirectory, objectsDirectory] as const
    const storeId = names.map((name) => readSeal(place, name)?.storeId).find((id) => id !== undefined)
    if (storeId === undefined) return []
    const lock = await acquireLock(place, describe)
    try {
      return [...restoreFormat(place, storeId), ...names.flatMap((name) => currentOf(place, name))]
    } finally {
      await lock.release()
    }
  } finally {
    closePlace(place)
  }
}

function restoreFormat(place: StorePlace, storeId: string): readonly string[] {
  if (hasFormat(place)) return []
  writeUnfinishedFormat(place, storeId)
  publishFormat(place)
  return [formatFile]
}

/** A format of another version is whole, and not ours to write over. */
function hasFormat(place: StorePlace): boolean {
  try {
    return readFormat(place) !== undefined
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return false
    throw error
  }
}

function currentOf(place: StorePlace, name: DatabaseName): readonly string[] {
  return restoreCurrent(place, name) ? [`${name}/CURRENT`] : []
}
