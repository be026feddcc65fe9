import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { scratchDirectory } from './scratch.ts'

/**
 * A new filesystem in a file, mounted in a namespace that ends with the test; reached through the root directory of
 * the process that holds it.
 */
export async function mountImage(type: string, size: string): Promise<string> {
  const top = scratchDirectory()
  const image = join(top, 'image')
  const point = join(top, 'mounted')
  mkdirSync(point)
  execFileSync('truncate', ['-s', size, image])
  execFileSync(`mkfs.${type}`, ['-q', image], { stdio: 'ignore' })
  const script = 'mount -o loop "$1" "$2" && echo mounted && exec sleep 600'
  const holder = spawn('unshare', ['-m', 'sh', '-c', script, 'sh', image, point], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    holder.kill('SIGKILL')
  })
  const [first] = (await once(holder.stdout, 'data')) as [Buffer]
  expect(first.toString()).toBe('mounted\n')
  return `/proc/${String(holder.pid)}/root${point}`
}
