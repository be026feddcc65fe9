import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  contentKey,
  contentRowKey,
  counterKey,
  epochKey,
  eventKey,
  incidentKey,
  indexPageKey,
  openIncidentKey,
  pathEventKey,
  refKey,
  rootKey,
  rootSnapshotKey,
  scanKey,
  singleKey,
  snapshotKey,
  treeKey,
  verdictKey,
} from '../../src/codec/keys.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import type { FsckReport } from '../../src/service/contract/fsck.ts'
import { rootRefName } from '../../src/store/refs.ts'
import { latestSnapshot, readSnapshot } from '../../src/store/snapshots.ts'
import { openStore } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { movableClock, openTestStore, scanPaths } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import {
  check,
  cleanPage,
  copyRig,
  makeRepairRig,
  repair,
  repairAndScan,
  type RepairRig,
} from '../support/repairRig.ts'

/** One scanned site; each test damages a copy of its store, repairs it and scans again. */
describe('fsck --repair', () => {
  let directory: string
  let site: BytePath
  let rig: RepairRig

  beforeAll(async () => {
    directory = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    rig = await makeRepairRig(directory)
    site = rig.site
  })

  afterAll(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })

  /** Damages, repairs, scans; what the scan finds is what it found before. */
  const afterRepair = async (
    hurt: (place: { store: string; meta: KeyValue; objects: KeyValue }) => Promise<void>,
  ): Promise<FsckReport> => {
    const scratch = copyRig(rig)
    const path = join(scratch, 'store')
    const store = await openStore(path, { describe: describeTest })
    await hurt({ store: path, meta: store.meta, objects: (await store.objects()).database })
    await store.close()
    return await repairAndScan(rig, scratch)
  }

  const flip = async (database: KeyValue, key: Buffer): Promise<void> => {
    const value = await database.get(key)
    expect(value).toBeDefined()
    const flipped = Buffer.from(value!)
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
    await database.batch([{ type: 'put', key, value: flipped }], { sync: true })
  }

  const drop = async (database: KeyValue, key: Buffer): Promise<void> => {
    expect(await database.get(key)).toBeDefined()
    await database.batch([{ type: 'del', key }], { sync: true })
  }

  const shell = (): BytePath => join(site, 'd/x.php') as BytePath
  const oid = sha256(Buffer.from(decodedEval))
  const clean = sha256(Buffer.from(cleanPage))

  const rows: readonly (readonly [string, () => Buffer])[] = [
    ['an index page', () => indexPageKey(join(site, 'd') as BytePath, 0)],
    ['a content row', () => contentRowKey(oid)],
    ['a verdict', () => verdictKey(oid, 'generic')],
    ['an epoch', () => epochKey(1)],
    ['a root', () => rootKey(site)],
    ['a ref', () => refKey(rootRefName(site))],
    ['an incident', () => incidentKey(1)],
    ['a scan', () => scanKey(1)],
    ['a counter', () => counterKey('incident')],
    ['the mount table', () => singleKey('mounts')],
    ['the row of open incidents', () => openIncidentKey(shell())],
  ]

  it.each(rows)('makes up for %s that cannot be read', async (_name, key) => {
    const { problems, setAside, repaired } = await afterRepair(async ({ meta }) => {
      await flip(meta, key())
    })
    expect(problems).toEqual([])
    expect(repaired.length).toBeGreaterThan(0)
    expect(setAside).toMatch(/^set-aside-.*\.ndjson$/)
  })

  const derived = rows.filter(([name]) =>
    ['a content row', 'a verdict', 'a ref', 'a counter', 'the row of open incidents'].includes(name),
  )

  it.each(derived)('makes up for %s that is gone', async (_name, key) => {
    const { problems, setAside } = await afterRepair(async ({ meta }) => {
      await drop(meta, key())
    })
    expect(problems).toEqual([])
    expect(setAside).toBeNull()
  })

  it('lists a snapshot again that the list of its root has lost', async () => {
    const { problems, repaired } = await afterRepair(async ({ meta }) => {
      const { at, id } = (await latestSnapshot(meta, site))!
      await flip(meta, rootSnapshotKey(site, at, id))
    })
    expect(problems).toEqual([])
    expect(repaired.map(({ repair: what }) => what)).toContain('listed again')
  })

  it('goes back to the snapshot before one that is lost', async () => {
    const { problems, repaired } = await afterRepair(async ({ meta }) => {
      const { id, parent } = (await latestSnapshot(meta, site))!
      expect(await readSnapshot(meta, parent!)).toBeDefined()
      await flip(meta, snapshotKey(id))
    })
    expect(problems).toEqual([])
    expect(repaired.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['snapshot', 'ref']))
  })

  it.each(['flip', 'drop'] as const)(
    'reads contents and links again that are damaged or gone (%s)',
    async (harm) => {
      const link = sha256(Buffer.from('a.php'))
      const { problems, repaired } = await afterRepair(async ({ objects }) => {
        for (const key of [contentKey(oid), contentKey(link)])
          await (harm === 'flip' ? flip : drop)(objects, key)
      })
      expect(problems).toEqual([])
      expect(repaired.filter(({ kind }) => kind === 'content').map(({ id }) => id)).toEqual(
        expect.arrayContaining([oid, link]),
      )
    },
  )

  it('makes a tree again from the index', async () => {
    const { problems, repaired } = await afterRepair(async ({ meta, objects }) => {
      await flip(objects, treeKey((await latestSnapshot(meta, site))!.tree))
    })
    expect(problems).toEqual([])
    expect(repaired.map(({ kind }) => kind)).toContain('tree')
  })

  it('keeps and lists a content that is nowhere else, and scans go on', async () => {
    fs.writeFileSync(join(site, 'a.php'), '<?php echo 9;\n')
    try {
      const scratch = copyRig(rig)
      const path = join(scratch, 'store')
      const store = await openStore(path, { describe: describeTest })
      await flip((await store.objects()).database, contentKey(clean))
      await store.close()
      const { problems } = await repair(path)
      expect(problems).toMatchObject([{ kind: 'content', id: clean }])
      fs.writeFileSync(join(site, 'a.php'), cleanPage)
      const holdfast = await openTestStore(scratch, movableClock())
      await scanPaths(holdfast, [site], { distrust: 'verdicts' })
      await holdfast.close()
      // The file has its old bytes again, and the scan has kept them.
      expect(await check(path)).toMatchObject({ ok: true })
    } finally {
      fs.writeFileSync(join(site, 'a.php'), cleanPage)
    }
  })

  it('goes on behind a damaged end of the history and never takes an event out', async () => {
    const newest = await newestEvent()
    const { problems, repaired } = await afterRepair(async ({ meta }) => {
      await flip(meta, eventKey(newest))
    })
    expect(problems.map(({ kind }) => kind)).toEqual(['event', 'event'])
    expect(problems[1]).toMatchObject({ id: String(newest) })
    expect(repaired).toContainEqual({
      kind: 'event',
      id: String(newest + 1),
      repair: 'the history goes on here, behind the damage',
    })
  })

  it.each(['flip', 'drop'] as const)('finds the end of the history without its record (%s)', async (harm) => {
    const { problems } = await afterRepair(async ({ meta }) => {
      await (harm === 'flip' ? flip : drop)(meta, singleKey('journal-head'))
    })
    expect(problems).toEqual([])
  })

  it('makes the index of events by path again', async () => {
    const { problems, repaired } = await afterRepair(async ({ meta }) => {
      const key = pathEventKey(site, 2)
      await drop(meta, key)
    })
    expect(problems).toEqual([])
    expect(repaired.map(({ kind }) => kind)).toContain('path-event')
  })

  async function newestEvent(): Promise<number> {
    const holdfast = await openTestStore(copyRig(rig), movableClock())
    const { audit } = await holdfast.status()
    await holdfast.close()
    return audit.events
  }
})
