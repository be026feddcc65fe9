import type { FileClass } from '../../domain/fileClass.ts'
import { poisonEntriesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Verdict, VerdictLimit } from '../../domain/verdict.ts'
import type { ReaderLimits } from './readerLimits.ts'
import type { Loss } from './watch.ts'

/**
 * within = may be judged; over = the owner's files are read but not judged any more (budget); banned = reading them
 * brought the reader down even so, they are left alone for this run.
 */
export type Standing = 'within' | 'over' | 'banned'

/** Who brought the reader down in this run (decision 1: limits.poison). */
export interface PoisonBook {
  /** Books a proven kill. `content` is the judged content, or null when it never got that far. */
  charge(owner: string, content: string | null, loss: Loss): void
  /** Books the time of a content that the engine gave up by itself. */
  chargeTime(owner: string, ms: number): void
  standing(owner: string): Standing
  /** What a content is given instead of another try; undefined while it may be tried. */
  verdictLimit(content: string): VerdictLimit | undefined
}

interface OwnerAccount {
  kills: number
  ms: number
  isBanned: boolean
}

export function createPoisonBook(limits: ReaderLimits): PoisonBook {
  const owners = new Map<string, OwnerAccount>()
  const contents = new Map<string, { kills: number; limit: VerdictLimit }>()

  const standing = (owner: string): Standing => {
    const account = owners.get(owner)
    if (account === undefined) return 'within'
    if (account.isBanned) return 'banned'
    return account.kills >= limits.poisonKillsMax || account.ms >= limits.poisonMsMax ? 'over' : 'within'
  }

  const accountOf = (owner: string): OwnerAccount => owners.get(owner) ?? { kills: 0, ms: 0, isBanned: false }

  return {
    standing,
    chargeTime: (owner, ms) => {
      const before = accountOf(owner)
      owners.set(owner, { ...before, ms: before.ms + ms })
    },
    charge: (owner, content, loss) => {
      const before = accountOf(owner)
      owners.set(owner, {
        kills: before.kills + 1,
        ms: before.ms + loss.ms,
        isBanned: before.isBanned || standing(owner) === 'over',
      })
      if (content === null || contents.size >= poisonEntriesMax) return
      contents.set(content, { kills: (contents.get(content)?.kills ?? 0) + 1, limit: limitOf(loss) })
    },
    verdictLimit: (content) => {
      const entry = contents.get(content)
      return entry !== undefined && entry.kills >= limits.killsPerContentMax ? entry.limit : undefined
    },
  }
}

/** Verdicts depend on the class too: a .htaccess that kills is not the same file under another name. */
export function contentKey(oid: Oid, fileClass: FileClass): string {
  return `${oid} ${fileClass}`
}

/** What is said of a content that could not be judged: never clean. */
export function undecided(limit: VerdictLimit): Verdict {
  return { findings: [], limits: [limit], labels: [], shape: null }
}

function limitOf(loss: Loss): VerdictLimit {
  return loss.cause === 'timeout' || loss.cause === 'silent' ? 'timeout' : 'crash'
}
