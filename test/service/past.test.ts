import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BytePath } from '../../src/domain/path.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { HistoryQuery } from '../../src/service/contract/history.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { type BrokenSite, breakIntoSite } from '../support/brokenSite.ts'

const user = userInfo().username

describe('the past of a site that was broken into', () => {
  let site: string
  let holdfast: Holdfast
  let clean: ScanReport
  let broken: ScanReport
  let end: BrokenSite['end']

  beforeAll(async () => {
    ;({ site, holdfast, clean, broken, end } = await breakIntoSite())
  })

  afterAll(async () => {
    await end()
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
    const stored = { kind: 'stored', path: null, cwd: site } as const
    const report = await holdfast.diff({ ...stored, before: before?.slice(0, 9) ?? '', after: after ?? '' })
    expect(report).toMatchObject({
      kind: 'contents',
      diff: {
        diff: {
          state: 'changed',
          hunks: [{ lines: [{ mark: ' ' }, { mark: '+', text: 'echo 2;\n' }] }],
        },
      },
    })
    const picture = await holdfast.explain({ target: Buffer.from('pic.png'), cwd: site })
    const unkept = holdfast.diff({ ...stored, before: picture.current?.oid ?? '', after: after ?? '' })
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
