import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  contentKey,
  contentRowKey,
  eventKey,
  holdKey,
  ignoreKey,
  incidentKey,
  indexPageKey,
  openIncidentKey,
  tombstoneKey,
  treeKey,
} from '../../src/codec/keys.ts'
import { encodeRow } from '../../src/codec/row.ts'
import type { IndexEntry } from '../../src/domain/entry.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { ByteName, BytePath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { directoryOperations } from '../../src/index/directoryRow.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import type { FsckReport } from '../../src/service/contract/fsck.ts'
import { rowChecks } from '../../src/service/fsckRows.ts'
import { counterOperation } from '../../src/store/counters.ts'
import { holdOperation } from '../../src/store/holds.ts'
import { ignoreOperation } from '../../src/store/ignores.ts'
import { tombstoneOperation } from '../../src/store/tombstones.ts'
import { latestSnapshot } from '../../src/store/snapshots.ts'
import { forgetPack, packOperation } from '../../src/store/rulePacks.ts'
import { undecidedOperation } from '../../src/store/openItems.ts'
import { readIncident } from '../../src/store/incidents.ts'
import type { Store } from '../../src/store/store.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { reopened } from '../store/testStore.ts'

/** Each test damages one row of a scanned store, asks fsck, and puts the row back. */
describe('fsck', () => {
  let directory: string
  let site: BytePath

  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    site = join(directory, 'site') as BytePath
    writeTree(site, { 'a.txt': 'hello', 'b/x.php': decodedEval })
    const holdfast = await openTestStore(directory, movableClock())
    await scanPaths(holdfast, [site])
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
    await holdfast.close()
  })

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true })
  })

  it('finds a content that is gone, and one that is not known', async () => {
    const oid = sha256(Buffer.from('hello'))
    expect(await damaged('objects', contentKey(oid), 'remove')).toContainEqual(
      expect.objectContaining({ kind: 'content', id: oid }),
    )
    expect(await damaged('meta', contentRowKey(oid), 'remove')).toContainEqual(
      expect.objectContaining({ kind: 'content-row', id: oid }),
    )
  })

  it('finds a tree that is gone', async () => {
    const store = await reopened(join(directory, 'store'))
    const root = await rootTree(store)
    await store.close()
    const problems = await damaged('objects', treeKey(root), 'remove')
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'tree', id: root }))
  })

  it('finds a flipped bit in an index page, an incident and an event', async () => {
    const rows = { 'index-page': indexPageKey(site, 0), incident: incidentKey(1), event: eventKey(2) }
    for (const [kind, key] of Object.entries(rows)) {
      expect((await damaged('meta', key, 'flip')).map((problem) => problem.kind)).toContain(kind)
    }
  })

  it('finds open incidents and their index at odds', async () => {
    const path = join(site, 'b/x.php') as BytePath
    const unlisted = await damaged('meta', openIncidentKey(path), 'remove')
    expect(unlisted).toContainEqual(
      expect.objectContaining({ problem: '1 incidents are open, 0 are listed as open' }),
    )
    const lost = await damaged('meta', incidentKey(1), 'remove')
    expect(lost).toContainEqual(expect.objectContaining({ problem: 'i1 is listed as open and missing' }))
    const closed = await damaged('meta', incidentKey(1), async (meta) => {
      const incident = await readIncident(meta, 1)
      return encodeRow('incident', incidentKey(1), { ...incident, status: 'resolved' })
    })
    expect(closed).toContainEqual(expect.objectContaining({ problem: 'i1 is listed as open and closed' }))
    const elsewhere = await damaged('meta', incidentKey(1), async (meta) => {
      const incident = await readIncident(meta, 1)
      return encodeRow('incident', incidentKey(1), { ...incident, path: '/elsewhere' })
    })
    expect(elsewhere).toContainEqual(expect.objectContaining({ problem: 'i1 belongs to /elsewhere' }))
  })

  it('finds a row that is whole but speaks of another key', async () => {
    const key = incidentKey(1)
    const renumbered = await damaged('meta', key, async (meta) => {
      return encodeRow('incident', key, { ...(await readIncident(meta, 1)), id: 2 })
    })
    expect(renumbered).toContainEqual(expect.objectContaining({ kind: 'incident' }))
  })

  it('finds damage in the ignore list, in holds and in tombstones', async () => {
    const oid = sha256(Buffer.from('hello'))
    const by = { initiator: { uid: 0 }, reason: '', addedAt: 0 }
    const rows = [
      counterOperation('ignore', 1),
      counterOperation('hold', 1),
      ignoreOperation({ ...by, id: 1, scope: { kind: 'content', oid, rule: null }, expiresAt: null }),
      holdOperation({ ...by, id: 1, subject: { kind: 'user', owner: 'root' } }),
      tombstoneOperation({ oid, size: 5, purgedAt: 0, operation: 1, initiator: { uid: 0 } }),
    ]
    const store = await reopened(join(directory, 'store'))
    await store.meta.batch(rows, { sync: true })
    await store.close()
    expect(await check()).toEqual([])
    const keys = { ignore: ignoreKey(1), hold: holdKey(1), tombstone: tombstoneKey(oid) }
    for (const [kind, key] of Object.entries(keys))
      expect((await damaged('meta', key, 'flip')).map((problem) => problem.kind)).toContain(kind)
    const again = await reopened(join(directory, 'store'))
    const removals = rows.map(({ key }) => ({ type: 'del', key }) as const)
    await again.meta.batch(removals, { sync: true })
    await again.close()
  })

  it('finds open items and packs that name a content nobody knows', async () => {
    const nowhere = sha256(Buffer.from('never stored'))
    const item = {
      path: site,
      oid: nowhere,
      fileClass: 'generic',
      limits: ['timeout'],
      ignore: null,
    } as const
    const row = { name: 'lost', format: 'yara', fingerprint: nowhere, rules: 1 } as const
    const pack = { ...row, skipped: 0, addedAt: 1, source: null }
    const store = await reopened(join(directory, 'store'))
    await store.meta.batch([undecidedOperation(item), packOperation(pack)], { sync: true })
    await store.close()
    const problems = await check()
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'content-row', id: nowhere }))
    const again = await reopened(join(directory, 'store'))
    const undo = { ...undecidedOperation(item), type: 'del' } as const
    await again.meta.batch([{ type: 'del', key: undo.key }, forgetPack('lost')], { sync: true })
    await again.close()
    expect(await check()).toEqual([])
  })

  type Damage = 'remove' | 'flip' | ((meta: KeyValue) => Promise<Buffer>)

  async function damaged(
    which: 'meta' | 'objects',
    key: Buffer,
    damage: Damage,
  ): Promise<FsckReport['problems']> {
    const store = await reopened(join(directory, 'store'))
    const database = which === 'meta' ? store.meta : (await store.objects()).database
    const value = (await database.get(key))!
    expect(value).toBeDefined()
    const fresh = typeof damage === 'function' ? await damage(database) : flipped(value)
    const write =
      damage === 'remove' ? ({ type: 'del', key } as const) : ({ type: 'put', key, value: fresh } as const)
    await database.batch([write], { sync: true })
    await store.close()
    const problems = await check()
    const mended = await reopened(join(directory, 'store'))
    const again = which === 'meta' ? mended.meta : (await mended.objects()).database
    await again.batch([{ type: 'put', key, value }], { sync: true })
    await mended.close()
    return problems
  }

  async function check(): Promise<FsckReport['problems']> {
    const holdfast = await openTestStore(directory, movableClock())
    const report = await holdfast.fsck({ readData: 'none' })
    expect(report.ok).toBe(report.problems.length === 0)
    await holdfast.close()
    return report.problems
  }
})

describe('rowChecks', () => {
  it('finds a directory whose pages are not complete', async () => {
    await loadXxh64()
    const entries = Array.from({ length: 5000 }, (_, i) => entryNamed(`f${String(10_000 + i)}`))
    const operations = directoryOperations('/d' as BytePath, header, entries, 0)
    const pages = operations.flatMap((operation) => (operation.type === 'put' ? [operation] : []))
    const problemsOf = (given: typeof pages): readonly unknown[] => {
      const checks = rowChecks()
      for (const { key, value } of given) checks.check('index-page', key, value)
      return checks.finish()
    }
    expect(pages).toHaveLength(2)
    expect(problemsOf(pages)).toEqual([])
    for (const one of pages) {
      const problem = '1 of 2 pages are there'
      expect(problemsOf([one])).toEqual([{ kind: 'index-page', id: '/d', problem }])
    }
  })
})

const header = {
  ...{ mount: 0, ino: 1, mtimeMs: 1, ctimeMs: 1, listingTrusted: true, tree: null, files: 5000, bytes: 0 },
}

function entryNamed(name: string): IndexEntry {
  const stat = { ino: 1, size: 0, mtimeMs: 1, ctimeMs: 1, mode: 0o644, uid: 0, gid: 0, nlink: 1 }
  return {
    name: name as ByteName,
    stat: { kind: 'file', ...stat },
    ...{ oid: null, fileClass: 'generic', readDay: 1, hashOnly: false, silentChange: false, trusted: true },
  }
}

function flipped(value: Buffer): Buffer {
  const copy = Buffer.from(value)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

async function rootTree(store: Store): Promise<Oid> {
  return (await latestSnapshot(store.meta, join(store.directory, '../site') as BytePath))!.tree
}
