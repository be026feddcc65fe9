import { closeSync, openSync, readSync } from 'node:fs'
import { displayPath } from '../../../domain/displayPath.ts'
import { passwdBytesMax } from '../../../domain/limits.ts'

/** The account name of `uid` for a message, or `uid 1005` when /etc/passwd does not have it. */
export function ownerName(uid: number): string {
  const line = passwdLines().find((fields) => fields[2] === String(uid))
  const name = line?.[0]
  return name === undefined || name === '' ? `uid ${uid}` : displayPath(name)
}

function passwdLines(): string[][] {
  let fd: number | undefined
  try {
    fd = openSync('/etc/passwd', 'r')
    const bytes = Buffer.alloc(passwdBytesMax)
    const length = readSync(fd, bytes, 0, bytes.length, 0)
    return bytes
      .toString('latin1', 0, length)
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
