import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/hash/sha256.ts'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import type { RigScan } from '../support/scanRig.ts'
import { scratchDirectory } from '../support/scratch.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'

let client: ReaderClient
let reader: () => ReaderClient

beforeAll(() => {
  client = startReader({ workers: 1 })
  reader = shared(client)
})

afterAll(async () => {
  await client.close()
})

interface Place {
  readonly site: string
  readonly store: string
  readonly scan: (more?: Partial<RigScan>) => Promise<ScanResult>
  readonly found: (result: ScanResult) => readonly string[]
}

function newPlace(files: Readonly<Record<string, string>>): Place {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  mkdirSync(site)
  writeTree(site, files)
  const clock = movableClock()
  clock.advance(5000)
  const store = join(directory, 'store')
  return {
    site,
    store,
    scan: async (more = {}) => await rigScan({ store, paths: [site], clock, startReader: reader, ...more }),
    found: ({ incidents }) => incidents.map(({ path }) => path.slice(site.length + 1)),
  }
}

describe('what a scan leaves out', () => {
  it('by an exclude is looked at as soon as the exclude is gone', async () => {
    const { scan, found } = newPlace({ 'cache/shell.php': decodedEval, 'a.php': '<?php echo 1;' })
    const without = await scan({ changes: { excluded: (path) => path.endsWith('/cache') } })
    expect(without.record).toMatchObject({ outcome: 'complete', skipped: { excluded: 1 } })
    expect(found(without)).toEqual([])
    expect(found(await scan())).toEqual(['cache/shell.php'])
  })

  it('stays as infected as it was, and is not called vanished', async () => {
    const { site, scan, found } = newPlace({ 'cache/shell.php': decodedEval, 'a.php': '<?php echo 1;' })
    const before = await scan()
    const excluded = { excluded: (path: string) => path.endsWith('/cache') }
    const without = await scan({ changes: excluded })
    expect(without.incidents).toEqual(before.incidents)
    expect((await scan({ changes: excluded })).record.counts.malicious).toBe(1)
    expect((await scan()).incidents.map(({ id }) => id)).toEqual(before.incidents.map(({ id }) => id))
    rmSync(join(site, 'cache'), { recursive: true })
    expect(found(await scan())).toEqual([])
  })

  it('is its own store, wherever that lies', async () => {
    const { site, scan } = newPlace({ 'a.php': '<?php echo 1;' })
    const inside = { store: join(site, 'store') }
    const first = await scan(inside)
    expect(first.record).toMatchObject({ outcome: 'complete', skipped: { 'own-store': 1 } })
    expect(first.record.counts.files).toBe(1)
    const second = await scan(inside)
    expect(second.record.counts).toMatchObject({ files: 1, read: 0 })
    expect(second.snapshots).toEqual(first.snapshots)
  })

  it('by a stop is all that the next scan has to read, and no incident is closed by it', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `d${String(i % 9)}/e${String(i % 4)}/f${String(i)}.php`,
        `<?php echo ${String(i)};`,
      ]),
    )
    const { site, scan, found } = newPlace({
      ...files,
      'd8/z/shell.php': decodedEval,
      'z/y/shell.php': decodedEval,
    })
    const all = await scan()
    expect(found(all)).toEqual(['d8/z/shell.php', 'z/y/shell.php'])
    for (let i = 0; i < 60; i += 2)
      writeFileSync(join(site, `d${String(i % 9)}/e${String(i % 4)}/f${String(i)}.php`), 'x')
    const stop = new AbortController()
    let batches = 0
    const stopping = (): ReaderClient => ({
      ...reader(),
      read: async (batch, answer) => {
        if ((batches += 1) === 3) stop.abort()
        return await reader().read(batch, answer)
      },
    })
    const stopped = await scan({ startReader: stopping, signal: stop.signal, batchBytes: 4 })
    expect(stopped.record.outcome).toBe('interrupted')
    expect(stopped.incidents).toEqual(all.incidents)
    const { read } = stopped.record.counts
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(30)
    const rest = await scan()
    expect(rest.record.counts).toMatchObject({ files: 62, read: 30 - read, malicious: 2 })
    expect(rest.incidents).toEqual(all.incidents)
    const calm = await scan({ store: join(site, '../calm') })
    expect(rest.snapshots[0]?.tree).toBe(calm.snapshots[0]?.tree)
  })
})

describe('a part of a root', () => {
  it('may be new to the index, and two parts may be scanned in one run', async () => {
    const { site, scan, found } = newPlace({ 'a/one.php': '<?php echo 1;', 'b/two.php': '<?php echo 2;' })
    await scan()
    writeTree(site, {
      'new/deep/er/shell.php': decodedEval,
      'a/shell.php': decodedEval,
      'new/other.php': '<?php echo 3;',
    })
    const parts = await scan({ paths: [join(site, 'a'), join(site, 'new/deep')] })
    expect(found(parts)).toEqual(['a/shell.php', 'new/deep/er/shell.php'])
    expect(parts.snapshots).toHaveLength(1)
    expect(parts.snapshots[0]).toMatchObject({ root: site, files: 4 })
    const whole = await scan()
    expect(whole.record.counts).toMatchObject({ files: 5, read: 1, malicious: 2 })
    const calm = await scan({ store: join(site, '../calm') })
    expect(whole.snapshots[0]?.tree).toBe(calm.snapshots[0]?.tree)
  })
})

describe('one content in many files', () => {
  it('is judged and kept once, in whatever batches its files are', async () => {
    const copies = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`d${String(i % 7)}/${String(i)}.php`, decodedEval]),
    )
    const { scan } = newPlace(copies)
    const { record, incidents } = await scan({ batchBytes: 1 })
    expect(record.counts).toMatchObject({ files: 300, read: 300, judged: 1, verdictsReused: 299 })
    expect(incidents).toHaveLength(300)
  })
})

describe('an allow list', () => {
  it('covers up what it names for as long as it is there', async () => {
    const directory = scratchDirectory()
    const site = join(directory, 'site')
    writeTree(site, { 'shell.php': decodedEval })
    const clock = movableClock()
    clock.advance(5000)
    const holdfast = await openTestStore(directory, clock)
    try {
      expect((await scanPaths(holdfast, [site])).incidents).toHaveLength(1)
      const file = join(directory, 'known.txt')
      writeFileSync(file, `${sha256(Buffer.from(decodedEval))}\n`)
      await holdfast.rulesAdd({ file, format: 'sha256-allow', name: 'known' })
      expect((await scanPaths(holdfast, [site])).incidents).toEqual([])
      expect((await scanPaths(holdfast, [site])).incidents).toEqual([])
      await holdfast.rulesRemove('known')
      const uncovered = await scanPaths(holdfast, [site])
      expect(uncovered.incidents).toHaveLength(1)
      expect(uncovered.scan.counts).toMatchObject({ read: 0, judged: 0 })
    } finally {
      await holdfast.close()
    }
  })
})
