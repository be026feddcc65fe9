import { operationGroupBytes } from '../domain/actingLimits.ts'
import type { OperationReason } from '../domain/operation.ts'
import { nameOf, parentOf } from '../domain/path.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { captureFile, captureFiles, type Captured } from '../fsafe/write/capture.ts'
import type { Place } from '../fsafe/write/place.ts'
import { unlessTrouble } from './trouble.ts'
import type { OperationRequest } from './vault.ts'
import type { Workplaces } from './workplaces.ts'

/** Where the file of a request is to be looked for. */
export interface Located {
  readonly request: OperationRequest
  /** null: its directory is not there, or `reason` says why it cannot be looked into. */
  readonly place: Place | null
  readonly reason: OperationReason | null
  /** Bytes of what lies there, before it has been looked at. */
  readonly size: number
}

export function locate(workplaces: Workplaces, request: OperationRequest): Located {
  const name = nameOf(request.path)
  if (name === undefined) return { request, place: null, reason: 'not-a-file', size: 0 }
  const directory = workplaces.directory(parentOf(request.path))
  if (directory === 'vanished') return { request, place: null, reason: null, size: 0 }
  if (typeof directory === 'string') {
    const reason = directory === 'unreadable' ? 'unreadable' : 'not-a-file'
    return { request, place: null, reason, size: 0 }
  }
  const stat = lstatChild(directory, name)
  const size = typeof stat === 'string' ? 0 : stat.size
  return { request, place: { directory, name }, reason: null, size }
}

/**
 * One answer for each place, in order; undefined where a call failed. All attributes are read by one run of a program, which
 * is most of what looking at a small file costs.
 */
export function captureAll(calls: WriteCalls, places: readonly Place[]): readonly (Captured | undefined)[] {
  const together = unlessTrouble(() => captureFiles(calls, places, operationGroupBytes)) ?? []
  // What has grown since, and one by one what failed: a call that fails is the trouble of one file.
  return places.map(
    ({ directory, name }, i) => together[i] ?? unlessTrouble(() => captureFile(calls, directory, name)),
  )
}
