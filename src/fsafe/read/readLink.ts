import { readlinkSync } from 'node:fs'
import { systemCode } from '../../domain/errors.ts'
import { linkTargetBytesMax } from '../../domain/limits.ts'
import type { ByteName } from '../../domain/path.ts'
import type { OpenDirectory } from './directory.ts'
import { childPath, fileFailure } from './internal/open.ts'

/** `unstable`: the name is no longer a link, so what stands there now has not been looked at. */
export type LinkFailure = 'vanished' | 'unreadable' | 'unstable'

/** The target of a symbolic link as bytes, at most linkTargetBytesMax of them; nothing is followed. */
export function readLinkTarget(directory: OpenDirectory, name: ByteName): Buffer | LinkFailure {
  try {
    const target = readlinkSync(childPath(directory.fd, name), { encoding: 'buffer' })
    return target.length <= linkTargetBytesMax ? target : 'unreadable'
  } catch (error) {
    if (systemCode(error) === 'EINVAL') return 'unstable'
    const failure = fileFailure(error)
    return failure === 'not-a-directory' ? 'unstable' : failure
  }
}
