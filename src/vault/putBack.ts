import type { WriteCalls } from '../fsafe/write/calls.ts'
import { captureStaged, linkIntoPlace, moveIntoPlace } from '../fsafe/write/change.ts'
import { inStage } from '../fsafe/write/place.ts'
import { exchangeNames } from '../fsafe/write/replace.ts'
import type { Job, StageWay } from './job.ts'
import { type HeldVersion, heldVersion } from './lookAt.ts'
import { inodeInPlace, inodeInStage } from './observe.ts'

/** `back`: at the path again. `apart`: somebody has put something else there; what was taken out is kept in the store. */
export interface PutBack {
  readonly where: 'back' | 'apart'
  /** What came out of the site instead, so that it can be kept before the stage is cleared. */
  readonly cameOut: HeldVersion | null
}

/**
 * Gives back what was taken out by mistake: its bytes came to the path after the look, and nobody judged them. Repeating
 * it is harmless. Throws as the calls of fsafe/write.
 */
export function putBack(calls: WriteCalls, job: Job, way: StageWay): PutBack {
  if (job.place === null) return { where: 'apart', cameOut: null }
  if (job.operation.after === null || inodeInPlace(job) === undefined) {
    const put = linkIntoPlace(calls, way.stage, way.kept, job.place)
    return { where: put === 'put' ? 'back' : 'apart', cameOut: null }
  }
  return exchangeBack(calls, { ...job, place: job.place }, way)
}

/**
 * Only our own new file is taken away again. Whatever slipped in between came out, and goes back by one more exchange.
 * Where names cannot be exchanged, a file that somebody puts there in that very moment is lost.
 */
function exchangeBack(
  calls: WriteCalls,
  job: Job & { readonly place: NonNullable<Job['place']> },
  way: StageWay,
): PutBack {
  const fresh = inodeInStage(way, way.fresh)
  if (fresh === undefined || inodeInPlace(job) !== fresh) return { where: 'apart', cameOut: null }
  const kept = inStage(way.stage, way.kept)
  const exchanged = exchangeNames(calls, kept, job.place)
  if (exchanged === 'unsupported') {
    moveIntoPlace(calls, way.stage, way.kept, job.place)
    return { where: 'back', cameOut: null }
  }
  if (exchanged !== 'exchanged') return { where: 'apart', cameOut: null }
  if (inodeInStage(way, way.kept) === fresh) return { where: 'back', cameOut: null }
  exchangeNames(calls, kept, job.place)
  const captured = captureStaged(calls, way.stage, way.kept)
  return { where: 'apart', cameOut: captured.state === 'captured' ? heldVersion(captured) : null }
}
