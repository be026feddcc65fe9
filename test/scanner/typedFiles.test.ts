import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ResolvedScan, ScanResult } from '../../src/scanner/scanContext.ts'
import { movableClock, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
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

interface Rig {
  readonly root: string
  readonly whole: () => Promise<ScanResult>
  readonly typed: (...paths: readonly string[]) => Promise<ScanResult>
}

function openRig(files: Readonly<Record<string, string>>): Rig {
  const directory = scratchDirectory()
  const root = join(directory, 'site')
  const clock = movableClock()
  writeTree(root, files)
  const scan = async (changes: Partial<ResolvedScan>, paths: readonly string[]): Promise<ScanResult> => {
    clock.advance(5000)
    return await rigScan({ store: join(directory, 'store'), paths, clock, startReader: reader, changes })
  }
  return {
    root,
    whole: async () => await scan({ distrust: 'index' }, [root]),
    typed: async (...paths) => {
      const targets = paths.map((path) => ({ path: bytePath(join(root, path)), kind: 'file' }) as const)
      return await scan({ targets, reason: 'operation' }, [])
    },
  }
}

describe('files that are named one by one', () => {
  it('are read, added and taken out without a look at the others, and the tree is the true one', async () => {
    const rig = openRig({
      'a.txt': 'a',
      'b.txt': 'b',
      'm.txt': 'm',
      'deep/er/x.txt': 'x',
      'deep/er/y.txt': 'y',
    })
    const first = await rig.whole()
    rmSync(join(rig.root, 'b.txt'))
    rmSync(join(rig.root, 'deep/er/x.txt'))
    writeTree(rig.root, { '0.txt': 'new', 'c.txt': 'new', 'm.txt': 'changed', 'deep/er/z.txt': 'z' })
    const touched = ['0.txt', 'b.txt', 'c.txt', 'm.txt', 'deep/er/x.txt', 'deep/er/z.txt']
    const after = await rig.typed(...touched)
    expect(after.record).toMatchObject({ outcome: 'complete', counts: { read: 4, files: 4, skipped: 0 } })
    expect(after.snapshots[0]).toMatchObject({
      reason: 'operation',
      parent: first.snapshots[0]?.id,
      files: 6,
    })
    const again = await rig.whole()
    expect(again.snapshots[0]?.id).toBe(after.snapshots[0]?.id)
  })

  it('may be most of a root: what was taken away one by one did not vanish', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `${String(i)}.txt`)
    const rig = openRig({ ...Object.fromEntries(names.map((name) => [name, name])), 'left.txt': 'left' })
    await rig.whole()
    for (const name of names) rmSync(join(rig.root, name))
    const after = await rig.typed(...names)
    expect(after.snapshots[0]).toMatchObject({ files: 1 })
    expect((await rig.whole()).record.outcome).toBe('complete')
  })

  it('close and open incidents like any scan', async () => {
    const rig = openRig({ 'bad.php': decodedEval, 'gone.php': decodedEval, 'good.php': 'fine' })
    expect((await rig.whole()).incidents).toHaveLength(2)
    rmSync(join(rig.root, 'gone.php'))
    writeFileSync(join(rig.root, 'bad.php'), 'fine')
    writeFileSync(join(rig.root, 'good.php'), `${decodedEval}// now`)
    const { incidents } = await rig.typed('bad.php', 'gone.php', 'good.php')
    expect(incidents.map(({ path, status }) => [path, status])).toEqual([
      [join(rig.root, 'good.php'), 'infected'],
    ])
    expect((await rig.whole()).incidents).toEqual(incidents)
  })
})
