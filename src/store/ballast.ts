import * as fs from 'node:fs'
import { ballastBytes, ballastRoomFactor, ballastShare, ballastStepBytes } from '../domain/limits.ts'
import { ballastFile, type StorePlace } from './storePlace.ts'

/**
 * A file that only takes up space. On a full disk LevelDB cannot even open, since opening writes; giving up the ballast
 * makes room for that, so that `status`, `list` and `fsck` answer exactly when they are needed.
 */

/** Bytes the ballast takes; 0 when there is none. */
export function ballastSize(directory: string): number {
  const stat = fs.lstatSync(`${directory}/${ballastFile}`, { throwIfNoEntry: false })
  return stat?.isFile() === true ? stat.size : 0
}

/** Gives the space back. False when there was nothing to give. */
export function releaseBallast(place: StorePlace): boolean {
  if (ballastSize(place.directory) === 0) return false
  fs.rmSync(`${place.directory}/${ballastFile}`, { force: true })
  return true
}

/** Makes the ballast when it is missing and there is plenty of room. Never fails: a store without one works as well. */
export function restoreBallast(place: StorePlace): void {
  const unfinished = `${place.directory}/${ballastFile}.new`
  try {
    const { bavail, blocks, bsize } = fs.statfsSync(place.directory)
    const size = Math.floor(Math.min(ballastBytes, blocks * bsize * ballastShare))
    if (ballastSize(place.directory) > 0 || bavail * bsize < size * ballastRoomFactor) return
    fillFile(unfinished, size)
    fs.renameSync(unfinished, `${place.directory}/${ballastFile}`)
  } catch {
    fs.rmSync(unfinished, { force: true })
  }
}

function fillFile(file: string, size: number): void {
  const step = incompressible(ballastStepBytes)
  const fd = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_TRUNC, 0o600)
  try {
    for (let left = size; left > 0; ) left -= fs.writeSync(fd, step, 0, Math.min(left, step.length))
  } finally {
    fs.closeSync(fd)
  }
}

/** The same bytes every time, but none that a compressing filesystem makes smaller: zeros would reserve nothing there. */
function incompressible(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let state = 1
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}
