import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { syncfsMsMax } from '../../domain/limits.ts'
import type { OpenDirectory } from './directory.ts'

export type SyncResult = 'synced' | 'failed'

/**
 * syncfs() of the filesystem that holds `directory`, which Node cannot call itself: `sync -f` on the descriptor, so no
 * name is looked up. `failed` on any error and after syncfsMsMax; a sync that hangs in the kernel is left behind.
 */
export async function syncFilesystem(directory: OpenDirectory): Promise<SyncResult> {
  const child = startSync(directory)
  if (child === undefined) return 'failed'
  return await new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      child.unref()
      resolve('failed')
    }, syncfsMsMax)
    const settle = (result: SyncResult): void => {
      clearTimeout(timer)
      resolve(result)
    }
    child.once('error', () => {
      settle('failed')
    })
    child.once('exit', (code) => {
      settle(code === 0 ? 'synced' : 'failed')
    })
  })
}

/** Absolute programs only: what PATH says is not ours to trust as root. */
function startSync(directory: OpenDirectory): ChildProcess | undefined {
  const program = ['/usr/bin/sync', '/bin/sync'].find((path) => existsSync(path))
  if (program === undefined) return undefined
  try {
    const stdio = ['ignore' as const, 'ignore' as const, 'ignore' as const, directory.fd]
    return spawn(program, ['-f', '/proc/self/fd/3'], { stdio, env: {}, cwd: '/' })
  } catch {
    // Some failures to start (no process, no memory) are thrown instead of emitted.
    return undefined
  }
}
