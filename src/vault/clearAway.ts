import { HoldfastError, systemCode } from '../domain/errors.ts'
import { contentsOf, type Operation } from '../domain/operation.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { captureContent } from '../fsafe/write/capture.ts'
import { dropStaged } from '../fsafe/write/change.ts'
import { unlinkExpected } from '../fsafe/write/copyMode.ts'
import { inStage, pathAt, type Place } from '../fsafe/write/place.ts'
import { operationOperations } from '../store/operations.ts'
import type { Job, StageWay } from './job.ts'
import { keepContents } from './keepContents.ts'
import { type HeldVersion, heldVersion } from './lookAt.ts'
import { type Finding, inodeInPlace, inodeInStage } from './observe.ts'
import { displacedEvent } from './operationEvents.ts'
import { storeTime } from './storeTime.ts'
import { ticketEnd } from './conclude.ts'
import { troubleOf } from './trouble.ts'
import type { VaultContext } from './vault.ts'

/** `left`: something stays, and the stage counts as busy until a recovery has looked at it. */
export type Cleared = 'cleared' | 'left'

/** Takes away what an ended operation has left in its stage or beside the file. */
export async function clearAway(
  context: VaultContext,
  { job, finding }: { readonly job: Job; readonly finding: Finding },
  operation: Operation,
): Promise<Cleared> {
  const { calls } = context
  const { way, place } = job
  return await orLeft(async () => {
    if (way.kind === 'copy') {
      if (place === null) return 'cleared'
      return await clearPlace(context, operation, { directory: place.directory, name: way.temporary })
    }
    const isSafe = isKnown(job, way, tookOf(finding))
    if (!isSafe && (await clearPlace(context, operation, inStage(way.stage, way.kept))) === 'left')
      return 'left'
    dropAll(calls, way)
    return 'cleared'
  })
}

/** clearAway for an operation that ended in an earlier run. */
export async function clearEnded(
  context: VaultContext,
  operation: Operation,
  way: StageWay,
): Promise<Cleared> {
  const { calls } = context
  return await orLeft(async () => {
    const isOurs = inodeInStage(way, way.kept) === inodeInStage(way, way.fresh)
    if (!isOurs && (await clearPlace(context, operation, inStage(way.stage, way.kept))) === 'left')
      return 'left'
    dropAll(calls, way)
    return 'cleared'
  })
}

/**
 * Removes a file that belongs to an operation once the store has its bytes. Whoever had it open could write to it until
 * now: what differs from all that is known is kept as one more content of the operation.
 */
async function clearPlace(context: VaultContext, operation: Operation, place: Place): Promise<Cleared> {
  const captured = captureContent(context.calls, place)
  if (captured.state === 'refused') return captured.reason === 'absent' ? 'cleared' : 'left'
  const held = heldVersion(captured)
  if (!contentsOf(operation).includes(held.version.oid)) await keepLate(context, operation, held)
  return unlinkExpected(context.calls, place, captured).outcome === 'changed' ? 'left' : 'cleared'
}

/** The new file goes last: it tells what the other name is. */
function dropAll(calls: WriteCalls, way: StageWay): void {
  dropStaged(calls, way.stage, way.kept)
  dropStaged(calls, way.stage, way.fresh)
  try {
    calls.rmdir(pathAt(inStage(way.stage, way.made)))
  } catch (error) {
    // Mostly there is none, and one that stays keeps the stage busy.
    if (systemCode(error) === undefined) throw error
  }
}

/** A call that fails here costs nothing but tidiness. */
async function orLeft(work: () => Promise<Cleared>): Promise<Cleared> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'HF_DISK_FULL') throw error
    troubleOf(error)
    return 'left'
  }
}

function tookOf(finding: Finding): HeldVersion | null {
  return finding.state === 'untouched' || finding.state === 'strange' ? null : finding.took
}

/** True when the staged file is one more name of a file in the site or of ours, or still what was kept of it. */
function isKnown(job: Job, way: StageWay, took: HeldVersion | null): boolean {
  const kept = inodeInStage(way, way.kept)
  if (kept === undefined || kept === inodeInStage(way, way.fresh) || kept === inodeInPlace(job)) return true
  const stat = lstatChild(way.stage.directory, way.kept)
  if (typeof stat === 'string' || took === null) return false
  const { size, metadata } = took.version
  return stat.ino === took.ino && stat.size === size && stat.mtimeMs === metadata.mtimeMs
}

async function keepLate(context: VaultContext, operation: Operation, late: HeldVersion): Promise<void> {
  const { store, journal, retention } = context
  const { oid } = late.version
  const rows = await keepContents(context, [{ oid, bytes: late.bytes }])
  const at = await storeTime(context)
  const undoableUntil = operation.undoableUntil ?? (await ticketEnd(store.meta, operation, { at, retention }))
  const changed = { ...operation, displaced: [...operation.displaced, oid], undoableUntil }
  await journal.write([...rows, ...operationOperations(changed, operation)], [displacedEvent(changed, oid)])
}
