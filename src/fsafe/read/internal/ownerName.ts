import { closeSync, openSync, readSync } from 'node:fs'
import { displayPath } from '../../../domain/displayPath.ts'
import { accountTableBytesMax } from '../../../domain/limits.ts'
import { parsePasswd } from '../../../domain/owner.ts'

/** The account name of `uid` for a message, or `uid 1005` when /etc/passwd does not have it. */
export function ownerName(uid: number): string {
  const account = parsePasswd(passwdBytes()).find((candidate) => candidate.uid === uid)
  return account === undefined ? `uid ${uid}` : displayPath(account.name)
}

function passwdBytes(): Buffer {
  let fd: number | undefined
  try {
    fd = openSync('/etc/passwd', 'r')
    const bytes = Buffer.allocUnsafe(accountTableBytesMax)
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0))
  } catch {
    return Buffer.alloc(0)
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
