import { HoldfastError } from '../domain/errors.ts'
import type { IncidentStatus } from '../domain/incident.ts'
import type { Selection } from '../service/contract/act.ts'
import { parseNumberedId } from './flags.ts'
import { bytesAsText, ruleNumber } from './incidentQuery.ts'
import { readNames } from './process/readNames.ts'
import type { Session } from './session.ts'

/** The flags of a selection as oclif hands them over. */
export interface SelectionFlags {
  readonly scan?: string | undefined
  readonly user?: string | undefined
  readonly rule?: string | undefined
  readonly hash?: string | undefined
  readonly status?: readonly IncidentStatus[] | undefined
  readonly 'files-from'?: string | undefined
  readonly null: boolean
  readonly 'all-copies': boolean
}

/** Targets or conditions, and exactly one of both: a mixture would not say what is meant. HF_USAGE. */
export function selectionOf(flags: SelectionFlags, targets: readonly string[], session: Session): Selection {
  const copies = flags['all-copies'] ? 'all' : 'one'
  const named = [...targets.map(session.bytesOf), ...namesFrom(flags)]
  const isByName = targets.length > 0 || flags['files-from'] !== undefined
  if (hasConditions(flags) === isByName) throw unclear(isByName)
  if (isByName) return { kind: 'targets', targets: named, cwd: session.cwd, copies }
  return { kind: 'incidents', ...conditionsOf(flags, session), copies }
}

function hasConditions({ scan, user, rule, hash, status }: SelectionFlags): boolean {
  return [scan, user, rule, hash, status].some((flag) => flag !== undefined)
}

type Conditions = Omit<Extract<Selection, { kind: 'incidents' }>, 'kind' | 'copies'>

function conditionsOf({ scan, user, rule, hash, status }: SelectionFlags, session: Session): Conditions {
  return {
    statuses: status ?? [],
    owner: user === undefined ? null : bytesAsText(user, session),
    rule: rule === undefined ? null : ruleNumber(rule),
    oid: hash?.toLowerCase() ?? null,
    scan: scan === undefined ? null : parseNumberedId(scan, 's'),
  }
}

function namesFrom(flags: SelectionFlags): readonly Buffer[] {
  const file = flags['files-from']
  return file === undefined ? [] : readNames(file, flags.null ? 0 : 0x0a)
}

function unclear(isByName: boolean): HoldfastError {
  return isByName
    ? new HoldfastError('HF_USAGE', 'name targets, or say what they have in common, not both')
    : new HoldfastError('HF_USAGE', 'nothing was named', {
        hint: 'name incidents, paths or hashes; or --scan, --user, --rule, --hash, --status, --files-from',
      })
}
