import { HoldfastError } from '../domain/errors.ts'
import type { HoldRequest } from '../service/contract/holds.ts'
import { parseNumberedId } from './flags.ts'
import { bytesAsText } from './incidentQuery.ts'
import type { Session } from './session.ts'
import { targetOf } from './target.ts'

export interface HoldFlags {
  readonly scan?: string | undefined
  readonly user?: string | undefined
}

/** Exactly one of target, scan and account. HF_USAGE. */
export function holdSubject(
  { scan, user }: HoldFlags,
  target: string | undefined,
  session: Session,
): HoldRequest['subject'] {
  const named = [target, scan, user].filter((name) => name !== undefined).length
  if (named === 1 && target !== undefined) return { kind: 'target', target: targetOf(target, session) }
  if (named === 1 && scan !== undefined) return { kind: 'scan', scan: parseNumberedId(scan, 's') }
  if (named === 1 && user !== undefined) return { kind: 'user', owner: bytesAsText(user, session) }
  throw new HoldfastError('HF_USAGE', 'name one thing to hold', {
    hint: 'holdfast hold add i12    holdfast hold add DIR    holdfast hold add --scan s12    holdfast hold add --user alice',
  })
}
