import { HoldfastError } from '../domain/errors.ts'
import type { OperationKind } from '../domain/operation.ts'
import { parseTimeSpec } from '../domain/timeText.ts'
import type { OperationQuery } from '../service/contract/operations.ts'
import { bytesAsText } from './incidentQuery.ts'
import type { Session } from './session.ts'
import { targetOf } from './target.ts'

/** The flags of `operation list` as oclif hands them over. */
export interface OperationFlags {
  readonly limit: number
  readonly offset: number
  readonly kind?: readonly OperationKind[] | undefined
  readonly user?: string | undefined
  readonly expiring?: string | undefined
  readonly search?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export function operationQuery(
  flags: OperationFlags,
  target: string | undefined,
  session: Session,
): OperationQuery {
  return {
    limit: flags.limit,
    offset: flags.offset,
    target: target === undefined ? null : targetOf(target, session),
    owner: flags.user === undefined ? null : bytesAsText(flags.user, session),
    kinds: flags.kind ?? [],
    expiringMs: flags.expiring === undefined ? null : lengthOf(flags.expiring),
    search: flags.search === undefined ? null : bytesAsText(flags.search, session),
    since: session.time(flags.since),
    until: session.time(flags.until),
  }
}

/** `2d` names a length of time with the words that elsewhere mean two days ago. */
function lengthOf(text: string): number {
  const ago = /^\d+[smhdw]$/.test(text) ? parseTimeSpec(text, { now: 0, zone: 'UTC' }) : undefined
  if (ago !== undefined) return -ago
  throw new HoldfastError('HF_USAGE', `not a length of time: ${text}`, { hint: 'use: 12h, 2d, 1w' })
}
