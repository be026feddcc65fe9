import type { Action } from '../domain/action.ts'
import type { CleanMethod } from '../domain/operation.ts'
import type { Holdfast } from '../service/contract.ts'
import type { ActReport, ActRequest, Plan, Rescan } from '../service/contract/act.ts'
import type { ExitCode } from './baseCommand.ts'
import type { GlobalFlags } from './flags.ts'
import { actToJson, planToJson } from './json/act.ts'
import { operationListing } from './json/operation.ts'
import { renderActed } from './screens/acted.ts'
import { renderPlan } from './screens/plan.ts'
import { selectionOf, type SelectionFlags } from './selection.ts'
import { withStore } from './service.ts'
import type { Session } from './session.ts'
import { untilStopped } from './stopSignal.ts'

/** The flags of `clean`, `quarantine` and `delete` as oclif hands them over. */
export interface ActFlags extends GlobalFlags, SelectionFlags {
  readonly 'dry-run': boolean
  readonly 'max-files'?: number | undefined
}

/** Plans, and without --dry-run acts; answers 0, 1 while something is still infected there, 3 for what was refused. */
export async function actCommand(
  flags: ActFlags,
  targets: readonly string[],
  wish: { readonly action: Action; readonly method: CleanMethod | null },
): Promise<ExitCode> {
  return await withStore(flags, async (holdfast, session) => {
    const request: ActRequest = {
      ...wish,
      selection: selectionOf(flags, targets, session),
      maxFiles: flags['max-files'] ?? null,
      cause: 'manual',
    }
    if (flags['dry-run']) return printPlan(session, await holdfast.plan(request))
    return await doIt(session, holdfast, request)
  })
}

function printPlan(session: Session, plan: Plan): ExitCode {
  session.print({
    screen: (screen) => renderPlan(plan, screen),
    json: () => planToJson(plan),
    listing: null,
  })
  return plan.held !== null || plan.files.some(({ step }) => step.kind === 'refused') ? 3 : 0
}

async function doIt(session: Session, holdfast: Holdfast, request: ActRequest): Promise<ExitCode> {
  return await untilStopped(async (signal) => {
    const report = await holdfast.act(request, signal)
    session.print({
      screen: (screen) => renderActed(report, screen),
      json: () => actToJson(report),
      listing: operationListing(report.operations),
    })
    return exitCodeOf(report)
  })
}

function exitCodeOf({ plan, operations, rescan }: ActReport): ExitCode {
  const after = exitCodeAfter(rescan)
  if (after === 1) return 1
  const isWhole =
    plan.files.every(({ step }) => step.kind !== 'refused') &&
    operations.every(({ outcome }) => outcome === 'done')
  return isWhole ? after : 3
}

/** What the scan of the touched files found: 1 for an infected one, 3 for what is not known. */
export function exitCodeAfter(rescan: Rescan): ExitCode {
  switch (rescan.state) {
    case 'none':
      return 0
    case 'failed':
      return 3
    case 'done':
      if (rescan.incidents.some(({ status }) => status === 'infected')) return 1
      return rescan.scan.outcome === 'complete' && rescan.undecided.length === 0 ? 0 : 3
  }
}
