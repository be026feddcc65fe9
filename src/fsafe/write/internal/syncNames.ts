import { constants } from 'node:fs'
import type { OpenDirectory } from '../../read/directory.ts'
import { fdPath } from '../../read/internal/open.ts'
import type { WriteCalls } from '../calls.ts'
import { callFailure } from './failure.ts'

/** Makes the names in a directory durable. Opened anew for reading: an O_PATH descriptor cannot be synced. */
export function syncNames(calls: WriteCalls, directory: OpenDirectory): void {
  try {
    const fd = calls.open(fdPath(directory.fd), constants.O_RDONLY | constants.O_DIRECTORY, 0)
    try {
      calls.fsync(fd)
    } finally {
      calls.close(fd)
    }
  } catch (error) {
    throw callFailure(directory.path, error)
  }
}
