import { closeSync, openSync, readSync } from 'node:fs'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { accountTableBytesMax } from '../domain/limits.ts'
import type { Accounts } from '../domain/owner.ts'
import { arrangeAccounts, parsePasswd } from '../domain/owner.ts'

/**
 * The local accounts. Without a table (a minimal container) every owner is shown by number. Accounts that only a
 * directory service knows are not in the table; they too are shown by number.
 */
export function readAccounts(file = '/etc/passwd'): Accounts {
  return arrangeAccounts(parsePasswd(readBounded(file)))
}

function readBounded(file: string): Buffer {
  try {
    const fd = openSync(file, 'r')
    try {
      return readUpTo(fd, accountTableBytesMax)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Buffer.alloc(0)
    throw new HoldfastError('HF_IO', `cannot read the account table ${file}`, { cause: error })
  }
}

function readUpTo(fd: number, max: number): Buffer {
  const pieces: Buffer[] = []
  let total = 0
  while (total < max) {
    const piece = Buffer.allocUnsafe(Math.min(65_536, max - total))
    const size = readSync(fd, piece, 0, piece.length, null)
    if (size === 0) break
    pieces.push(piece.subarray(0, size))
    total += size
  }
  return Buffer.concat(pieces, total)
}
