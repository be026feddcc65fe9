import { ignoreDraft, withIgnore } from '../../domain/ignoredIncident.ts'
import type { Cause, EventDraft } from '../../domain/event.ts'
import type { Incident } from '../../domain/incident.ts'
import { incidentsPerWrite } from '../../domain/limits.ts'
import type { BytePath } from '../../domain/path.ts'
import type { BatchOperation, KeyValue } from '../../kv/keyValue.ts'
import { currentIncidentsUnder, incidentOperations } from '../../store/incidents.ts'
import { allUndecidedUnder, undecidedOperation } from '../../store/openItems.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import type { ServiceContext } from '../context.ts'
import { classOfPath } from '../contentVersions.ts'
import { readIgnores } from './readIgnores.ts'

export interface Reviewed {
  /** Incidents that are hidden now or visible again. */
  readonly incidents: readonly Incident[]
  /** Undecided files that count as accepted now, or no longer. */
  readonly undecided: number
}

/** Makes what is open under `path` agree with the ignore list as it is stored now, with an event for each change. */
export async function reviewIgnored(
  context: ServiceContext,
  path: BytePath,
  cause: Cause,
): Promise<Reviewed> {
  const { meta } = context.store
  const list = await readIgnores(meta)
  const changed: Incident[] = []
  const batch: Batch = { operations: [], drafts: [] }
  for (const incident of await currentIncidentsUnder(meta, path)) {
    const { oid } = incident
    const ignore = list.covering({ path: incident.path, oid, rules: await rulesOf(meta, incident) })
    if (ignore === incident.ignore) continue
    const reviewed = withIgnore(incident, ignore)
    changed.push(reviewed)
    batch.operations.push(...incidentOperations(reviewed))
    batch.drafts.push(ignoreDraft(reviewed, incident.ignore, { cause, initiator: context.initiator }))
    await writeFull(context, batch, incidentsPerWrite)
  }
  let undecided = 0
  for await (const item of allUndecidedUnder(meta, path)) {
    const ignore = list.accepting(item)
    if (ignore === item.ignore) continue
    undecided += 1
    batch.operations.push(undecidedOperation({ ...item, ignore }))
    await writeFull(context, batch, incidentsPerWrite)
  }
  await writeFull(context, batch, 1)
  return { incidents: changed, undecided }
}

/** The numbers of all findings; an incident itself remembers the leading one only. */
export async function rulesOf(meta: KeyValue, { path, oid, rule }: Incident): Promise<readonly number[]> {
  const [row] = await getVerdicts(meta, [{ oid, fileClass: classOfPath(path) }])
  return [...new Set([rule, ...(row?.verdict.findings ?? []).map((finding) => finding.rule)])]
}

interface Batch {
  operations: BatchOperation[]
  drafts: EventDraft[]
}

async function writeFull(context: ServiceContext, batch: Batch, min: number): Promise<void> {
  if (batch.operations.length < min) return
  const { operations, drafts } = batch
  batch.operations = []
  batch.drafts = []
  await (await context.journal()).write(operations, drafts)
}
