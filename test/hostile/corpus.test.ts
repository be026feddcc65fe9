import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDisplayPath } from '../../src/domain/displayPath.ts'
import type { SkipReason } from '../../src/domain/skip.ts'
import { program } from '../support/commandLine.ts'
import { needMounts, scratchDirectory, startPerl } from '../support/scratch.ts'
import { unprintable } from '../support/unprintable.ts'
import { shell } from './case.ts'
import { raceProgram, races } from './cases/races.ts'
import { corpus, mountScript, plantCorpus } from './corpus.ts'
import type { Observed, Ran, Stage } from './observe.ts'
import { runOnStage } from './observe.ts'

const hour = 3_600_000
/** The whole program with its reader stays far below this, whatever a tree holds. */
const memoryBytesMax = 1024 ** 3

type Counts = Partial<Readonly<Record<SkipReason, number>>>

interface ScanJson {
  readonly scan: {
    readonly complete: boolean
    readonly durationMs: number
    readonly counts: Readonly<Record<'files' | 'read' | 'unchanged' | 'directories' | 'bytesRead', number>>
    readonly skippedByReason: Counts
  }
  readonly findings: readonly FileJson[]
  readonly undecided: readonly FileJson[]
}

interface FileJson {
  readonly file: string
  readonly fileBase64?: string
}

/** A stage with the corpus on it, and a way to run `holdfast` there. */
interface Theatre {
  readonly site: string
  readonly run: (commands: Readonly<Record<string, readonly string[]>>) => Promise<Observed>
}

describe(`one scan over ${corpus.length} hostile cases`, { timeout: hour }, () => {
  it('has at least 300 of them, each with a name of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(300)
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length)
  })

  it('finds every shell and counts the rest, at rest and while a tenant works against it', async (context) => {
    needMounts(context)
    const theatre = newTheatre()
    plantCorpus(theatre.site)
    await scanAtRest(theatre)
    await scanUnderAttack(theatre)
  })
})

/** Everything is found or counted, and no way to print it moves a terminal. */
async function scanAtRest({ site, run }: Theatre): Promise<void> {
  const { ran, memoryPeak } = await run({
    scan: holdfast('scan', site, '--json'),
    files: countFiles(site),
    rescan: holdfast('scan', site),
    paths0: holdfast('list', '--limit', '100000', '--format', 'paths0'),
    ...printingCommands(site),
  })
  const scan = jsonOf(ran.get('scan')!)
  expectFound(scan, site)
  expect(scan.scan.skippedByReason).toEqual(expectedCounts())
  expectSum(scan, Number(ran.get('files')!.out.toString()))
  for (const [name, result] of ran) if (!unprinted.includes(name)) expectPrintable(name, result)
  expect(paths0(ran.get('paths0')!, site)).toEqual(new Set(belowSite(scan.findings, site)))
  expect(memoryPeak).toBeLessThan(memoryBytesMax)
  await reportAgainstPlain(scan, memoryPeak)
}

/** Not for people: a count, and paths as their bytes. */
const unprinted = ['files', 'paths0']

function paths0({ out }: Ran, site: string): ReadonlySet<string> {
  const paths = out.toString('latin1').split('\0').slice(0, -1)
  return new Set(paths.map((path) => path.slice(site.length + 1)))
}

/** What the tenant does not touch is found as before; what moves is found or counted. */
async function scanUnderAttack({ site, run }: Theatre): Promise<void> {
  const tenant = await startPerl(raceProgram(), [site, shell.toString()])
  const { ran } = await run({ scan: holdfast('scan', site, '--json', '--reread') })
  expect(tenant.exitCode).toBeNull()
  tenant.kill('SIGKILL')
  const scan = jsonOf(ran.get('scan')!)
  expectFound(scan, site)
  expectSum(scan, null)
  const more = countsBeyond(scan.scan.skippedByReason, expectedCounts())
  const moving: readonly string[] = ['vanished', 'unstable', 'unreadable', 'special-file']
  expect(Object.keys(more).filter((reason) => !moving.includes(reason))).toEqual([])
  console.log(`hostile: ${races.length} races, counted besides: ${JSON.stringify(more)}`)
}

function countsBeyond(counts: Counts, expected: Counts): Readonly<Record<string, number>> {
  const beyond = Object.entries(counts).map(
    ([reason, count]) => [reason, count - (expected[reason as SkipReason] ?? 0)] as const,
  )
  return Object.fromEntries(beyond.filter(([, count]) => count > 0))
}

function newTheatre(): Theatre {
  const directory = scratchDirectory()
  const [site, outside] = [join(directory, 'site'), join(directory, 'outside')]
  for (const made of [site, outside]) mkdirSync(made)
  const stage: Stage = {
    script: mountScript(),
    site,
    shell: join(outside, 'shell'),
    results: join(directory, 'results'),
    environment: { ...process.env, HOLDFAST_STORE: join(directory, 'store'), TZ: 'UTC' },
  }
  mkdirSync(stage.results)
  writeFileSync(stage.shell, shell)
  return { site, run: async (commands) => await runOnStage(stage, new Map(Object.entries(commands))) }
}

function holdfast(...words: readonly string[]): readonly string[] {
  return [process.execPath, program, ...words]
}

/** Regular files as `find` sees them where holdfast may go. */
function countFiles(site: string): readonly string[] {
  const closed = corpus.flatMap(({ directory, closed: names }) =>
    names.map((name) => `${site}/${directory}/${name}`),
  )
  const pruned = closed.flatMap((path) => ['-path', path, '-prune', '-o'])
  return ['sh', '-c', 'find "$@" -type f -printf x | wc -c', 'sh', site, ...pruned]
}

/** Every way to print the names of the corpus. */
function printingCommands(site: string): Readonly<Record<string, readonly string[]>> {
  const all = ['--limit', '100000']
  const lists = {
    list: ['list', ...all],
    files: ['snapshot', 'ls', 'latest', join(site, 'names/files'), ...all],
    directories: ['snapshot', 'ls', 'latest', join(site, 'names/directories'), ...all],
    links: ['snapshot', 'ls', 'latest', join(site, 'link-to-a-terminal-escape'), ...all],
    history: ['history', ...all],
    search: ['list', '--search', '\u202e', ...all],
  }
  const formats = ['table', 'json', 'ndjson', 'csv', 'tsv']
  const printed = Object.entries(lists).flatMap(([name, words]) =>
    formats.map((format) => [`${name}-${format}`, holdfast(...words, '--format', format)] as const),
  )
  return Object.fromEntries([
    ...printed,
    ['explain', holdfast('explain', 'i1')],
    ['status', holdfast('status')],
  ])
}

function jsonOf({ out, err, code }: Ran): ScanJson {
  // 1: something malicious is there.
  expect({ code, err }).toEqual({ code: 1, err: '' })
  return JSON.parse(out.toString()) as ScanJson
}

/** Outside the directories of the races exactly the shells of the corpus, under their bytes. */
function expectFound({ findings, undecided }: ScanJson, site: string): void {
  expect(comparison(belowSite(findings, site), planted('shells'))).toEqual(allAsPlanted)
  expect(comparison(belowSite(undecided, site), planted('undecided'))).toEqual(allAsPlanted)
}

interface Comparison {
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
  readonly twice: readonly string[]
}

const allAsPlanted: Comparison = { missing: [], unexpected: [], twice: [] }

function comparison(found: readonly string[], wanted: ReadonlySet<string>): Comparison {
  const once = new Set(found)
  const missing = [...wanted].filter((path) => !once.has(path))
  const unexpected = found.filter((path) => !wanted.has(path))
  const twice = found.filter((path, i) => found.indexOf(path) !== i)
  return { missing, unexpected, twice }
}

function planted(which: 'shells' | 'undecided'): ReadonlySet<string> {
  return new Set(corpus.flatMap((one) => one[which].map((path) => `${one.directory}/${path}`)))
}

function belowSite(files: readonly FileJson[], site: string): readonly string[] {
  const paths = files.map((file) => bytesOf(file).slice(site.length + 1))
  return paths.filter((path) => !path.startsWith('race'))
}

function bytesOf({ file, fileBase64 }: FileJson): string {
  const bytes = fileBase64 === undefined ? Buffer.from(file) : Buffer.from(fileBase64, 'base64')
  expect(parseDisplayPath(file)).toBe(bytes.toString('latin1'))
  return bytes.toString('latin1')
}

function expectedCounts(): Counts {
  const counts: Partial<Record<SkipReason, number>> = {}
  for (const { counted } of corpus) {
    for (const [reason, count] of Object.entries(counted) as [SkipReason, number][]) {
      counts[reason] = (counts[reason] ?? 0) + count
    }
  }
  return counts
}

/** Reasons for which a regular file is not judged; the others are of entries that are none. */
const fileReasons = [
  'unreadable',
  'unstable',
  'vanished',
  'surplus',
  'reader-failed',
  'too-large',
  'sparse',
] as const

/** Every file on disk was read, was unchanged, or is counted with its reason. */
function expectSum({ scan: { counts, skippedByReason } }: ScanJson, filesOnDisk: number | null): void {
  const skipped = fileReasons.reduce((sum, reason) => sum + (skippedByReason[reason] ?? 0), 0)
  // A directory can vanish too, and a link be unstable, so on a moving site the sum may be more.
  expect(counts.read + counts.unchanged + skipped).toBeGreaterThanOrEqual(counts.files)
  if (filesOnDisk === null) return
  expect(counts.read + counts.unchanged + skipped).toBe(counts.files)
  expect(counts.files).toBe(filesOnDisk)
}

function expectPrintable(name: string, { out, err, code }: Ran): void {
  const text = out.toString('utf8') + err
  expect({ name, isUtf8: Buffer.from(out.toString('utf8')).equals(out), code: code <= 3 }).toEqual({
    name,
    isUtf8: true,
    code: true,
  })
  const lineEnds = name.endsWith('csv') ? /\r\n/g : name.endsWith('tsv') ? /[\t\n]/g : /\n/g
  const rest = text.replace(lineEnds, '')
  const at = rest.search(unprintable)
  expect(at === -1 ? '' : `${name}: ${JSON.stringify(rest.slice(Math.max(0, at - 40), at + 20))}`).toBe('')
}

/** The bytes lie in files of 1 MB, all different; the others are as short as those of the corpus. */
function plainContent(file: number, bytes: number): string {
  const line = `line of file ${file}\n`
  return file < bytes / 1e6 ? line.repeat(1e6 / line.length) : String(file % 1000)
}

/** As many files with ordinary names, and as many bytes, for comparison; a figure, not a limit. */
async function reportAgainstPlain({ scan }: ScanJson, memoryPeak: number): Promise<void> {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  const perDirectory = 1000
  for (let i = 0; i < scan.counts.files; i += 1) {
    const place = join(site, `d${Math.floor(i / perDirectory)}`)
    if (i % perDirectory === 0) mkdirSync(place, { recursive: true })
    writeFileSync(join(place, `file${i}.txt`), plainContent(i, scan.counts.bytesRead))
  }
  const results = join(directory, 'results')
  mkdirSync(results)
  const environment = { ...process.env, HOLDFAST_STORE: join(directory, 'store') }
  const stage: Stage = { script: '', site, shell: '', results, environment }
  const { ran } = await runOnStage(stage, new Map([['scan', holdfast('scan', site, '--json')]]))
  const plain = JSON.parse(ran.get('scan')!.out.toString()) as ScanJson
  expect(plain.scan.complete).toBe(true)
  const megabytes = (scan.counts.bytesRead / 1e6).toFixed(0)
  const seconds = [scan.durationMs, plain.scan.durationMs].map((ms) => `${(ms / 1000).toFixed(1)} s`)
  const times = (scan.durationMs / plain.scan.durationMs).toFixed(2)
  console.log(
    `hostile: ${corpus.length} cases, ${scan.counts.files} files with ${megabytes} MB in ${seconds[0]}; ` +
      `as many plain ones with as many bytes in ${seconds[1]} (${times} x); peak ${Math.round(memoryPeak / 1e6)} MB anonymous memory`,
  )
}
