import { chmodSync, chownSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { IndexEntry } from '../../src/domain/entry.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { directoryOperations } from '../../src/index/directoryRow.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import type { PathCoverage } from '../../src/service/contract/coverage.ts'
import { surveyIndex } from '../../src/service/coverageIndex.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { byteName, bytePath, needRoot, scratchDirectory } from '../support/scratch.ts'

const GiB = 1024 ** 3
const nobody = 65_534

it('says per root what was not looked at and why, with examples from the index', async () => {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(site, {
    'index.php': '<?php echo 1;\n',
    'dump.sql': 'INSERT',
    'pic.png': Buffer.from('89504e470d0a1a0a', 'hex'),
    'big.iso': '',
    'cache/x.tmp': 'x',
  })
  truncateSync(join(site, 'big.iso'), 2 * GiB)
  const holdfast = await openTestStore(directory, movableClock())
  const { scan } = await scanPaths(holdfast, [site], { excludes: ['cache/'] })
  const report = await holdfast.coverage({ path: null, cwd: '/' })
  expect(report).toMatchObject({ open: false, unscanned: null, excludes: [] })
  const [coverage] = report.paths
  expect(coverage).toMatchObject({ path: site, stopped: null, files: 4, directories: 1 })
  expect(coverage?.scan?.id).toBe(scan.id)
  expect(reasons(coverage)).toEqual({ excluded: 1, 'never-kept': 1, 'hash-only': 1, 'stat-only': 1 })
  expect(coverage?.gaps.find(({ reason }) => reason === 'stat-only')?.examples).toEqual([
    join(site, 'big.iso'),
  ])

  const file = await holdfast.coverage({ path: Buffer.from('dump.sql'), cwd: site })
  expect(file.paths.map(reasons)).toEqual([{ 'never-kept': 1 }])
  await holdfast.close()
})

it('is open for what no scan has come to: a path outside, one inside that is not known, a stopped run', async () => {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(site, { 'index.php': '<?php echo 1;\n', 'deep/a.php': '<?php echo 2;\n' })
  const holdfast = await openTestStore(directory, movableClock())
  await scanPaths(holdfast, [site])
  for (const path of ['/no/such/root', 'nothing.php']) {
    const report = await holdfast.coverage({ path: Buffer.from(path), cwd: site })
    expect(report).toMatchObject({ open: true, paths: [] })
    expect(report.unscanned).not.toBeNull()
  }
  const above = await holdfast.coverage({ path: Buffer.from(directory), cwd: '/' })
  expect(above.paths.map(({ path }) => path)).toEqual([site])

  const stopping = new AbortController()
  stopping.abort()
  const stopped = await holdfast.scan(
    {
      paths: [Buffer.from(site)],
      cwd: '/',
      cause: 'on-demand',
      distrust: 'index',
      excludes: [],
      mounts: 'stay',
      workers: 1,
      memory: 'normal',
      changedRoot: 'refuse',
    },
    stopping.signal,
  ).result
  const after = await holdfast.coverage({ path: null, cwd: '/' })
  expect(after.open).toBe(true)
  expect(after.paths[0]?.stopped?.id).toBe(stopped.scan.id)
  expect(after.paths[0]?.scan?.id).toBeLessThan(stopped.scan.id)
  await holdfast.close()
})

it('is open while a directory could not be read, by name', async (context) => {
  needRoot(context)
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(site, { 'index.php': '<?php echo 1;\n', 'shut/a.php': 'x' })
  chmodSync(join(site, 'shut'), 0)
  chownSync(directory, nobody, nobody)
  process.seteuid?.(nobody)
  try {
    const holdfast = await openTestStore(directory, movableClock(), { uid: nobody })
    await scanPaths(holdfast, [site])
    const { open, paths } = await holdfast.coverage({ path: null, cwd: '/' })
    await holdfast.close()
    expect(open).toBe(true)
    const gaps = (paths[0]?.gaps ?? []).filter((gap) => gap.open)
    expect(gaps).toEqual([
      { reason: 'directory-unreadable', count: 1, open: true, scan: 1, examples: [] },
      { reason: 'unlisted-directory', count: 1, open: true, scan: null, examples: [join(site, 'shut')] },
    ])
  } finally {
    process.seteuid?.(0)
  }
})

it('knows unread files, files that are read again, and the oldest read from the index alone', async () => {
  const meta = openMemory()
  await loadXxh64()
  const top = bytePath('/srv')
  const oid = sha256(Buffer.from('x'))
  const entries = [
    indexEntry('a-unread', { oid: null, readDay: 0, trusted: false }),
    indexEntry('b-large', { oid: null, readDay: 20_000 }),
    indexEntry('c-old', { oid, readDay: 19_000 }),
    indexEntry('d-racy', { oid, readDay: 20_000, trusted: false }),
  ]
  const header = {
    mount: 0,
    ino: 2,
    mtimeMs: 1,
    ctimeMs: 1,
    listingTrusted: true,
    tree: null,
    files: 4,
    bytes: 4,
  }
  await meta.batch(directoryOperations(top, header, entries, 0), { sync: true })
  const survey = await surveyIndex(meta, { top, only: null }, () => false)
  expect(survey).toMatchObject({ files: 4, directories: 1, unproven: 2, oldestReadDay: 19_000 })
  expect(survey.gaps).toEqual([
    { reason: 'unread-file', count: 1, open: true, scan: null, examples: ['/srv/a-unread'] },
    { reason: 'stat-only', count: 1, open: false, scan: null, examples: ['/srv/b-large'] },
  ])
})

function indexEntry(name: string, changes: Partial<IndexEntry>): IndexEntry {
  const stat = {
    kind: 'file',
    ino: 1,
    size: 1,
    mtimeMs: 1,
    ctimeMs: 1,
    mode: 0o644,
    uid: 0,
    gid: 0,
    nlink: 1,
  } as const
  const known = { fileClass: 'generic', hashOnly: false, silentChange: false, trusted: true } as const
  return { name: byteName(name), stat, ...known, oid: null, readDay: 0, ...changes }
}

function reasons(coverage: PathCoverage | undefined): Record<string, number> {
  return Object.fromEntries((coverage?.gaps ?? []).map(({ reason, count }) => [reason, count]))
}
