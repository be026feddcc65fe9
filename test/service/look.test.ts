import { appendFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BytePath } from '../../src/domain/path.ts'
import type { Holdfast, HistoryQuery, IncidentQuery, ScanReport } from '../../src/service/contract.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'

const image = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex')

const hour = 3_600_000
const user = userInfo().username

/** One site, scanned clean, then with two infected copies, one edit and one removed file; asked everything. */
describe('a site that was broken into', () => {
  let directory: string
  let site: string
  let holdfast: Holdfast
  let clean: ScanReport
  let broken: ScanReport

  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    site = join(directory, 'site')
    const clock = movableClock()
    writeTree(site, {
      'index.php': '<?php echo 1;\n',
      'old/gone.txt': 'soon gone',
      'pic.png': image,
      'empty-a': '',
      'empty-b': '',
      'uploads/note.txt': 'a note\n',
    })
    holdfast = await openTestStore(directory, clock, { host: 'web7', zone: () => 'UTC' })
    clean = await scanPaths(holdfast, [site])
    clock.advance(hour)
    writeTree(site, { 'uploads/x.php': decodedEval, 'uploads/y.php': decodedEval })
    appendFileSync(join(site, 'index.php'), 'echo 2;\n')
    rmSync(join(site, 'old'), { recursive: true })
    broken = await scanPaths(holdfast, [site])
    clock.advance(2 * hour)
  })

  afterAll(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
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
      verdict: { findings: [{ rule: 101, tier: 'malicious' }] },
      rules: [{ rule: 101, pack: 'holdfast', tier: 'malicious' }],
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
    await expect(copies).rejects.toMatchObject({ code: 'HF_MANY_FILES', facts: { files: 2 } })
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

  it('has its snapshots listed, shown, opened and compared', async () => {
    const page = await holdfast.snapshotList({ root: null, limit: 10, offset: 0 })
    expect(page.items.map(({ scan }) => scan)).toEqual([broken.scan.id, clean.scan.id])
    const [newest, oldest] = page.items
    expect(page.total).toBe(2)
    expect((await holdfast.snapshotList({ root: site as BytePath, limit: 1, offset: 1 })).items).toEqual([
      oldest,
    ])
    const strange = holdfast.snapshotList({ root: '/nowhere' as BytePath, limit: 1, offset: 0 })
    await expect(strange).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    expect(await holdfast.snapshotShow('latest')).toEqual(newest)
    expect(await holdfast.snapshotShow(oldest?.id.slice(0, 8) ?? '')).toEqual(oldest)
    expect(await holdfast.snapshotShow('@150m')).toEqual(oldest)

    const { from, to, changes, total } = await holdfast.snapshotDiff({ from: oldest?.id ?? '', to: 'latest' })
    expect([from, to, total]).toEqual([oldest, newest, 4])
    expect(changes.map(({ mark, path }) => `${mark} ${path.slice(site.length)}`)).toEqual([
      'M /index.php',
      'D /old/gone.txt',
      'A /uploads/x.php',
      'A /uploads/y.php',
    ])
  })

  it('lists a directory and a file of a snapshot, from the root or from where one stands', async () => {
    const list = async (path: string | null, cwd: string): Promise<string[]> => {
      const request = {
        spec: clean.snapshots[0]?.id ?? '',
        path: path === null ? null : Buffer.from(path),
        cwd,
      }
      const { items } = await holdfast.snapshotLs({ ...request, limit: 100, offset: 0 })
      return items.map((item) => item.path.slice(site.length))
    }
    const top = ['/empty-a', '/empty-b', '/index.php', '/old', '/pic.png', '/uploads']
    expect(await list(null, '/')).toEqual(top)
    expect(await list('.', site)).toEqual(top)
    expect(await list('uploads', site)).toEqual(['/uploads/note.txt'])
    expect(await list('note.txt', join(site, 'uploads'))).toEqual(['/uploads/note.txt'])
    expect(await list('old/gone.txt', '/')).toEqual(['/old/gone.txt'])
    await expect(list('uploads/x.php', site)).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(list('/etc', site)).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    const page = await holdfast.snapshotLs({ spec: 'latest', path: null, cwd: '/', limit: 2, offset: 3 })
    expect([page.total, page.items.map(({ entry }) => entry.name)]).toEqual([5, ['pic.png', 'uploads']])
  })

  it('shows the lines that differ between two contents', async () => {
    const { versions } = await holdfast.explain({ target: Buffer.from('index.php'), cwd: site })
    const [after, before] = versions.map(({ oid }) => oid ?? '')
    const { diff } = await holdfast.contentDiff({ before: before?.slice(0, 9) ?? '', after: after ?? '' })
    expect(diff).toMatchObject({
      state: 'changed',
      hunks: [{ lines: [{ mark: ' ' }, { mark: '+', text: 'echo 2;\n' }] }],
    })
    const picture = await holdfast.explain({ target: Buffer.from('pic.png'), cwd: site })
    const unkept = holdfast.contentDiff({ before: picture.current?.oid ?? '', after: after ?? '' })
    await expect(unkept).rejects.toMatchObject({ code: 'HF_NOT_KEPT' })
  })

  it('has a history of events and contents, newest first', async () => {
    const { items, total, path, owner } = await holdfast.history({
      ...wholeHistory,
      target: targetIn('index.php'),
    })
    expect([path, owner, total]).toEqual([join(site, 'index.php'), user, 2])
    expect(items.map((line) => (line.kind === 'content' ? line.change : line.event.event))).toEqual([
      'content-changed',
      'first-seen',
    ])
    const infected = await holdfast.history({ ...wholeHistory, target: targetIn('uploads/x.php') })
    expect(infected.items.map((line) => (line.kind === 'content' ? line.change : line.event.event))).toEqual([
      'detected',
      'first-seen',
    ])
  })

  it('filters its history and cuts it into pages that lose nothing', async () => {
    const kinds = async (changes: Partial<HistoryQuery>): Promise<string[]> =>
      (await holdfast.history({ ...wholeHistory, ...changes })).items.map((line) =>
        line.kind === 'content' ? line.change : line.event.event,
      )
    const all = await kinds({})
    expect(all.at(-1)).toBe('store-created')
    expect(all.filter((name) => name === 'detected')).toHaveLength(2)
    const pages = [0, 2, 4, 6, 8, 10].map(async (offset) => await kinds({ limit: 2, offset }))
    expect((await Promise.all(pages)).flat()).toEqual(all)
    expect(await kinds({ events: ['detected'] })).toEqual(['detected', 'detected'])
    expect(await kinds({ target: targetIn('uploads') })).toEqual(['detected', 'detected'])
    const page = { target: targetIn('uploads/x.php'), limit: 1 }
    expect([await kinds(page), await kinds({ ...page, offset: 1 })]).toEqual([['detected'], ['first-seen']])
    expect(await kinds({ target: targetIn('uploads/x.php'), show: 'contents' })).toEqual(['first-seen'])
    expect(await kinds({ target: targetIn('uploads/x.php'), show: 'events' })).toEqual(['detected'])
    expect(await kinds({ target: targetIn('index.php'), since: broken.scan.startedAt })).toEqual([
      'content-changed',
    ])
    expect(await kinds({ target: targetIn('index.php'), until: clean.scan.finishedAt ?? 0 })).toEqual([
      'first-seen',
    ])
    await expect(kinds({ events: ['detectd'] })).rejects.toMatchObject({
      code: 'HF_USAGE',
      hint: 'did you mean detected?',
    })
  })

  it('passes the check of the store, also byte by byte, and remembers it', async () => {
    const report = await holdfast.fsck({ readData: 'all' })
    expect(report.problems).toEqual([])
    expect(report).toMatchObject({ ok: true, events: (await holdfast.status()).audit.events })
    expect(report.objects).toBeGreaterThan(5)
    expect((await holdfast.status()).store.lastFsckAt).toBeGreaterThan(broken.scan.startedAt)
  })

  const targetIn = (path: string): HistoryQuery['target'] => ({ target: Buffer.from(path), cwd: site })
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

const wholeHistory: HistoryQuery = {
  target: null,
  show: 'both',
  events: [],
  owner: null,
  cause: null,
  since: null,
  until: null,
  limit: 100,
  offset: 0,
}
