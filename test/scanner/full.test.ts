import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decodedEval } from '../support/inert.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { noise } from '../store/testStore.ts'

it('judges on when the store is full, and says what it did not keep', async () => {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  const systemConfig = join(directory, 'config.json')
  writeFileSync(systemConfig, JSON.stringify({ store: { limitBytes: 1024 * 1024 } }), { mode: 0o600 })
  writeTree(site, { 'a.bin': noise(3 * 1024 * 1024) })
  const clock = movableClock()
  clock.advance(5000)
  const holdfast = await openTestStore(directory, clock, { systemConfig })
  try {
    await scanPaths(holdfast, [site])
    writeTree(site, { 'shell.php': decodedEval })
    symlinkSync('somewhere', join(site, 'link'))
    clock.advance(5000)
    const full = await scanPaths(holdfast, [site])
    expect(full.trouble).toEqual({ unkept: 2, damaged: 0, readersLost: 0 })
    expect(full.scan).toMatchObject({ outcome: 'complete', counts: { malicious: 1, hashOnly: 1 } })
    expect((await scanPaths(holdfast, [site])).trouble.unkept).toBe(0)
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
  } finally {
    await holdfast.close()
  }
})
