import type { Operation } from '../domain/operation.ts'
import { pathTimesMax } from '../domain/actingLimits.ts'
import type { BytePath } from '../domain/path.ts'
import { readEntry } from '../index/readDirectory.ts'
import { operationsAt } from '../store/operations.ts'
import type { VaultContext } from './vault.ts'

/**
 * The modification time for new content at `path`, milliseconds: now, moved on by whole seconds until no content that is
 * known to have lain there had it. PHP's opcache tells contents apart by whole seconds of mtime alone, and runs the old one
 * for as long as they are equal (decision 40). `current`: the mtime of what lies there, null when there is nothing.
 */
export async function operationTime(
  { store, clock }: VaultContext,
  path: BytePath,
  current: number | null,
): Promise<number> {
  const entry = await readEntry(store.meta, path)
  const earlier = await operationsAt(store.meta, path, pathTimesMax)
  const times = [current, entry?.stat.mtimeMs ?? null, ...earlier.flatMap(timesOf)]
  const seconds = new Set(times.filter((time) => time !== null).map(wholeSeconds))
  let time = clock.now()
  while (seconds.has(wholeSeconds(time))) time += 1000
  return time
}

function timesOf({ before, after }: Operation): (number | null)[] {
  return [before?.metadata.mtimeMs ?? null, after?.metadata.mtimeMs ?? null]
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
