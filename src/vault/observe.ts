import { HoldfastError, unreachable } from '../domain/errors.ts'
import type { OperationReason } from '../domain/operation.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { captureContent, captureFile } from '../fsafe/write/capture.ts'
import { inStage, type Place } from '../fsafe/write/place.ts'
import { replaceInPlace } from '../fsafe/write/replace.ts'
import type { Job, StageWay } from './job.ts'
import { type HeldVersion, heldVersion } from './lookAt.ts'

/** What became of the file, told from the disk alone: the same after a crash as after a call that failed. */
export type Finding =
  /** As it was to be. `took`: what was taken out, where it can be seen. */
  | { readonly state: 'done'; readonly took: HeldVersion | null }
  /** What was taken out is not what was looked at. */
  | { readonly state: 'other'; readonly took: HeldVersion }
  /** What was taken out cannot be read as a file. */
  | { readonly state: 'strange'; readonly reason: OperationReason }
  /** The file at the path is not ours, and what lay there was taken out. */
  | { readonly state: 'overtaken'; readonly took: HeldVersion }
  /** Nothing was taken out of the site, and nothing of ours is in it. */
  | { readonly state: 'untouched'; readonly reason: OperationReason }

/**
 * `trouble`: what stopped acting; 'interrupted' when nobody knows how far it came, null when nothing stopped it. Throws
 * HF_IO when the disk cannot tell.
 */
export function observe(calls: WriteCalls, job: Job, trouble: OperationReason | null): Finding {
  const { way, operation } = job
  if (way.kind === 'copy') return observeBeside(calls, job, trouble)
  if (operation.after === null) return observeRemoval(calls, job, way, trouble)
  return operation.before === null
    ? observeCreation(job, way, trouble)
    : observeReplacement(calls, job, way, trouble)
}

/** Inode number of what has the name of the operation; undefined when nothing has. */
export function inodeInPlace({ place }: Job): number | undefined {
  if (place === null) return undefined
  const stat = lstatChild(place.directory, place.name)
  return typeof stat === 'string' ? undefined : stat.ino
}

export function inodeInStage({ stage }: StageWay, name: StageWay['fresh']): number | undefined {
  const stat = lstatChild(stage.directory, name)
  return typeof stat === 'string' ? undefined : stat.ino
}

function observeRemoval(
  calls: WriteCalls,
  job: Job,
  way: StageWay,
  trouble: OperationReason | null,
): Finding {
  const kept = inodeInStage(way, way.kept)
  const inPlace = inodeInPlace(job)
  if (kept === undefined) {
    const isGone = inPlace === undefined && trouble !== 'vanished'
    return isGone ? { state: 'done', took: null } : untouched(trouble)
  }
  if (inPlace === kept) return { state: 'untouched', reason: 'changed' }
  return taken(calls, job, way)
}

/** `kept` is a second name of the new file until the exchange, and of what lay at the path after it. */
function observeReplacement(
  calls: WriteCalls,
  job: Job,
  way: StageWay,
  trouble: OperationReason | null,
): Finding {
  const fresh = inodeInStage(way, way.fresh)
  const kept = inodeInStage(way, way.kept)
  if (kept === undefined || fresh === undefined || kept === fresh) return untouched(trouble)
  if (job.place !== null && inodeInPlace(job) === undefined) replaceInPlace(calls, way.stage, way, job.place)
  const finding = taken(calls, job, way)
  const isOvertaken = finding.state === 'done' && finding.took !== null && trouble === 'occupied'
  return isOvertaken ? { state: 'overtaken', took: finding.took } : finding
}

function observeCreation(job: Job, way: StageWay, trouble: OperationReason | null): Finding {
  if (trouble === null) return { state: 'done', took: null }
  const fresh = inodeInStage(way, way.fresh)
  const inPlace = inodeInPlace(job)
  if (fresh !== undefined && fresh === inPlace) return { state: 'done', took: null }
  return inPlace === undefined ? untouched(trouble) : { state: 'untouched', reason: 'occupied' }
}

function taken(calls: WriteCalls, { operation }: Job, way: StageWay): Finding {
  const place = inStage(way.stage, way.kept)
  const captured = captureContent(calls, place)
  if (captured.state === 'captured') {
    const took = heldVersion(captured)
    return took.version.oid === operation.before?.oid
      ? { state: 'done', took }
      : takenOther(calls, place, took)
  }
  const { reason } = captured
  switch (reason) {
    case 'absent':
      return { state: 'done', took: null }
    case 'not-a-file':
    case 'unstable':
    case 'too-large':
      return { state: 'strange', reason }
    case 'unreadable':
      // We may read all there is: this is the disk, and it may do better the next time.
      throw new HoldfastError('HF_IO', 'what was taken out of the site cannot be read again')
    default:
      return unreachable(reason)
  }
}

/** Of bytes that nobody has looked at before, the attributes are wanted too. */
function takenOther(calls: WriteCalls, place: Place, took: HeldVersion): Finding {
  const captured = captureFile(calls, place.directory, place.name)
  return { state: 'other', took: captured.state === 'captured' ? heldVersion(captured) : took }
}

/** Beside the file nothing stays that shows what was taken out: the path has to tell. */
function observeBeside(calls: WriteCalls, job: Job, trouble: OperationReason | null): Finding {
  const isDone = trouble === null || (trouble !== 'vanished' && isAsPlanned(calls, job))
  return isDone ? { state: 'done', took: null } : untouched(trouble)
}

/** The new file is known by its bytes and its time, which no file at this path had before. */
function isAsPlanned(calls: WriteCalls, { operation, place }: Job): boolean {
  const { after } = operation
  if (place === null) return after === null
  const captured = captureContent(calls, place)
  if (captured.state === 'refused') return after === null && captured.reason === 'absent'
  if (heldVersion(captured).version.oid !== after?.oid) return false
  return Math.abs(captured.metadata.mtimeMs - after.metadata.mtimeMs) < 1
}

function untouched(trouble: OperationReason | null): Finding {
  return { state: 'untouched', reason: trouble ?? 'interrupted' }
}
