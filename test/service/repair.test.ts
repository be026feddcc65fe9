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
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { fsckStoreOn } from '../../src/service/fsckStore.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { rootRefName } from '../../src/store/refs.ts'
import { latestSnapshot, readSnapshot } from '../../src/store/snapshots.ts'
import { openStore } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval, infect } from '../support/inert.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { copyStore } from '../support/storeCopy.ts'

const page = '<?php echo 1;\n'

/** One scanned site; each test damages a copy of its store, repairs it and scans again. */
describe('fsck --repair', () => {
  let directory: string
  let site: BytePath
  let calm: unknown

  beforeAll(async () => {
    directory = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    site = join(directory, 'site') as BytePath
    writeTree(site, { 'a.php': page, 'd/x.php': decodedEval, 'd/e/deep.php': '<?php echo 2;\n' })
    fs.symlinkSync('a.php', join(site, 'link'))
    const first = await openTestStore(directory, movableClock())
    await scanPaths(first, [site])
    writeTree(site, { 'd/y.php': infect('<?php echo 3;\n', 'own-block') })
    await scanPaths(first, [site])
    calm = whatIsFound(await scanPaths(first, [site]))
    await first.close()
  })

  afterAll(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })

  /** Damages, repairs, scans; what the scan finds is what it found before. */
  const afterRepair = async (
    hurt: (place: { store: string; meta: KeyValue; objects: KeyValue }) => Promise<void>,
  ): Promise<FsckReport> => {
    const scratch = scratchDirectory()
    const path = join(scratch, 'store')
    copyStore(join(directory, 'store'), path)
    const store = await openStore(path, { describe: describeTest })
    await hurt({ store: path, meta: store.meta, objects: (await store.objects()).database })
    await store.close()
    return await repairAndScan(scratch)
  }

  const repairAndScan = async (scratch: string): Promise<FsckReport> => {
    const store = join(scratch, 'store')
    expect((await check(store)).ok).toBe(false)
    const repaired = await repair(store)
    const holdfast = await openTestStore(scratch, movableClock())
    expect(whatIsFound(await scanPaths(holdfast, [site]))).toEqual(calm)
    await holdfast.status()
    await holdfast.close()
    const { problems } = await check(store)
    expect(problems).toEqual(repaired.problems)
    return repaired
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
  const clean = sha256(Buffer.from(page))

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
      const scratch = scratchDirectory()
      const path = join(scratch, 'store')
      copyStore(join(directory, 'store'), path)
      const store = await openStore(path, { describe: describeTest })
      await flip((await store.objects()).database, contentKey(clean))
      await store.close()
      const { problems } = await repair(path)
      expect(problems).toMatchObject([{ kind: 'content', id: clean }])
      fs.writeFileSync(join(site, 'a.php'), page)
      const holdfast = await openTestStore(scratch, movableClock())
      await scanPaths(holdfast, [site], { distrust: 'verdicts' })
      await holdfast.close()
      // The file has its old bytes again, and the scan has kept them.
      expect(await check(path)).toMatchObject({ ok: true })
    } finally {
      fs.writeFileSync(join(site, 'a.php'), page)
    }
  })

  it('goes on behind a damaged end of the history and never takes an event out', async () => {
    const newest = await newestEvent(join(directory, 'store'))
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

  it.each([
    ['meta/CURRENT', 'written again'],
    ['objects/CURRENT', 'written again'],
    ['format.json', 'written again'],
  ])('writes %s again', async (name, repairedBy) => {
    const scratch = scratchDirectory()
    copyStore(join(directory, 'store'), join(scratch, 'store'))
    fs.rmSync(join(scratch, 'store', name))
    const report = await repair(join(scratch, 'store'))
    expect(report.problems).toEqual([])
    expect(report.repaired).toContainEqual({ kind: 'file', id: name, repair: repairedBy })
    expect(await check(join(scratch, 'store'))).toMatchObject({ ok: true })
  })

  it('goes on without the tables of objects, and reads again what they held', async () => {
    const scratch = scratchDirectory()
    const store = join(scratch, 'store')
    copyStore(join(directory, 'store'), store)
    const tables = damageTables(join(store, 'objects'))
    const { repaired, problems } = await repairAndScan(scratch)
    expect(problems).toEqual([])
    expect(repaired).toContainEqual({ kind: 'file', id: 'objects', repair: 'names its store again' })
    const copies = fs.readdirSync(store).filter((file) => /^set-aside-.*-objects-\d+\.ldb$/.test(file))
    expect(copies).toHaveLength(tables)
  })

  it('goes on without the tables of meta, and keeps what the last session wrote', async () => {
    const scratch = scratchDirectory()
    const store = join(scratch, 'store')
    copyStore(join(directory, 'store'), store)
    damageTables(join(store, 'meta'))
    const { repaired, problems } = await repair(store)
    expect(repaired).toContainEqual({ kind: 'file', id: 'meta', repair: 'names its store again' })
    expect(problems.filter(({ kind }) => kind !== 'event')).toEqual([])
    const holdfast = await openTestStore(scratch, movableClock())
    const found = await scanPaths(holdfast, [site])
    await holdfast.close()
    expect(found.snapshots[0]?.tree).toBe((calm as { tree: string }).tree)
    expect(found.incidents.map(({ path }) => path)).toEqual([shell(), join(site, 'd/y.php')])
  })

  it('goes on after a log that has lost its end, and says so', async () => {
    const scratch = scratchDirectory()
    const store = join(scratch, 'store')
    copyStore(join(directory, 'store'), store)
    const log = fs.readdirSync(join(store, 'meta')).find((file) => file.endsWith('.log'))!
    const { size } = fs.statSync(join(store, 'meta', log))
    fs.truncateSync(join(store, 'meta', log), size - 1)
    const refused = await openTestStore(scratch, movableClock()).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'HF_STORE_CORRUPT', exitCode: 12 })
    const { repaired } = await repairAndScan(scratch)
    expect(repaired.map(({ id }) => id)).toContain(`meta/${log}`)
  })

  async function newestEvent(path: string): Promise<number> {
    const scratch = scratchDirectory()
    copyStore(path, join(scratch, 'store'))
    const holdfast = await openTestStore(scratch, movableClock())
    const { audit } = await holdfast.status()
    await holdfast.close()
    return audit.events
  }
})

const request = { initiator: { uid: 0 }, waitMs: 0, readData: 'all' } as const

async function repair(store: string): Promise<FsckReport> {
  return await fsckStoreOn(thisMachine(), { ...request, store, repair: 'derivable' })
}

async function check(store: string): Promise<FsckReport> {
  return await fsckStoreOn(thisMachine(), { ...request, store, repair: 'nothing' })
}

/** Ids of incidents are new where the old one was lost. */
function whatIsFound({ incidents, snapshots, scan }: ScanReport): unknown {
  const found = incidents.map(({ path, type, reason, oid }) => ({ path, type, reason, oid }))
  return { outcome: scan.outcome, tree: snapshots[0]?.tree, found }
}

/** The index of the first table, the end of the others: nothing in any of them can be found again. */
function damageTables(database: string): number {
  const tables = fs.readdirSync(database).filter((file) => file.endsWith('.ldb'))
  for (const [i, table] of tables.entries()) {
    const file = join(database, table)
    if (i > 0) fs.truncateSync(file, 10)
    else flipByte(file, fs.statSync(file).size - 60)
  }
  expect(tables.length).toBeGreaterThan(0)
  return tables.length
}

function flipByte(file: string, at: number): void {
  const bytes = fs.readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 0x40
  fs.writeFileSync(file, bytes)
}
