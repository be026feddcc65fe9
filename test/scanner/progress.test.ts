import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ScanProgress } from '../../src/service/contract/scan.ts'
import { movableClock, openTestStore, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

it('expects as many files as the scan before found, and nothing on a first scan', async () => {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(site, { 'a.php': '<?php', 'b/c.txt': 'c' })
  const clock = movableClock()
  clock.advance(5000)
  const holdfast = await openTestStore(directory, clock)
  const expectations: (number | null)[][] = []
  for (let scan = 0; scan < 2; scan += 1) {
    const run = holdfast.scan(
      {
        paths: [Buffer.from(site)],
        cwd: '/',
        cause: 'on-demand',
        distrust: 'nothing',
        excludes: [],
        mounts: 'stay',
        workers: 1,
        memory: 'normal',
        changedRoot: 'refuse',
      },
      new AbortController().signal,
    )
    const seen: ScanProgress[] = []
    for await (const progress of run.progress) seen.push(progress)
    await run.result
    expectations.push([...new Set(seen.map((progress) => progress.filesExpected))])
  }
  await holdfast.close()
  expect(expectations).toEqual([[null], [2]])
})
