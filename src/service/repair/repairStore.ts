import type { Oid } from '../../domain/oid.ts'
import { isOid } from '../../domain/oid.ts'
import { setRowsAside } from '../../store/setAside.ts'
import type { ServiceContext } from '../context.ts'
import type { FsckRepair } from '../contract/fsck.ts'
import type { FoundDamage } from '../fsck.ts'
import { repairContents } from './repairContents.ts'
import { repairContentRows } from './repairContentRows.ts'
import { repairCounters } from './repairCounters.ts'
import { repairIndex } from './repairIndex.ts'
import { repairIncidents } from './repairIncidents.ts'
import { repairJournal } from './repairJournal.ts'
import { repairSnapshots } from './repairSnapshots.ts'
import { planRows } from './rowRepairs.ts'

export interface Repairs {
  readonly repaired: readonly FsckRepair[]
  /** Name of the file with the rows that were taken out. */
  readonly setAside: string | null
}

/**
 * Puts right what follows from something whole: rows that do not decode leave (a copy stays in a file), the index of what
 * they touched is dropped so that the next scan reads it again, lost contents come back from files that still hash to
 * them, and everything that is an index of something else is made anew. Contents and events are never removed. Every
 * step can be taken up again. Throws what kept the check from looking at everything.
 */
export async function repairStore(context: ServiceContext, found: FoundDamage): Promise<Repairs> {
  const { store, machine } = context
  // What was not looked at may be damaged too, and the steps below rely on knowing all that is.
  if (found.failure !== null) throw found.failure
  const plan = planRows(found.rows)
  const setAside =
    plan.removed.length === 0 ? null : setRowsAside(store.directory, machine.clock.now(), plan.removed)
  const deletions = plan.removed.map(({ key }) => ({ type: 'del', key }) as const)
  if (deletions.length > 0) await store.meta.batch(deletions, { sync: true })
  const repaired: FsckRepair[] = [...plan.repaired]
  const incidents = await repairIncidents(store.meta, plan.incidents)
  repaired.push(...incidents.repaired)
  const contentRows = await repairContentRows(context, [...plan.contentRows, ...idsOf(found, 'content-row')])
  repaired.push(...contentRows.repaired)
  const index = await repairIndex(store, {
    whole: plan.index,
    directories: new Set([...plan.directories, ...incidents.directories]),
    unknown: new Set([...plan.unjudged, ...contentRows.unknown, ...idsOf(found, 'verdict')]),
    contents: new Set(idsOf(found, 'content')),
    trees: new Set(idsOf(found, 'tree')),
  })
  repaired.push(...index.repaired)
  repaired.push(...(await repairContents(context, idsOf(found, 'content'), index.places)))
  repaired.push(...(await repairSnapshots(store.meta)))
  repaired.push(...(await repairCounters(store.meta)))
  repaired.push(...(await repairJournal(context, repaired.length)))
  return { repaired, setAside }
}

function idsOf({ problems }: FoundDamage, kind: string): Oid[] {
  return [
    ...new Set(
      problems.flatMap((problem) => (problem.kind === kind && isOid(problem.id) ? [problem.id] : [])),
    ),
  ]
}
