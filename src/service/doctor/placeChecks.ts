import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { diskFreeBytesMin, diskFreeBytesWanted } from '../../domain/limits.ts'
import { parseBytePath } from '../../domain/path.ts'
import { closeDirectory, openDirectory } from '../../fsafe/read/directory.ts'
import { syncFilesystem } from '../../fsafe/read/syncFilesystem.ts'
import type { Examination } from '../contract/doctor.ts'
import { measureStore } from '../storeSize.ts'

/** The filesystem that holds the store, or will hold it: room, and whether it can be told to write everything out. */
export async function examinePlace(store: string): Promise<readonly Examination[]> {
  const place = nearestExisting(store)
  const { diskFreeBytes, diskBytes } = measureStore(place === store ? store : place)
  return [diskFinding(diskFreeBytes, diskBytes), await syncFinding(place)]
}

export function diskFinding(freeBytes: number, bytes: number): Examination {
  const subject = 'disk'
  const finding = `${gigabytes(freeBytes)} of ${gigabytes(bytes)} free for the store`
  const remedy = 'free space, or keep the store elsewhere: --store DIR'
  if (freeBytes < diskFreeBytesMin) return { state: 'fail', subject, finding, remedy }
  if (freeBytes < diskFreeBytesWanted) return { state: 'warn', subject, finding, remedy }
  return { state: 'ok', subject, finding, remedy: null }
}

async function syncFinding(place: string): Promise<Examination> {
  const subject = 'sync -f'
  const path = parseBytePath(Buffer.from(place))
  const result = path === undefined ? 'failed' : await syncOf(path)
  if (result === 'synced') return { state: 'ok', subject, finding: 'works', remedy: null }
  const finding = 'does not work, so every scan reads the files again that changed'
  return { state: 'warn', subject, finding, remedy: 'install coreutils 8.24 or newer' }
}

async function syncOf(path: NonNullable<ReturnType<typeof parseBytePath>>): Promise<'synced' | 'failed'> {
  const directory = openDirectory(path)
  try {
    return await syncFilesystem(directory)
  } finally {
    closeDirectory(directory)
  }
}

function nearestExisting(path: string): string {
  let existing = path
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing)
  return existing
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
