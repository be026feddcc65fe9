import { HoldfastError } from '../domain/errors.ts'
import type { Holdfast } from '../service/contract.ts'
import type { PutBackTerms, RestoreSource } from '../service/contract/undo.ts'
import { exitCodeAfter } from './actCommand.ts'
import type { ExitCode } from './baseCommand.ts'
import { restoreToJson } from './json/act.ts'
import { operationListing } from './json/operation.ts'
import { renderRestored } from './screens/acted.ts'
import type { Session } from './session.ts'
import { targetOf } from './target.ts'
import { counted } from './text/numbers.ts'
import { shortOid } from '../domain/oid.ts'

export const originalsFrom = ['quarantine', 'original'] as const

/** The flags of `restore` that say what is put back where. */
export interface RestoreFlags {
  readonly hash?: string | undefined
  readonly to?: string | undefined
  readonly at?: string | undefined
  readonly from?: (typeof originalsFrom)[number] | undefined
}

/** What the words mean: a file put back in its place, or with --hash a content written to a new file. HF_USAGE. */
export async function restoreAs(
  holdfast: Holdfast,
  session: Session,
  asked: { readonly target: string | undefined; readonly flags: RestoreFlags; readonly terms: PutBackTerms },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { target, flags, terms } = asked
  if (flags.hash !== undefined || flags.to !== undefined) return await exportAs(holdfast, session, asked)
  if (target === undefined) throw unclear()
  const request = { ...targetOf(target, session), source: sourceOf(flags), ...terms }
  const report = await holdfast.restore(request, signal)
  session.print({
    screen: (screen) => renderRestored(report, screen),
    json: () => restoreToJson(report),
    listing: operationListing([report.operation]),
  })
  return exitCodeAfter(report.rescan)
}

function sourceOf({ at, from }: RestoreFlags): RestoreSource {
  if (at !== undefined) return { kind: 'snapshot', spec: at }
  return { kind: 'operation', of: from ?? 'newest' }
}

async function exportAs(
  holdfast: Holdfast,
  session: Session,
  {
    target,
    flags,
    terms,
  }: { readonly target: string | undefined; readonly flags: RestoreFlags; readonly terms: PutBackTerms },
): Promise<ExitCode> {
  const { hash, to, at, from } = flags
  if (hash === undefined || to === undefined || (target ?? at ?? from) !== undefined) throw unclear()
  const { infected } = terms
  const written = await holdfast.exportContent({
    content: hash,
    to: session.bytesOf(to),
    cwd: session.cwd,
    infected,
  })
  const { oid, size, path } = written
  session.print({
    screen: () => [`${shortOid(oid)} written to ${path}, ${counted(size, 'byte')}, mode 0600.`],
    json: () => ({ hash: oid, size, path }),
    listing: null,
  })
  return 0
}

function unclear(): HoldfastError {
  return new HoldfastError('HF_USAGE', 'say what to restore, and only that', {
    hint: 'holdfast restore TARGET [--at SNAP|--from quarantine]    or a content to a new file: holdfast restore --hash H --to FILE',
  })
}
