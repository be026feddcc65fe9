import { systemUidsBelow } from '../domain/hookLimits.ts'
import type { Accounts } from '../domain/owner.ts'
import type { BytePath } from '../domain/path.ts'
import { isWithin, parentOf, parseBytePath, rootPath } from '../domain/path.ts'
import type { Pool } from './pools.ts'

/** `owner`: the name of the account, as ownerOf() has it. */
export interface ChangedFile {
  readonly path: BytePath
  readonly owner: string
}

/**
 * Answers the pools that may run a file. Which pool serves which site stands in the web server's configuration, which is not
 * read; so pools are taken that run as the file's account or are confined to a place that holds it, and when there is none of
 * that kind, those of the system's users. A file in nobody's home may belong to any pool that is not confined elsewhere.
 */
export function poolsServing(
  pools: readonly Pool[],
  accounts: Accounts,
): (file: ChangedFile) => readonly Pool[] {
  const known = pools.map((pool) => knownPool(pool, accounts))
  return (file) => {
    const possible = known.filter(({ places }) => places?.some((place) => isWithin(file.path, place)) ?? true)
    const own = possible.filter(({ places, user }) => places !== undefined || user === file.owner)
    const inHome = isInHome(file.path, accounts)
    const chosen = own.length > 0 ? own : possible.filter(({ isTenant }) => !(inHome && isTenant))
    return chosen.map(({ pool }) => pool)
  }
}

interface KnownPool {
  readonly pool: Pool
  /** By name, as owners are. */
  readonly user: string
  /** Has files of its own; a user that the machine does not know is taken for one of the system. */
  readonly isTenant: boolean
  /** Where the pool is confined to; undefined when it is not. */
  readonly places: readonly BytePath[] | undefined
}

function knownPool(pool: Pool, { nameOfUid }: Accounts): KnownPool {
  const named = [...nameOfUid].find(([, name]) => name === pool.user)
  const uid = named?.[0] ?? Number(pool.user)
  const user = named?.[1] ?? nameOfUid.get(uid) ?? pool.user
  return { pool, user, isTenant: uid >= systemUidsBelow, places: confinedTo(pool) }
}

/** open_basedir only as the pool itself fixes it: what a site can change confines nothing. */
function confinedTo(pool: Pool): readonly BytePath[] | undefined {
  if (pool.chroot !== null) return directories([pool.chroot])
  const written = pool.fixed.has('open_basedir') ? pool.settings.get('open_basedir') : undefined
  return written === undefined ? undefined : directories(written.split(':'))
}

/** Undefined when one of them is not a plain absolute path below `/`: then nothing is known. */
function directories(written: readonly string[]): readonly BytePath[] | undefined {
  const texts = written.filter((text) => text !== '')
  const paths = texts.flatMap((text) => parseBytePath(Buffer.from(text.replace(/\/+$/, ''), 'latin1')) ?? [])
  return paths.length === 0 || paths.length < texts.length ? undefined : paths
}

function isInHome(path: BytePath, accounts: Accounts): boolean {
  for (let directory = path; directory !== rootPath; directory = parentOf(directory)) {
    if (accounts.byHome.has(directory)) return true
  }
  return false
}
