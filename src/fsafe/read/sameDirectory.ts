import { fstatSync } from 'node:fs'
import type { BytePath } from '../../domain/path.ts'
import { closeDirectory, tryOpenDirectory } from './directory.ts'

/** True when `path` is the very directory `identity` names; the walk asks only when the inode already agrees. */
export function isSameDirectory(
  path: BytePath,
  identity: { readonly dev: number; readonly ino: number },
): boolean {
  const directory = tryOpenDirectory(path)
  if (typeof directory === 'string') return false
  try {
    const stats = fstatSync(directory.fd)
    return stats.dev === identity.dev && stats.ino === identity.ino
  } finally {
    closeDirectory(directory)
  }
}
