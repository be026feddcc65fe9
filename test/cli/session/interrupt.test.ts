import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openShell, resultOf } from '../../support/cli.ts'
import type { Shell } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'

const fileCount = 3000

async function interruptedScan(shell: Shell, signal: 'SIGINT' | 'SIGTERM'): ReturnType<typeof resultOf> {
  const child = shell.start('scan', 'site', '--json')
  const result = resultOf(child, (text) => text)
  await storeOf(shell)
  child.kill(signal)
  return await result
}

/** The store appears before the reader has started: there is always most of the work left to interrupt. */
async function storeOf(shell: Shell): Promise<void> {
  while (!existsSync(join(shell.directory, 'store/format.json'))) await sleep(2)
}

function manyFiles(shell: Shell): void {
  const files = Array.from({ length: fileCount }, (_, index) => [
    `${String(index % 50)}/${String(index)}.php`,
    `<?php ${String(index)};`,
  ])
  writeTree(shell.site, Object.fromEntries(files) as Record<string, string>)
}

describe('Ctrl-C', () => {
  it('ends the scan after its batch with 130; the next scan goes on and completes', async () => {
    const shell = openShell()
    manyFiles(shell)
    const { stdout, stderr, exitCode } = await interruptedScan(shell, 'SIGINT')
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 130,
        "stderr": "stopping after the current batch; press Ctrl-C again to stop at once
      ",
      }
    `)
    expect((JSON.parse(stdout) as { scan: { outcome: string } }).scan.outcome).toBe('interrupted')
    expect((await shell.run('fsck', '--read-data')).exitCode).toBe(0)
    const next = await shell.run('scan', 'site', '--json')
    expect((JSON.parse(next.stdout) as { scan: unknown }).scan).toMatchObject({
      complete: true,
      counts: { files: fileCount },
    })
  })

  it('pressed again ends it at once, and the store survives', async () => {
    const shell = openShell()
    manyFiles(shell)
    const child = shell.start('scan', 'site')
    const result = resultOf(child, (text) => text)
    child.stderr?.once('data', () => child.kill('SIGINT'))
    await storeOf(shell)
    child.kill('SIGINT')
    expect(await result).toMatchObject({ exitCode: null, stdout: '' })
    expect(child.signalCode).toBe('SIGINT')
    expect((await shell.run('fsck', '--read-data')).exitCode).toBe(0)
    expect((await shell.run('scan', 'site')).exitCode).toBe(0)
  })

  it('of a supervisor (SIGTERM) ends it with 143', async () => {
    const shell = openShell()
    manyFiles(shell)
    expect((await interruptedScan(shell, 'SIGTERM')).exitCode).toBe(143)
  })
})
