import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { syncfsMsMax } from '../../domain/limits.ts'
import type { OpenDirectory } from './directory.ts'

export type SyncResult = 'synced' | 'failed'

/**
 * syncfs() of the filesystem that holds `directory`, which Node cannot call itself: `sync -f` on the descriptor, so no
 * name is looked up. `failed` on any error and after syncfsMsMax; a sync that hangs in the kernel is left behind.
 */
export async function syncFilesystem(directory: OpenDirectory): Promise<SyncResult> {
  const program = ['/usr/bin/sync', '/bin/sync'].find((path) => existsSync(path))
  if (program === undefined) return 'failed'
  return await new Promise((resolve) => {
    const child = spawn(program, ['-f', '/proc/self/fd/3'], {
      stdio: ['ignore', 'ignore', 'ignore', directory.fd],
      env: {},
      cwd: '/',
    })
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
