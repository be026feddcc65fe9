import { policyOf } from '../../domain/action.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { formatScanId, type Incident } from '../../domain/incident.ts'
import { oldContentMs } from '../../domain/actingLimits.ts'
import { scansFollowedMax } from '../../domain/limits.ts'
import { type BytePath, isWithin } from '../../domain/path.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { getContent } from '../../store/contents.ts'
import { pathStates } from '../../store/pathStates.ts'
import { readTrials } from '../../store/ruleLife.ts'
import { allScans, readScan } from '../../store/scans.ts'
import type { ServiceContext } from '../context.ts'
import type { ActReport, LeftFile, Plan, ScanActRequest } from '../contract/act.ts'
import { carryOut, nothingDone, recordUncleaned } from './carryOut.ts'
import { countRun } from './countRun.ts'
import { withoutDiffs } from './diffOf.ts'
import { filesToChange } from './act.ts'
import { recordHeld } from './held.ts'
import { type Order, prepareFiles } from './prepare.ts'
import { selectIncidents } from './select.ts'

/**
 * The phase after a scan (decision 3): acts on the infected files that it listed, as malware.defaultAction or the caller
 * says, but never on what the first scan of a path found, by a rule in trial, nor on old content that only a new rule hits. A run that is held
 * changes nothing and is recorded. HF_NOT_FOUND for a scan that is not there or has not ended.
 */
export async function actOnScan(
  context: ServiceContext,
  request: ScanActRequest,
  signal: AbortSignal,
): Promise<ActReport> {
  const { malware } = context.settings.config
  const scan = await requireEnded(context.store.meta, request.scan)
  const action = request.action === 'configured' ? malware.defaultAction : request.action
  const policy = policyOf(action, malware.standalone)
  const empty: Plan = { action, files: [], left: [], held: null, stale: [] }
  if (policy === null) return { plan: empty, ...nothingDone }
  const order: Order = { policy, cause: scan.cause, scan: scan.id }
  const { chosen, left } = await choose(context, scan)
  const files = await prepareFiles(context, chosen, order)
  const requests = filesToChange(files)
  const held = await countRun(context, requests, request.maxFiles)
  const plan: Plan = { ...empty, files: withoutDiffs(files), left, held }
  if (held !== null) {
    await recordHeld(context, held, order)
    return { plan, ...nothingDone }
  }
  const done = await carryOut(context, requests, signal)
  await recordUncleaned(context, files, order)
  return { plan: { ...plan, stale: done.aftermath.stale }, ...done }
}

async function requireEnded(meta: KeyValue, id: number): Promise<ScanRecord> {
  const scan = await readScan(meta, id)
  if (scan?.outcome === 'complete' || scan?.outcome === 'incomplete') return scan
  throw new HoldfastError('HF_NOT_FOUND', `there is no scan ${formatScanId(id)} that came to its end`, {
    facts: { scan: id },
  })
}

interface Chosen {
  readonly chosen: readonly Incident[]
  readonly left: readonly LeftFile[]
}

async function choose(context: ServiceContext, scan: ScanRecord): Promise<Chosen> {
  const { meta } = context.store
  const found = await selectIncidents(meta, {
    action: 'clean',
    selection: {
      kind: 'incidents',
      statuses: [],
      owner: null,
      rule: null,
      oid: null,
      scan: scan.id,
      copies: 'all',
    },
  })
  const seen = await pathsSeenBefore(meta, scan)
  const onTrial = new Set((await readTrials(meta)).map(({ rule }) => rule))
  const chosen: Incident[] = []
  const left: LeftFile[] = []
  for (const incident of found) {
    const because = await reasonToLeave(context, incident, { seen, onTrial })
    if (because === null) chosen.push(incident)
    else left.push({ incident, because })
  }
  return { chosen, left }
}

async function reasonToLeave(
  context: ServiceContext,
  incident: Incident,
  { seen, onTrial }: { readonly seen: readonly BytePath[]; readonly onTrial: ReadonlySet<number> },
): Promise<LeftFile['because'] | null> {
  if (!seen.some((path) => isWithin(incident.path, path))) return 'first-scan'
  if (onTrial.has(incident.rule)) return 'rule-in-trial'
  if (context.settings.config.malware.actOnOldContent) return null
  return (await isOld(context, incident)) ? 'old-content' : null
}

/** The paths of the scans before this one that came to their end. */
async function pathsSeenBefore(meta: KeyValue, { id }: ScanRecord): Promise<readonly BytePath[]> {
  const paths = new Set<BytePath>()
  let followed = 0
  for await (const scan of allScans(meta)) {
    if (scan.id >= id) continue
    if ((followed += 1) > scansFollowedMax) break
    if (scan.outcome === 'complete' || scan.outcome === 'incomplete') {
      for (const path of scan.paths) paths.add(path)
    }
  }
  return [...paths]
}

/** The path held the content long before a rule hit it: a new rule is more likely wrong than the file is new. */
async function isOld({ store }: ServiceContext, { path, oid, openedAt }: Incident): Promise<boolean> {
  const before = openedAt - oldContentMs
  const row = await getContent(store.meta, oid)
  // Most malware is new to the whole server: one row answers without looking into snapshots.
  if (row === undefined || row.firstSeenAt >= before) return false
  const states = await pathStates(store, path)
  return states.some(({ entry, first }) => entry?.oid === oid && first.at < before)
}
