import { HoldfastError } from '../domain/errors.ts'
import type { Holdfast } from '../service/contract.ts'
import type { IgnoreChange, IgnoreRequest, IgnoreSubject } from '../service/contract/ignores.ts'
import { ruleNumber } from './incidentQuery.ts'
import { expiryOf } from './keepFlags.ts'
import type { Session } from './session.ts'
import { targetOf } from './target.ts'

/** The flags of `ignore add` as oclif hands them over. */
export interface IgnoreFlags {
  readonly content: boolean
  readonly rule?: string | undefined
  readonly pattern?: string | undefined
  readonly reason: string
  readonly expires?: string | undefined
}

export function ignoreRequest(
  flags: IgnoreFlags,
  target: string | undefined,
  session: Session,
): IgnoreRequest {
  const subject = subjectOf(flags, target, session)
  return { subject, reason: flags.reason, expiresAt: expiryOf(flags.expires, session) }
}

function subjectOf(flags: IgnoreFlags, target: string | undefined, session: Session): IgnoreSubject {
  const rule = flags.rule === undefined ? null : ruleNumber(flags.rule)
  if (target !== undefined) {
    if (flags.pattern !== undefined) throw meansNothing('a pattern goes with a rule alone, not with a file')
    const width = flags.content ? 'content' : 'place'
    return { kind: 'target', target: targetOf(target, session), width, rule }
  }
  if (rule === null) throw meansNothing('name what to ignore: an incident, a path, a content or a rule')
  if (flags.content) throw meansNothing('--content needs a file, an incident or a hash')
  return { kind: 'rule', rule, pattern: flags.pattern ?? null }
}

function meansNothing(message: string): HoldfastError {
  return new HoldfastError('HF_USAGE', message, {
    hint: 'holdfast ignore add i12    holdfast ignore add DIR --rule HF-SUSP-0301    holdfast ignore add --rule 301 --pattern "**/cache/**"',
  })
}

/** Undoes what only the false alarm caused: its content is what is put back, although rules still find it malicious. */
export async function undoCaused(
  holdfast: Holdfast,
  { caused }: IgnoreChange,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<Holdfast['undo']>> | null> {
  if (caused.length === 0) return null
  const operations = { kind: 'ids', ids: caused.map(({ id }) => id) } as const
  const terms = { infected: 'allow', changed: 'refuse', privileged: 'strip', cause: 'manual' } as const
  return await holdfast.undo({ operations, mode: 'do', ...terms }, signal)
}
