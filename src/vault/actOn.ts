import { invariant, unreachable } from '../domain/errors.ts'
import type { OperationNote, OperationReason } from '../domain/operation.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { linkIntoPlace, moveToStage, stageFile } from '../fsafe/write/change.ts'
import { makeBeside, putBeside, replaceBeside, unlinkExpected } from '../fsafe/write/copyMode.ts'
import type { Place } from '../fsafe/write/place.ts'
import { replaceInPlace } from '../fsafe/write/replace.ts'
import type { XattrsWritten } from '../fsafe/write/xattrs.ts'
import type { CopyWay, Job, StageWay } from './job.ts'
import type { HeldVersion, NewVersion, Plan } from './lookAt.ts'
import { troubleOf } from './trouble.ts'

/** How far acting came. Whether the file changed is not asked here but seen by observe. */
export interface Acted {
  /** What stopped it; null when every call answered as it should. */
  readonly trouble: OperationReason | null
  readonly notes: readonly OperationNote[]
}

/** Changes the file. Nothing is durable yet. */
export function actOn(calls: WriteCalls, job: Job, plan: Plan): Acted {
  const notes: OperationNote[] = []
  try {
    return { trouble: act(calls, job, plan, notes), notes }
  } catch (error) {
    return { trouble: troubleOf(error), notes }
  }
}

function act(calls: WriteCalls, job: Job, plan: Plan, notes: OperationNote[]): OperationReason | null {
  switch (job.way.kind) {
    case 'stage':
      return throughStage(calls, job, job.way, { plan, notes })
    case 'copy':
      return besideFile(calls, job, job.way, { plan, notes })
    default:
      return unreachable(job.way)
  }
}

interface Acting {
  readonly plan: Plan
  readonly notes: OperationNote[]
}

function throughStage(
  calls: WriteCalls,
  { place }: Job,
  way: StageWay,
  { plan, notes }: Acting,
): OperationReason | null {
  invariant(place !== null, 'the directory was opened or made')
  if (plan.after === null) return outcomes[moveToStage(calls, place, way.stage, way.kept)]
  // Most of what changes meanwhile is seen here, before anything is touched.
  if (plan.before !== null && !isStill(plan.before, place)) return 'changed'
  note(notes, stageFile(calls, way.stage, way.fresh, newFile(plan.after)))
  if (plan.before === null) return outcomes[linkIntoPlace(calls, way.stage, way.fresh, place)]
  return outcomes[replaceInPlace(calls, way.stage, way, place)]
}

/** `occupied` after a gap: the new file is not in place, and what lay there is kept; that is seen by observe. */
const outcomes = {
  moved: null,
  put: null,
  replaced: null,
  'replaced-with-gap': null,
  absent: 'vanished',
  occupied: 'occupied',
  elsewhere: 'unsafe-place',
} as const satisfies Record<string, OperationReason | null>

function besideFile(
  calls: WriteCalls,
  { place }: Job,
  way: CopyWay,
  { plan, notes }: Acting,
): OperationReason | null {
  invariant(place !== null, 'copy mode makes no directories')
  if (plan.before !== null && !isStill(plan.before, place)) return 'changed'
  if (plan.after === null) {
    return plan.before === null ? 'vanished' : copyOutcomes[unlinkExpected(calls, place, plan.before).outcome]
  }
  const temporary = { directory: place.directory, name: way.temporary }
  note(notes, makeBeside(calls, temporary, newFile(plan.after)))
  const { outcome } =
    plan.before === null
      ? putBeside(calls, temporary, place.name)
      : replaceBeside(calls, temporary, place.name, plan.before)
  return copyOutcomes[outcome]
}

const copyOutcomes = { done: null, absent: 'vanished', changed: 'changed' } as const

function newFile({ bytes, version, privileged }: NewVersion): Parameters<typeof stageFile>[3] {
  return { bytes, metadata: version.metadata, mtimeMs: version.metadata.mtimeMs, privileged }
}

function note(notes: OperationNote[], written: XattrsWritten): void {
  if (written === 'partly') notes.push({ kind: 'attributes-incomplete' })
}

function isStill({ ino, version }: HeldVersion, place: Place): boolean {
  const stat = lstatChild(place.directory, place.name)
  if (typeof stat === 'string') return false
  return stat.ino === ino && stat.size === version.size && stat.mtimeMs === version.metadata.mtimeMs
}
