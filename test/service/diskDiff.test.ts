import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { DiskDiff } from '../../src/service/contract/diff.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { tmpdir } from 'node:os'

let directory: string
let site: string
let outside: string
let clock: MovableClock
let holdfast: Holdfast

beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
  site = join(directory, 'site')
  outside = join(directory, 'outside')
  clock = movableClock()
  writeTree(site, {
    'same.php': '1',
    'grown.php': '1',
    'touched.php': '1',
    'swapped.php': '12',
    'rights.php': '1',
    'gone.php': '1',
    'dir/inside.php': '1',
    'redirected/a.php': '1',
    'removed/a/b.php': '1',
    'removed/c.php': '1',
  })
  mkdirSync(join(site, 'empty'))
  writeTree(outside, { 'a.php': 'something else', 'b.php': 'and more' })
  holdfast = await openTestStore(directory, clock)
  await scanPaths(holdfast, [site])
  clock.advance(3_600_000)
  await scanPaths(holdfast, [site])
})

afterAll(async () => {
  await holdfast.close()
  rmSync(directory, { recursive: true, force: true })
})

it('finds nothing on an untouched disk, and opens no database of contents for it', async () => {
  const logs = join(directory, 'store/objects')
  const before = readdirSync(logs)
  const diff = await diskDiff(null)
  expect(diff).toMatchObject({ paths: [site], changes: [], total: 0, unseen: 0 })
  expect(readdirSync(logs)).toEqual(before)
})

it('marks what came, went, changed, and what only seems unchanged; a link is not followed', async () => {
  appendFileSync(join(site, 'grown.php'), '2')
  utimesSync(join(site, 'touched.php'), 1, 1)
  // Node sets times less finely than the filesystem keeps them.
  spawnSync('cp', ['-p', join(site, 'swapped.php'), join(directory, 'times')])
  writeFileSync(join(site, 'swapped.php'), '21')
  spawnSync('touch', ['-r', join(directory, 'times'), join(site, 'swapped.php')])
  chmodSync(join(site, 'rights.php'), 0o600)
  rmSync(join(site, 'gone.php'))
  rmSync(join(site, 'removed'), { recursive: true })
  renameSync(join(site, 'redirected'), join(directory, 'kept-aside'))
  symlinkSync(outside, join(site, 'redirected'))
  writeTree(site, { 'new/deep/x.php': 'x', 'new/y.php': 'y' })
  mkdirSync(join(site, 'new/hollow'))
  rmSync(join(site, 'empty'), { recursive: true })

  const diff = await diskDiff(null)
  expect(marks(diff)).toEqual([
    'D empty',
    'D gone.php',
    'M grown.php',
    'A new/deep/x.php',
    'A new/hollow',
    'A new/y.php',
    'T redirected',
    'D redirected/a.php',
    'D removed/a/b.php',
    'D removed/c.php',
    'T rights.php',
    '? swapped.php',
    'M touched.php',
  ])
  const { A, D, M, T, '?': silent } = diff.counts
  expect(A + D + M + T + silent).toBe(diff.total)
})

it('keeps to the path that was asked for, known or new, directory or file', async () => {
  expect(marks(await diskDiff('new'))).toEqual(['A new/deep/x.php', 'A new/hollow', 'A new/y.php'])
  expect(marks(await diskDiff('new/deep'))).toEqual(['A new/deep/x.php'])
  expect(marks(await diskDiff('grown.php'))).toEqual(['M grown.php'])
  expect(marks(await diskDiff('same.php'))).toEqual([])
  expect(marks(await diskDiff('removed'))).toEqual(['D removed/a/b.php', 'D removed/c.php'])
  expect(marks(await diskDiff('gone.php'))).toEqual(['D gone.php'])
  await expect(diskDiff('never/was')).rejects.toMatchObject({ code: 'HF_NO_SUCH_PATH' })
  await expect(diskDiff('/etc')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
})

it('leaves out what the settings exclude', async () => {
  linkSync(join(site, 'same.php'), join(site, 'left.out'))
  expect(marks(await diskDiff(null))).toContain('A left.out')
  await holdfast.configSet('scan.exclude', '["*.out", "new/"]')
  const left = marks(await diskDiff(null))
  expect(left).not.toContain('A left.out')
  expect(left.filter((line) => line.includes('new/'))).toEqual([])
})

async function diskDiff(path: string | null): Promise<DiskDiff> {
  const report = await holdfast.diff({
    kind: 'disk',
    path: path === null ? null : Buffer.from(path),
    cwd: site,
  })
  if (report.kind !== 'disk') throw new Error(`not about the disk: ${report.kind}`)
  return report.diff
}

/** In one order: what lies in a directory is told when the walk comes to it. */
function marks({ changes }: DiskDiff): readonly string[] {
  return changes.map(({ mark, path }) => `${mark} ${path.slice(site.length + 1)}`).sort(byPath)
}

function byPath(a: string, b: string): number {
  return a.slice(2) < b.slice(2) ? -1 : 1
}
