import { kindRange } from '../codec/keys.ts'
import { iteratorRows } from '../domain/limits.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { currentFormat } from '../store/format.ts'
import { readOrigins } from '../store/ruleLife.ts'
import { listRoots, type RootRow } from '../store/roots.ts'
import { attentionLines } from './attention.ts'
import type { ServiceContext } from './context.ts'
import type { StatusReport } from './contract/status.ts'
import { clockSinceGc, momentOf } from './gc/clockGuard.ts'
import { readLastFsck } from './lastFsck.ts'
import { countOpen } from './openCounts.ts'
import { countOriginals } from './originals.ts'
import { packageVersion } from './packageVersion.ts'
import { rootStatuses } from './rootStatus.ts'
import { rulesSummary } from './ruleset.ts'
import { measureStore } from './storeSize.ts'

/** What needs attention, and what there is. Reads rows only: neither web roots nor stored contents are opened. */
export async function readStatus(context: ServiceContext): Promise<StatusReport> {
  const { store, machine, settings } = context
  const { meta } = store
  const roots = await allRoots(meta)
  const counts = await countOpen(
    meta,
    roots.map(({ path }) => path),
  )
  const rules = await rulesSummary(meta)
  const origins = await readOrigins(meta)
  const shownRoots = await rootStatuses(meta, roots, counts)
  const lastFsck = await readLastFsck(meta)
  const at = machine.clock.now()
  const originals = await countOriginals(meta, at)
  const { bytes, diskFreeBytes, ballastBytes } = measureStore(store.directory)
  const { seq, digest } = (await context.journal()).head
  return {
    host: machine.host,
    version: packageVersion(),
    at,
    attention: attentionLines({
      ...{ at, infected: counts.infected, roots: shownRoots, rules, origins, lastFsck, originals },
      room: { freeBytes: diskFreeBytes, ballastBytes },
      clock: await clockSinceGc(meta, momentOf(machine.clock)),
    }),
    roots: shownRoots,
    incidents: counts.byStatus,
    rules,
    ruleSources: origins.map(({ name, release }) => {
      return { name, version: release?.version ?? null, issuedAt: release?.issuedAt ?? null }
    }),
    store: {
      path: store.directory,
      bytes,
      diskFreeBytes,
      ballastBytes,
      snapshots: await countSnapshots(meta),
      format: currentFormat,
      lastFsckAt: lastFsck?.at ?? null,
    },
    audit: { events: seq, head: digest },
    originals,
    maxFiles: settings.config.safety.maxFiles,
    defaultAction: settings.config.malware.defaultAction,
  }
}

async function allRoots(meta: KeyValue): Promise<readonly RootRow[]> {
  const roots: RootRow[] = []
  for await (const root of listRoots(meta)) roots.push(root)
  return roots
}

async function countSnapshots(meta: KeyValue): Promise<number> {
  let count = 0
  const cursor = meta.cursor({ ...kindRange('snapshot'), keysOnly: true })
  try {
    for (;;) {
      const rows = await cursor.next(iteratorRows)
      if (rows.length === 0) return count
      count += rows.length
    }
  } finally {
    await cursor.close()
  }
}
