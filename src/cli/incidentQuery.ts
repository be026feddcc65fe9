import { HoldfastError } from '../domain/errors.ts'
import type { IncidentStatus } from '../domain/incident.ts'
import { parseReason } from '../domain/reason.ts'
import type { IncidentQuery } from '../service/contract/incidents.ts'
import { parseNumberedId } from './flags.ts'
import type { Session } from './session.ts'

/** The flags of `list` as oclif hands them over. */
export interface ListFlags {
  readonly limit: number
  readonly offset: number
  readonly status?: readonly IncidentStatus[] | undefined
  readonly user?: string | undefined
  readonly rule?: string | undefined
  readonly hash?: string | undefined
  readonly scan?: string | undefined
  readonly search?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export function incidentQuery(flags: ListFlags, session: Session): IncidentQuery {
  return {
    limit: flags.limit,
    offset: flags.offset,
    statuses: flags.status ?? [],
    owner: flags.user === undefined ? null : bytesAsText(flags.user, session),
    rule: flags.rule === undefined ? null : ruleNumber(flags.rule),
    oid: flags.hash?.toLowerCase() ?? null,
    scan: flags.scan === undefined ? null : parseNumberedId(flags.scan, 's'),
    search: flags.search === undefined ? null : bytesAsText(flags.search, session),
    since: session.time(flags.since),
    until: session.time(flags.until),
  }
}

/** Names and paths inside are latin1, one char per byte. */
export function bytesAsText(flag: string, { bytesOf }: Session): string {
  return bytesOf(flag).toString('latin1')
}

/** `42`, `HF-INJ-0042` or the whole reason code: a rule's identity is its number. */
export function ruleNumber(text: string): number {
  const digits = /^(?:HF-(?:SA|INJ|SUSP)-)?(\d{1,9})$/.exec(text)?.[1]
  const number = digits === undefined ? parseReason(text)?.rule : Number(digits)
  if (number !== undefined) return number
  throw new HoldfastError('HF_USAGE', `not a rule: ${text}`, {
    facts: { value: text },
    hint: 'use a number or a reason code like HF-INJ-0042; see: holdfast rules list',
  })
}
