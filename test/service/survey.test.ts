import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Oid } from '../../src/domain/oid.ts'
import type { StoredSnapshot } from '../../src/domain/snapshot.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { searchSnapshots } from '../../src/service/searchSnapshots.ts'
import { type BrokenSite, breakIntoSite } from '../support/brokenSite.ts'
import { type Layout, putSnapshot } from '../support/builtSnapshots.ts'
import { decodedEval } from '../support/inert.ts'
import { bytePath } from '../support/scratch.ts'
import { newStore } from '../store/testStore.ts'

const user = userInfo().username
const page = { limit: 50, offset: 0 }
const evil = sha256(Buffer.from(decodedEval))

let broken: BrokenSite

beforeAll(async () => {
  broken = await breakIntoSite()
})

afterAll(async () => {
  await broken.end()
})

describe('accounts', () => {
  it('are listed with their files, what is open, and when they were last looked at', async () => {
    const { items, total } = await broken.holdfast.accounts({ ...page, search: null })
    expect(total).toBe(1)
    expect(items).toEqual([
      {
        name: user,
        files: 7,
        bytes: expect.any(Number) as number,
        infected: 2,
        suspicious: 0,
        undecided: 0,
        heldBytes: 0,
        lastScanAt: broken.broken.scan.finishedAt,
      },
    ])
    expect(await broken.holdfast.accounts({ ...page, search: 'no such name' })).toEqual({
      items: [],
      total: 0,
    })
    expect(await broken.holdfast.accounts({ limit: 1, offset: 1, search: null })).toEqual({
      items: [],
      total: 1,
    })
  })
})

describe('a content', () => {
  it('is shown with its verdicts, whatever file has it', async () => {
    const facts = await broken.holdfast.blobShow(evil.slice(0, 8))
    expect(facts).toMatchObject({ oid: evil, size: decodedEval.length, kept: 'whole' })
    expect(facts.verdicts).toMatchObject([{ fileClass: 'generic', outcome: 'malicious', epoch: 1 }])
    await expect(broken.holdfast.blobShow('00000000')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(broken.holdfast.blobShow('xyz')).rejects.toMatchObject({ code: 'HF_USAGE' })
  })

  it('is found on the disk of today and in the snapshots, page by page', async () => {
    const found = await broken.holdfast.blobFind({ content: evil, ...page })
    const paths = ['uploads/x.php', 'uploads/y.php'].map((name) => join(broken.site, name))
    expect(found.present).toEqual({ items: paths.map((path) => ({ path, owner: user })), total: 2 })
    expect(found.past.items.map(({ path, snapshots }) => [path, snapshots])).toEqual(
      paths.map((path) => [path, 1]),
    )
    expect([found.snapshotsSearched, found.complete]).toEqual([2, true])
    const second = await broken.holdfast.blobFind({ content: evil, limit: 1, offset: 1 })
    expect(second.present).toEqual({ items: [{ path: paths[1], owner: user }], total: 2 })
    expect(second.past.items.map(({ path }) => path)).toEqual([paths[1]])
  })

  it('that is gone from the disk is found in the snapshots alone', async () => {
    const gone = sha256(Buffer.from('soon gone'))
    const { present, past } = await broken.holdfast.blobFind({ content: gone, ...page })
    expect(present).toEqual({ items: [], total: 0 })
    expect(past.items.map(({ path }) => path)).toEqual([join(broken.site, 'old/gone.txt')])
  })

  it('is found in every snapshot that had it, though most trees are shared', async () => {
    const store = await newStore()
    const root = bytePath('/srv')
    const wanted = sha256(Buffer.from('needle'))
    const layouts: readonly Layout[] = [
      { a: { b: 'hay' }, c: { d: 'needle' } },
      { a: { b: 'needle' }, c: { d: 'needle' } },
      { a: { b: 'hay' }, c: { d: 'needle' }, e: 'needle' },
      { a: { b: 'hay' } },
    ]
    const snapshots: StoredSnapshot[] = []
    for (const [at, layout] of layouts.entries())
      snapshots.push(await putSnapshot(store, root, layout, { at: at + 1 }))
    const { files, ...rest } = await searchSnapshots(store, wanted)
    expect(rest).toEqual({ snapshots: 4, complete: true })
    const spans = files.map(({ path, oldest, newest, snapshots: count }) => [
      path,
      oldest.at,
      newest.at,
      count,
    ])
    expect(spans.sort()).toEqual([
      ['/srv/a/b', 2, 2, 1],
      ['/srv/c/d', 1, 3, 3],
      ['/srv/e', 3, 3, 1],
    ])
  })
})

describe('a report', () => {
  it('of the store is what is open; of a scan what it found; of an account all of it', async () => {
    const { holdfast, clean } = broken
    const whole = await holdfast.report({ kind: 'store' })
    expect(whole).toMatchObject({
      host: 'web7',
      total: 2,
      open: { infected: 2, suspicious: 0 },
      undecided: [],
    })
    expect(whole.scan).toEqual(broken.broken.scan)
    expect(whole.head.seq).toBeGreaterThan(5)
    const ofScan = await holdfast.report({ kind: 'scan', scan: broken.broken.scan.id })
    expect(ofScan.incidents.map(({ id }) => id)).toEqual([2, 1])
    // What is open under its paths today belongs to it, although another scan found it.
    const ofClean = await holdfast.report({ kind: 'scan', scan: clean.scan.id })
    expect(ofClean.incidents.map(({ id }) => id)).toEqual([2, 1])
    const ofUser = await holdfast.report({ kind: 'account', owner: user })
    expect(ofUser.total).toBe(2)
    expect((await holdfast.report({ kind: 'account', owner: 'nobody-else' })).incidents).toEqual([])
    await expect(holdfast.report({ kind: 'scan', scan: 99 })).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })
})

describe('the history', () => {
  it('holds, and its head is the digest of the newest event', async () => {
    const report = await broken.holdfast.auditVerify()
    const { head } = await broken.holdfast.report({ kind: 'store' })
    expect(report).toEqual({ ok: true, events: head.seq, head: head.digest, problems: [] })
  })
})

describe('two snapshots', () => {
  it('are compared as a whole, in one directory, or line by line in one file', async () => {
    const { holdfast, site } = broken
    const ids = broken.broken.scan.snapshots.map(({ id }) => id)
    const before = (broken.clean.scan.snapshots[0]?.id ?? '') as Oid
    const after = ids[0] ?? ''
    const stored = { kind: 'stored', cwd: site } as const
    const whole = await holdfast.diff({ ...stored, before, after, path: null })
    const latest = await holdfast.diff({ ...stored, before, after: null, path: null })
    expect(latest).toEqual(whole)
    expect(whole.kind === 'snapshots' && whole.diff.total).toBe(4)
    const uploads = await holdfast.diff({ ...stored, before, after, path: Buffer.from('uploads') })
    expect(uploads.kind === 'snapshots' && uploads.diff.changes.map(({ mark }) => mark)).toEqual(['A', 'A'])
    const lines = await holdfast.diff({ ...stored, before, after, path: Buffer.from('index.php') })
    expect(lines).toMatchObject({
      kind: 'contents',
      path: join(site, 'index.php'),
      diff: { diff: { state: 'changed' } },
    })
    const nothing = holdfast.diff({ ...stored, before, after, path: Buffer.from('nowhere') })
    await expect(nothing).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })
})
