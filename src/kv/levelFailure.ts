import { getSystemErrorMap } from 'node:util'
import { type ErrorCode, HoldfastError, systemCode } from '../domain/errors.ts'

/** What a failure of LevelDB means to a caller; a HoldfastError passes as it is. */
export function levelFailure(cause: unknown, directory: string): HoldfastError {
  if (cause instanceof HoldfastError) return cause
  const reason = innermost(cause)
  const text = reason instanceof Error ? reason.message : 'unknown reason'
  const code = codeOf(systemCode(reason), text)
  return new HoldfastError(code, `${sentence[code]} (${directory}): ${text}`, {
    facts: { directory, reason: text },
    hint: hint[code],
    cause,
  })
}

type LevelErrorCode = Extract<ErrorCode, 'HF_STORE_LOCKED' | 'HF_STORE_CORRUPT' | 'HF_DISK_FULL' | 'HF_IO'>

const sentence: Readonly<Record<LevelErrorCode, string>> = {
  HF_STORE_LOCKED: 'the database is open in another process',
  HF_STORE_CORRUPT: 'the database is damaged',
  HF_DISK_FULL: 'no space left for the database',
  HF_IO: 'the database could not be read or written',
}

const hint: Readonly<Record<LevelErrorCode, string>> = {
  HF_STORE_LOCKED: 'wait for it: --wait',
  HF_STORE_CORRUPT: 'see the extent: holdfast fsck',
  HF_DISK_FULL: 'make room on that filesystem and run the command again; what was written before is safe',
  HF_IO: 'see the kernel log for errors of that disk',
}

/** The package wraps the binding's error once per layer. */
function innermost(error: unknown): unknown {
  let inner = error
  for (let depth = 0; depth < 4 && inner instanceof Error && inner.cause !== undefined; depth += 1)
    inner = inner.cause
  return inner
}

function codeOf(levelCode: string | undefined, text: string): LevelErrorCode {
  if (levelCode === 'LEVEL_LOCKED') return 'HF_STORE_LOCKED'
  if (levelCode === 'LEVEL_CORRUPTION') return 'HF_STORE_CORRUPT'
  if (endsWithText(text, 'ENOSPC') || isQuotaText(text)) return 'HF_DISK_FULL'
  // CURRENT was there, so a file that LevelDB misses is one that it wrote and that is lost.
  return endsWithText(text, 'ENOENT') ? 'HF_STORE_CORRUPT' : 'HF_IO'
}

/**
 * LevelDB hands on the system's sentence and drops its number, so the system's own table of sentences is the only way
 * back to the code. Asking the filesystem for free space instead was wrong: a compaction frees some before the answer.
 */
function endsWithText(text: string, code: string): boolean {
  const entry = [...getSystemErrorMap().values()].find(([name]) => name === code)
  return entry !== undefined && text.toLowerCase().endsWith(entry[1].toLowerCase())
}

/** Node's table has no EDQUOT; these are the words of glibc ("Disk quota exceeded") and of musl. */
function isQuotaText(text: string): boolean {
  return text.toLowerCase().endsWith('quota exceeded')
}
