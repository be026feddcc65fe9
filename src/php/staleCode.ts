import { isDeepStrictEqual } from 'node:util'
import type { Accounts } from '../domain/owner.ts'
import { parentOf } from '../domain/path.ts'
import type { StaleCode, StaleReason } from '../domain/staleCode.ts'
import { isOn } from './ini.ts'
import { lateness } from './lateness.ts'
import type { Pool } from './pools.ts'
import { type ChangedFile, poolsServing } from './servingPools.ts'
import { type ReadUserIni, staleByUserIni, userIniReader } from './userIni.ts'

/**
 * Which pools may go on running what `changed` held before, one entry per pool and reason in the order of `pools`. Of a file
 * that went away too: a pool that does not look at files does not miss one.
 */
export function findStaleCode(
  pools: readonly Pool[],
  changed: Iterable<ChangedFile>,
  accounts: Accounts,
): readonly StaleCode[] {
  const reasons: Reasons = { tallies: [], readUserIni: userIniReader() }
  const serving = poolsServing(pools, accounts)
  // All files of a directory and owner have the same answer, and a run changes many of them.
  const known = new Map<string, readonly Tally[]>()
  for (const file of changed) {
    const key = JSON.stringify([parentOf(file.path), file.owner])
    const own = known.get(key) ?? serving(file).flatMap((pool) => staleIn(pool, file, reasons))
    known.set(key, own)
    for (const tally of own) tally.files += 1
  }
  return pools.flatMap((pool) => reasons.tallies.filter((tally) => tally.pool === pool).map(staleCodeOf))
}

/** Why the pool keeps old code whatever a site says; undefined when it notices changes soon. */
export function staleByConfiguration({ settings }: Pool): StaleReason | undefined {
  if (!hasOpcache(settings)) return undefined
  const script = settings.get('opcache.preload') ?? ''
  return lateness(settings) ?? (script === '' ? undefined : { kind: 'preload', script })
}

interface Tally {
  readonly pool: Pool
  readonly because: StaleReason
  files: number
}

interface Reasons {
  readonly tallies: Tally[]
  readonly readUserIni: ReadUserIni
}

/** The tally of the pool's reason, added to the others when it is new; none when the pool notices changes. */
function staleIn(pool: Pool, { path }: ChangedFile, { tallies, readUserIni }: Reasons): readonly Tally[] {
  if (!hasOpcache(pool.settings)) return []
  const because = staleByConfiguration(pool) ?? staleByUserIni(pool, path, readUserIni)
  if (because === undefined) return []
  const known = tallies.find((tally) => tally.pool === pool && isDeepStrictEqual(tally.because, because))
  if (known !== undefined) return [known]
  const fresh = { pool, because, files: 0 }
  tallies.push(fresh)
  return [fresh]
}

/** It cannot be switched on later, by a site or a script. */
function hasOpcache(settings: Pool['settings']): boolean {
  return isOn(settings.get('opcache.enable') ?? '1')
}

/** Code from the file cache is checked against the file's time as long as timestamps are looked at. */
function staleCodeOf({ pool, because, files }: Tally): StaleCode {
  const looksAway = because.kind === 'timestamps-off' || because.kind === 'user-ini'
  const directory = looksAway ? (pool.settings.get('opcache.file_cache') ?? '') : ''
  const fileCache = directory === '' ? null : directory
  return { pool: pool.name, service: pool.service, because, fileCache, files }
}
