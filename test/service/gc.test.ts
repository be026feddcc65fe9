import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentRowKey, treeKey } from '../../src/codec/keys.ts'
import type { HoldfastError } from '../../src/domain/errors.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { GcRequest } from '../../src/service/contract/gc.ts'
import { holdOperation } from '../../src/store/holds.ts'
import { treeObject } from '../../src/store/trees.ts'
import { lastFsckOperation } from '../../src/service/lastFsck.ts'
import { openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import {
  addTicket,
  copyGcRig,
  dayMs,
  type GcRig,
  makeGcRig,
  putContent,
  untouched,
  versions,
} from '../support/gcRig.ts'
import { quickScratchRoot, scratchDirectory } from '../support/scratch.ts'
import { objectIds, rowsOf } from '../support/storeCopy.ts'
import { wholeHistory } from '../support/queries.ts'
import { reopened } from '../store/testStore.ts'

const remove: GcRequest = { mode: 'remove', clock: 'check' }
const preview: GcRequest = { mode: 'preview', clock: 'check' }

async function withRig<Result>(rig: GcRig, use: (holdfast: Holdfast) => Promise<Result>): Promise<Result> {
  const holdfast = await openTestStore(rig.directory, rig.clock)
  try {
    return await use(holdfast)
  } finally {
    await holdfast.close()
  }
}

async function contentsIn({ directory }: GcRig): Promise<readonly string[]> {
  const store = await reopened(join(directory, 'store'))
  const { content } = await objectIds(store)
  await store.close()
  return content
}

async function everything({ directory }: GcRig): Promise<readonly unknown[]> {
  const store = await reopened(join(directory, 'store'))
  const rows = [await rowsOf(store.meta), await rowsOf((await store.objects()).database)]
  await store.close()
  return rows
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'done',
    (error: unknown) => (error as HoldfastError).code,
  )
}

describe('gc', () => {
  let base: GcRig

  beforeAll(async () => {
    base = await makeGcRig(mkdtempSync(join(quickScratchRoot(), 'holdfast-test-')))
  })

  afterAll(() => {
    rmSync(base.directory, { recursive: true, force: true })
  })

  it('removes old snapshots and what only they had, and the store is whole', async () => {
    const rig = copyGcRig(base)
    const counted = await withRig(rig, async (holdfast) => await holdfast.gc(preview))
    const before = await contentsIn(rig)
    expect(counted).toMatchObject({ snapshots: 2, contents: 2, bytes: versions[0].length * 2, tickets: 0 })
    const done = await withRig(rig, async (holdfast) => await holdfast.gc(remove))
    expect(done).toEqual({ ...counted, mode: 'remove' })
    const left = await contentsIn(rig)
    expect(before.filter((oid) => !left.includes(oid)).sort()).toEqual(
      versions.slice(0, 2).map(rig.oid).sort(),
    )
    await withRig(rig, async (holdfast) => {
      expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
      expect((await holdfast.snapshotList({ root: null, limit: 9, offset: 0 })).total).toBe(1)
      expect(await refusal(holdfast.blobShow(rig.oid(versions[0])))).toBe('HF_NOT_FOUND')
      const { scan } = await scanPaths(holdfast, [rig.site])
      expect([scan.outcome, scan.counts.files, scan.counts.judged]).toEqual(['complete', 2, 0])
      const { items } = await holdfast.history({ ...wholeHistory, events: ['gc'] })
      expect(items.map((line) => (line.kind === 'event' ? line.event.detail : null))).toMatchObject([
        { contents: 2 },
        { snapshots: 2 },
      ])
    })
  })

  it('takes trees that nothing reaches a day after it first saw them', async () => {
    const rig = copyGcRig(base)
    const trees = async (): Promise<number> => {
      const store = await reopened(join(rig.directory, 'store'))
      const { tree } = await objectIds(store)
      await store.close()
      return tree.length
    }
    const before = await trees()
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({ trees: 0 })
    rig.clock.advance(dayMs / 2)
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({ trees: 0 })
    expect(await trees()).toBe(before)
    rig.clock.advance(dayMs)
    // Two versions, each with a tree of its directory and one of the root.
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({ trees: 4 })
    expect(await trees()).toBe(before - 4)
    expect(
      (await withRig(rig, async (holdfast) => await holdfast.fsck({ readData: 'all' }))).problems,
    ).toEqual([])
  })

  it('takes what a crash left in the objects database, but never what is a day old or less', async () => {
    const rig = copyGcRig(base)
    const store = await reopened(join(rig.directory, 'store'))
    const young = await putContent(store, 'young', rig.clock.now())
    const stray = await putContent(store, 'stray', 0)
    await store.meta.batch([{ type: 'del', key: contentRowKey(stray) }], {
      sync: true,
    })
    const tree = treeObject([])
    await (await store.objects()).writeGroup([tree])
    await store.close()
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({ strays: 0 })
    expect(await contentsIn(rig)).toEqual(expect.arrayContaining([young, stray]))
    rig.clock.advance(dayMs + 1)
    const later = await withRig(rig, async (holdfast) => await holdfast.gc(remove))
    expect(later).toMatchObject({ strays: 1, contents: 1 })
    const left = await contentsIn(rig)
    expect([left.includes(young), left.includes(stray)]).toEqual([false, false])
  })

  it('keeps the original of a ticket until it ends, and then forgets the ticket, not the operation', async () => {
    const rig = copyGcRig(base)
    await addTicket(rig, 'original', rig.clock.now() + dayMs)
    await withRig(rig, async (holdfast) => await holdfast.gc(remove))
    expect(await contentsIn(rig)).toContain(rig.oid('original'))
    const kept = await withRig(rig, async (holdfast) => await holdfast.gcExplain(rig.oid('original')))
    expect(kept.keepers).toEqual([{ by: 'operation', operation: 1, until: expect.any(Number) as number }])
    rig.clock.advance(dayMs + 1)
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({
      tickets: 1,
      contents: 1,
    })
    expect(await contentsIn(rig)).not.toContain(rig.oid('original'))
  })

  it.each([
    ['the content', (rig: GcRig) => ({ kind: 'content', oid: rig.oid('original') }) as const],
    ['a directory above the file', (rig: GcRig) => ({ kind: 'path', path: rig.site }) as const],
    ['the account', () => ({ kind: 'user', owner: 'root' }) as const],
  ])('lets no ticket end under a hold on %s', async (_, subjectIn) => {
    const rig = copyGcRig(base)
    await addTicket(rig, 'original', rig.clock.now() - dayMs)
    const subject = subjectIn(rig)
    const hold = { id: 1, subject, reason: '', initiator: { uid: 0 }, addedAt: 0 }
    const store = await reopened(join(rig.directory, 'store'))
    await store.meta.batch([holdOperation(hold)], { sync: true })
    await store.close()
    const done = await withRig(rig, async (holdfast) => await holdfast.gc(remove))
    // A hold on a path or an account also keeps the snapshots that show it.
    expect(done).toMatchObject({ tickets: 0, snapshots: subject.kind === 'content' ? 2 : 0 })
    expect(await contentsIn(rig)).toContain(rig.oid('original'))
  })

  it('removes nothing when anything on the way to the living is damaged', async () => {
    const rig = copyGcRig(base)
    const store = await reopened(join(rig.directory, 'store'))
    const { tree } = await objectIds(store)
    await store.close()
    for (const oid of tree) {
      const broken = await reopened(join(rig.directory, 'store'))
      const { database } = await broken.objects()
      const value = await database.get(treeKey(oid))
      await database.batch([{ type: 'del', key: treeKey(oid) }], { sync: true })
      await broken.close()
      const before = await everything(rig)
      const answer = await refusal(withRig(rig, async (holdfast) => await holdfast.gc(preview)))
      if (answer !== 'done') {
        expect(await refusal(withRig(rig, async (holdfast) => await holdfast.gc(remove)))).toBe(
          'HF_OBJECT_MISSING',
        )
        expect(await everything(rig)).toEqual(before)
      }
      const mended = await reopened(join(rig.directory, 'store'))
      const put = { type: 'put', key: treeKey(oid), value: value ?? Buffer.alloc(0) } as const
      await (await mended.objects()).database.batch([put], { sync: true })
      await mended.close()
    }
    expect(await withRig(rig, async (holdfast) => await holdfast.gc(remove))).toMatchObject({ contents: 2 })
  })

  it('waits after a check that found damage', async () => {
    const rig = copyGcRig(base)
    const store = await reopened(join(rig.directory, 'store'))
    const failed = { at: 0, ok: false, readData: 'none', next: 0 } as const
    await store.meta.batch([lastFsckOperation(failed)], { sync: true })
    await store.close()
    expect(await refusal(withRig(rig, async (holdfast) => await holdfast.gc(remove)))).toBe(
      'HF_STORE_CORRUPT',
    )
    await withRig(rig, async (holdfast) => {
      expect((await holdfast.fsck({ readData: 'none' })).ok).toBe(true)
      expect(await holdfast.gc(remove)).toMatchObject({ contents: 2 })
    })
  })

  it('waits when the clock has jumped, until somebody says that it is right', async () => {
    const rig = copyGcRig(base)
    const ahead = { ...rig.clock, now: () => rig.clock.now() + 2 * dayMs }
    const jumped: GcRig = { ...rig, clock: ahead }
    // What is recorded meanwhile does not make the jump a matter of course.
    await withRig(jumped, async (holdfast) => await scanPaths(holdfast, [rig.site], { distrust: 'index' }))
    expect(await refusal(withRig(jumped, async (holdfast) => await holdfast.gc(remove)))).toBe(
      'HF_CLOCK_JUMPED',
    )
    expect(await refusal(withRig(rig, async (holdfast) => await holdfast.gc(remove)))).toBe('HF_CLOCK_JUMPED')
    const accepted = { mode: 'remove', clock: 'accept' } as const
    expect(await withRig(jumped, async (holdfast) => await holdfast.gc(accepted))).toMatchObject({
      contents: 2,
    })
    expect(await withRig(jumped, async (holdfast) => await holdfast.gc(remove))).toMatchObject({
      contents: 0,
    })
  })

  it('is missed in status while the clock stands in its way', async () => {
    const rig = copyGcRig(base)
    const attention = async (clock: GcRig['clock']): Promise<readonly string[]> =>
      await withRig({ ...rig, clock }, async (holdfast) =>
        (await holdfast.status()).attention.map(({ command }) => command),
      )
    await withRig(rig, async (holdfast) => await holdfast.gc(remove))
    expect(await attention(rig.clock)).not.toContain('holdfast gc')
    expect(await attention({ ...rig.clock, now: () => rig.clock.now() + 2 * dayMs })).toContain('holdfast gc')
  })

  it('is the end of a scheduled scan, and costs nothing when nothing has expired', async () => {
    const rig = copyGcRig(base)
    await withRig(rig, async (holdfast) => {
      await scanPaths(holdfast, [rig.site], { cause: 'on-demand' })
      expect((await holdfast.gc(preview)).contents).toBe(2)
      await scanPaths(holdfast, [rig.site], { cause: 'scheduled' })
      expect((await holdfast.gc(preview)).contents).toBe(0)
      const { total } = await holdfast.history(wholeHistory)
      await scanPaths(holdfast, [rig.site], { cause: 'scheduled' })
      expect((await holdfast.history(wholeHistory)).total).toBe(total + 2)
    })
  })

  it('does not run beside a scan', async () => {
    const rig = copyGcRig(base)
    await withRig(rig, async (holdfast) => {
      const scan = scanPaths(holdfast, [rig.site], { distrust: 'index' })
      await new Promise(setImmediate)
      const answers = [await refusal(holdfast.gc(remove))]
      await scan
      expect(answers).toEqual(['HF_STORE_LOCKED'])
      expect(await holdfast.gc(remove)).toMatchObject({ contents: 2 })
    })
  })

  it('says what keeps a content', async () => {
    const rig = await makeGcRig(scratchDirectory())
    writeTree(rig.site, { 'copy.php': untouched })
    await withRig(rig, async (holdfast) => {
      await scanPaths(holdfast, [rig.site])
      const { keepers, kept } = await holdfast.gcExplain(rig.oid(untouched))
      expect(kept).toBe('whole')
      expect(keepers.map(({ by }) => by)).toEqual(['file', 'file', 'snapshot', 'snapshot'])
      const gone = await holdfast.gcExplain(rig.oid(versions[0]).slice(0, 12))
      expect(gone.keepers).toMatchObject([{ by: 'snapshot', snapshots: 1 }])
    })
  })
})
