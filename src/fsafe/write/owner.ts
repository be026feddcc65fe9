import type { OpenDirectory } from '../read/directory.ts'
import type { WriteCalls } from './calls.ts'
import { callFailure } from './internal/failure.ts'

/**
 * True when a file of `uid` must not be made in this directory: one of root's in a tenant's. Programs trust files by
 * their owner, and the tenant chose what was in it and can move it to any place of his (threat A4). Throws HF_IO.
 */
export function refusesOwner(calls: WriteCalls, directory: OpenDirectory, uid: number): boolean {
  try {
    return uid === 0 && calls.fstat(directory.fd).uid !== 0
  } catch (error) {
    throw callFailure(directory.path, error)
  }
}
