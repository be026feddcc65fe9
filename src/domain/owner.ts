import type { BytePath } from './path.ts'
import { parentOf, parseBytePath, rootPath } from './path.ts'

/** One line of the account table. `name` is latin1, one char per byte. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly home: BytePath
}

/** Accounts arranged so that an owner costs one look-up per component of the path. */
export interface Accounts {
  /** All accounts of one home, in table order. */
  readonly byHome: ReadonlyMap<BytePath, readonly Account[]>
  /** The first name of a uid, as the system itself resolves it. */
  readonly nameOfUid: ReadonlyMap<number, string>
}

export function arrangeAccounts(table: readonly Account[]): Accounts {
  const byHome = new Map<BytePath, Account[]>()
  const nameOfUid = new Map<number, string>()
  for (const account of table) {
    const sharing = byHome.get(account.home)
    if (sharing === undefined) byHome.set(account.home, [account])
    else sharing.push(account)
    if (!nameOfUid.has(account.uid)) nameOfUid.set(account.uid, account.name)
  }
  // Daemons without a home have `/`: nobody owns the whole machine by that.
  byHome.delete(rootPath)
  return { byHome, nameOfUid }
}

/**
 * The account whose home is the longest prefix of `path` (of several with that home the one with `uid`, else the
 * first), else the user name of `uid`, else `uid:<n>` (decision 32).
 */
export function ownerOf(path: BytePath, uid: number, accounts: Accounts): string {
  for (let directory = path; directory !== rootPath; directory = parentOf(directory)) {
    const sharing = accounts.byHome.get(directory)
    const account = sharing?.find((candidate) => candidate.uid === uid) ?? sharing?.[0]
    if (account !== undefined) return account.name
  }
  return accounts.nameOfUid.get(uid) ?? `uid:${String(uid)}`
}

/**
 * The accounts of a passwd(5) table. A line that does not parse is left out: one odd line (NIS `+`, a home that is no
 * absolute path) must not hide the other accounts.
 */
export function parsePasswd(bytes: Buffer): readonly Account[] {
  return bytes
    .toString('latin1')
    .split('\n')
    .flatMap((line) => accountOf(line) ?? [])
}

const passwdLine = /^([^:+-][^:]*):[^:]*:(\d{1,10}):\d*:[^:]*:(\/[^:]*):[^:]*$/

function accountOf(line: string): Account | undefined {
  const match = passwdLine.exec(line)
  const [, name, uid, written] = match ?? []
  if (name === undefined || uid === undefined || written === undefined) return undefined
  const home = homeOf(written)
  return home === undefined ? undefined : { name, uid: Number(uid), home }
}

/** `/home/a/`, `/home//a` and `/home/./a` are spellings of one home that panels really write. */
function homeOf(written: string): BytePath | undefined {
  const names = written.split('/').filter((name) => name !== '' && name !== '.')
  return parseBytePath(Buffer.from(`/${names.join('/')}`, 'latin1'))
}
