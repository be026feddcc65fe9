import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { IncidentQuery } from '../../src/service/contract/incidents.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { type BrokenSite, breakIntoSite } from '../support/brokenSite.ts'
import { decodedEval } from '../support/inert.ts'

const user = userInfo().username

describe('a site that was broken into', () => {
  let directory: string
  let site: string
  let holdfast: Holdfast
  let clean: ScanReport
  let broken: ScanReport
  let end: BrokenSite['end']

  beforeAll(async () => {
    ;({ directory, site, holdfast, clean, broken, end } = await breakIntoSite())
  })

  afterAll(async () => {
    await end()
  })

  it('is counted by status, with what needs attention', async () => {
    const status = await holdfast.status()
    expect(status).toMatchObject({
      host: 'web7',
      version: '0.1.0',
      attention: [
        {
          text: `2 infected files on 1 account (${user}), newest 2 h ago`,
          command: 'holdfast list --status infected',
        },
      ],
      roots: [{ path: site, files: 7, infected: 2, suspicious: 0, undecided: 0, notRead: 0 }],
      incidents: { infected: 2, suspicious: 0, resolved: 0 },
      store: { path: join(directory, 'store'), snapshots: 2, format: 1, lastFsckAt: null },
      defaultAction: 'cleanup',
    })
    expect(status.roots[0]?.lastScan).toEqual(broken.scan)
    expect(status.roots[0]?.lastCompleteAt).toBe(broken.scan.finishedAt)
    expect(status.rules).toEqual(broken.rules)
    expect(status.store.bytes).toBeGreaterThan(1000)
    expect(status.store.diskFreeBytes).toBeGreaterThan(0)
    expect(status.audit.events).toBeGreaterThan(5)
  })

  it('is listed newest first, by page and by every condition', async () => {
    const ids = async (changes: Partial<IncidentQuery>): Promise<number[]> => {
      const { items, total } = await holdfast.list({ ...everything, ...changes })
      if (changes.limit === undefined) expect(total).toBe(items.length)
      return items.map(({ id }) => id)
    }
    expect(await ids({})).toEqual([2, 1])
    expect(await ids({ limit: 1 })).toEqual([2])
    expect(await ids({ limit: 5, offset: 1 })).toEqual([1])
    expect(await ids({ statuses: ['infected'] })).toEqual([2, 1])
    expect(await ids({ statuses: ['suspicious', 'resolved'] })).toEqual([])
    expect(await ids({ search: 'UPLOADS/X' })).toEqual([1])
    expect(await ids({ search: 'HF-SA' })).toEqual([2, 1])
    expect(await ids({ owner: user })).toEqual([2, 1])
    expect(await ids({ owner: 'alice' })).toEqual([])
    expect(await ids({ scan: broken.scan.id })).toEqual([2, 1])
    expect(await ids({ scan: clean.scan.id })).toEqual([])
    expect(await ids({ rule: 101 })).toEqual([2, 1])
    expect(await ids({ rule: 102 })).toEqual([])
    expect(await ids({ oid: broken.incidents[0]?.oid.slice(0, 8).toUpperCase() ?? '' })).toEqual([2, 1])
    expect(await ids({ since: broken.scan.startedAt })).toEqual([2, 1])
    expect(await ids({ until: broken.scan.startedAt - 1 })).toEqual([])
  })

  it('is explained by incident and by path alike', async () => {
    const byId = await holdfast.explain({ target: Buffer.from('i1'), cwd: '/' })
    const byPath = await holdfast.explain({ target: Buffer.from('uploads/x.php'), cwd: site })
    expect(byPath).toEqual(byId)
    expect(byId).toMatchObject({
      path: join(site, 'uploads/x.php'),
      owner: user,
      incident: { id: 1, status: 'infected' },
      current: { size: decodedEval.length, mode: 0o644, fileClass: 'generic', kept: true },
      outcome: 'malicious',
      verdict: {
        findings: [
          { rule: 101, tier: 'malicious' },
          { rule: 2005, tier: 'malicious' },
        ],
      },
      rules: [
        { rule: 101, pack: 'holdfast', tier: 'malicious' },
        { rule: 2005, pack: 'engine', tier: 'malicious' },
      ],
      versions: [{ outcome: 'malicious', scan: broken.scan.id, kept: true }],
      sameContent: { items: [join(site, 'uploads/y.php')], total: 1 },
      changedWith: 4,
    })
    expect(byId.rules[0]?.identifier).not.toBe('')
  })

  it('explains a clean, an edited, a vanished and an unknown file', async () => {
    const edited = await holdfast.explain({ target: Buffer.from('index.php'), cwd: site })
    expect(edited).toMatchObject({ incident: null, outcome: 'clean', rules: [], changedWith: 4 })
    expect(edited.versions.map(({ outcome, scan }) => [outcome, scan])).toEqual([
      ['clean', broken.scan.id],
      ['clean', clean.scan.id],
    ])
    const gone = await holdfast.explain({ target: Buffer.from('old/gone.txt'), cwd: site })
    expect(gone).toMatchObject({
      current: null,
      outcome: 'unknown',
      verdict: null,
      versions: [{ scan: clean.scan.id }],
    })
    const empty = await holdfast.explain({ target: Buffer.from('empty-a'), cwd: site })
    expect(empty.sameContent).toEqual({ items: [], total: 0 })
    const unknown = holdfast.explain({ target: Buffer.from('never.php'), cwd: site })
    await expect(unknown).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('answers for a content by its hash when one file has it, and refuses when several have', async () => {
    const hashOf = async (path: string): Promise<string> =>
      (await holdfast.explain({ target: Buffer.from(path), cwd: site })).current?.oid ?? ''
    const note = await hashOf('uploads/note.txt')
    const byHash = await holdfast.explain({ target: Buffer.from(note.slice(0, 10)), cwd: '/' })
    expect(byHash.path).toBe(join(site, 'uploads/note.txt'))
    const copies = holdfast.explain({ target: Buffer.from(broken.incidents[0]?.oid ?? ''), cwd: '/' })
    await expect(copies).rejects.toMatchObject({ code: 'HF_MANY_FILES', facts: { files: 2, accounts: 1 } })
  })

  it('is viewed from the store, not from the disk', async () => {
    const before = await holdfast.view({ target: Buffer.from('i1'), cwd: '/', bytes: 5 })
    writeFileSync(join(site, 'uploads/x.php'), 'changed since')
    const after = await holdfast.view({ target: Buffer.from('uploads/x.php'), cwd: site, bytes: 1e6 })
    writeFileSync(join(site, 'uploads/x.php'), decodedEval)
    expect(after.bytes.toString()).toBe(decodedEval)
    expect(after).toMatchObject({
      path: join(site, 'uploads/x.php'),
      size: decodedEval.length,
      source: 'store',
    })
    expect(before.bytes.toString()).toBe(decodedEval.slice(0, 5))
    const byHash = await holdfast.view({ target: Buffer.from(after.oid), cwd: '/', bytes: 3 })
    expect(byHash).toMatchObject({ path: null, oid: after.oid, size: decodedEval.length })
    expect(byHash.bytes).toHaveLength(3)
  })

  it('says so when only the hash of a content is known, or nothing', async () => {
    const view = async (target: string): Promise<unknown> =>
      await holdfast.view({ target: Buffer.from(target), cwd: site, bytes: 9 })
    await expect(view('pic.png')).rejects.toMatchObject({ code: 'HF_NOT_KEPT' })
    await expect(view('uploads')).rejects.toMatchObject({ code: 'HF_NOT_KEPT' })
    await expect(view('old/gone.txt')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })
})

const everything: IncidentQuery = {
  statuses: [],
  owner: null,
  rule: null,
  oid: null,
  scan: null,
  search: null,
  since: null,
  until: null,
  limit: 100,
  offset: 0,
}
