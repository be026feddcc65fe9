import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult, ScanTarget } from '../../src/scanner/scanContext.ts'
import { type MovableClock, movableClock, writeTree } from '../support/holdfast.ts'
import type { RigScan } from '../support/scanRig.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'

let client: ReaderClient
let reader: () => ReaderClient

beforeAll(() => {
  client = startReader({ workers: 1 })
  reader = shared(client)
})

afterAll(async () => {
  await client.close()
})

describe('roots', () => {
  let directory: string
  let home: string
  let clock: MovableClock

  beforeEach(() => {
    directory = scratchDirectory()
    home = join(directory, 'home')
    mkdirSync(home)
    clock = movableClock()
    clock.advance(5000)
  })

  async function scan(paths: readonly string[], more: Partial<RigScan> = {}): Promise<ScanResult> {
    clock.advance(5000)
    return await rigScan({ store: join(directory, 'store'), paths, clock, startReader: reader, ...more })
  }

  function files(place: string, from: number, to: number): Record<string, string> {
    const names = Array.from({ length: to - from }, (_, i) => join(place, `${String(from + i)}.txt`))
    return Object.fromEntries(names.map((name) => [name, name]))
  }

  function rootsOf({ snapshots }: ScanResult): readonly string[] {
    return snapshots.map(({ root }) => root.slice(home.length))
  }

  it('do not overlap when a file and a directory beside it are typed together', async () => {
    writeTree(home, { 'index.php': 'x', 'sub/a.txt': 'a', 'z.php': 'z' })
    const target = (path: string, kind: ScanTarget['kind']): ScanTarget => ({
      path: bytePath(join(home, path)),
      kind,
    })
    for (const file of ['index.php', 'z.php']) {
      const targets = [target(file, 'file'), target('sub', 'directory')]
      const store = join(directory, `store-${file}`)
      const both = await scan([], { store, changes: { targets } })
      expect(rootsOf(both)).toEqual([''])
      expect(both.snapshots[0]).toMatchObject({ files: 2 })
    }
    expect(rootsOf(await scan([], { changes: { targets: [target('z.php', 'file')] } }))).toEqual([''])
    const both = await scan([], {
      changes: { targets: [target('z.php', 'file'), target('sub', 'directory')] },
    })
    expect(rootsOf(both)).toEqual([''])
    expect(both.snapshots[0]).toMatchObject({ files: 2 })
  })

  it('count what adopted roots had before, so that an adoption is not taken for a loss', async () => {
    writeTree(home, files('a', 0, 300))
    await scan([join(home, 'a')])
    for (let i = 0; i < 120; i += 1) rmSync(join(home, 'a', `${String(i)}.txt`))
    const whole = await scan([home])
    expect(whole.snapshots[0]).toMatchObject({ files: 180 })
  })

  it('refuse to adopt a root whose directory is another one now', async () => {
    writeTree(home, files('a', 0, 3))
    await scan([join(home, 'a')])
    renameSync(join(home, 'a'), join(directory, 'elsewhere'))
    mkdirSync(join(home, 'a'))
    await expect(scan([home])).rejects.toMatchObject({ code: 'HF_ROOT_CHANGED' })
    const accepted = await scan([home], { changes: { changedRoot: 'accept' } })
    expect(accepted.snapshots[0]).toMatchObject({ files: 0 })
  })

  it('notice files that vanish because something else stands in for their directory', async () => {
    writeTree(home, { ...files('a', 0, 150), 'b.txt': 'b' })
    await scan([home])
    renameSync(join(home, 'a'), join(directory, 'elsewhere'))
    symlinkSync(join(directory, 'elsewhere'), join(home, 'a'))
    await expect(scan([home])).rejects.toMatchObject({ code: 'HF_ROOT_CHANGED' })
  })

  it('tell the scan before this one although it was never complete', async () => {
    writeTree(home, { 'a.txt': 'a', 'large.dat': `<?php ${'x'.repeat(17 * 1024 * 1024)}` })
    const first = await scan([home])
    expect(first.record.outcome).toBe('incomplete')
    expect(first.previousScanAt).toBeNull()
    expect((await scan([home])).previousScanAt).toBe(first.record.startedAt)
    const part = await scan([], {
      changes: { targets: [{ path: bytePath(join(home, 'a.txt')), kind: 'file' }] },
    })
    expect((await scan([home])).previousScanAt).not.toBe(part.record.startedAt)
  })

  it('order snapshots by their succession even when the clock stands', async () => {
    const still = { ...clock, now: () => 1_900_000_000_000 }
    const times: number[] = []
    for (const content of ['one', 'two', 'three']) {
      writeFileSync(join(home, 'a.txt'), content)
      const { snapshots } = await scan([home], { clock: still })
      times.push(snapshots[0]?.at ?? 0)
    }
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
  })

  it('read a file again whose last reading lies in the future', async () => {
    writeTree(home, { 'a.txt': 'a' })
    clock.advance(400 * 86_400_000)
    await scan([home])
    clock.advance(-400 * 86_400_000)
    expect((await scan([home])).record.counts.read).toBe(1)
    expect((await scan([home])).record.counts.read).toBe(0)
  })
})
