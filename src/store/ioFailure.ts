import { constants } from 'node:os'
import { HoldfastError, systemCode } from '../domain/errors.ts'

/** A failed system call on a file of the store: HF_DISK_FULL or HF_IO. A HoldfastError passes as it is. */
export function ioFailure(cause: unknown, file: string): HoldfastError {
  if (cause instanceof HoldfastError) return cause
  const code = systemCode(cause) ?? 'unknown error'
  const facts = { file, reason: code }
  if (code === 'ENOSPC' || isQuotaError(cause)) {
    return new HoldfastError('HF_DISK_FULL', `no space left for ${file}`, {
      facts,
      hint: 'make room on that filesystem and run the command again',
      cause,
    })
  }
  return new HoldfastError('HF_IO', `${file}: ${code}`, { facts, cause })
}

/** Node has no name for EDQUOT and hands on its number. */
function isQuotaError(cause: unknown): boolean {
  return cause instanceof Error && 'errno' in cause && cause.errno === -constants.errno.EDQUOT
}
