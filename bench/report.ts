import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { hasProgram } from '../scripts/debianPackages.mjs'
import { root } from '../scripts/run.mjs'
import { nameOf } from './contender.ts'
import type { Row } from './runPhase.ts'
import { renderTargets, type Figures, type Target } from './targets.ts'

/** One section of the document: a tree, what was run over it, and what was asked of that. */
export interface Section {
  readonly title: string
  /** Sentences about the tree. */
  readonly about: string
  readonly treePath: string
  readonly command: string
  readonly figures: Figures
  readonly targets: readonly Target[]
  /** Further tables, as Markdown. */
  readonly tables: readonly string[]
}

/** The Markdown of a section: where, when and with what, the targets, one table per phase. */
export function renderSection(section: Section, at: Date): string {
  const { figures, targets } = section
  const phases = [...new Set(figures.rows.map((row) => row.phase))]
  return [
    `## ${section.title}`,
    section.about,
    `${at.toISOString().slice(0, 10)}, ${describeMachine(section.treePath)}.`,
    `${describeVersions()}. \`${section.command}\``,
    ...(targets.length === 0 ? [] : [renderTargets(targets, figures)]),
    ...phases.map((phase) => renderPhase(phase, figures.rows)),
    ...renderSizes(figures.sizesMiB),
    ...section.tables,
  ].join('\n\n')
}

/** Replaces the section of this title in docs/BENCHMARKS.md and leaves the others. */
export function writeBenchmarks(section: string, title: string): void {
  const path = join(root, 'docs/BENCHMARKS.md')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : introduction
  const [, ...known] = text.split(/^(?=## )/m)
  const others = known.filter((part) => !part.startsWith(`## ${title}\n`)).map((part) => part.trim())
  writeFileSync(path, `${[introduction, ...[...others, section].sort()].join('\n\n')}\n`)
}

const introduction = `# Benchmarks
\`npm run bench\` makes a tree like that of a shared hosting server from Debian packages and runs holdfast and its peers over
it, side by side in one run and with a warm page cache; \`-- --small\` takes a smaller tree, \`-- --million\` one of a million
small files, \`-- --operations\` only measures what it costs to change files. Peers that are missing are installed with apt when
root runs it. CPU is user and system time of the whole process tree and is what counts; wall time is reported and depends on what
else the machine does (load is given). Memory is the largest sum of RssAnon over the process tree, sampled every 50 ms. The ratio
is the CPU time of the first holdfast row of a table divided by that of the row (at start-up: of the row by that of a bare Node):
below 1 holdfast is cheaper. Where a row was run several times, in turns with the others of its table, the middle CPU time and
the shortest wall time count.

The peers do other work than holdfast (git, restic and borg judge nothing; yara, clamav and aide keep nothing), so a ratio is a
measure of size, not a race. clamav and clamd run with 11,000 signatures written by the benchmark, since the real database is
not on every machine; it is far larger. "Every content judged again" is \`scan --rejudge\`: it judges everything by every rule,
as a scan does after the engine has changed; contents that the store keeps are judged from there, the others are read.
"After rules were added" judges by the added pack alone.`

function renderPhase(phase: string, rows: readonly Row[]): string {
  const own = rows.filter((row) => row.phase === phase)
  const [first] = own
  return [
    `### ${phase}`,
    '',
    '| | CPU s | wall s | MiB | load | ratio |',
    '|---|--:|--:|--:|--:|--:|',
    ...own.map((row) => renderRow(row, row === first ? '' : ratioText(row, first))),
  ].join('\n')
}

function renderRow({ contender, outcome }: Row, ratio: string): string {
  const name = nameOf(contender)
  switch (outcome.kind) {
    case 'not installed':
      return `| ${name} | not installed | | | | |`
    case 'failed':
      return `| ${name} | failed, exit ${outcome.exitCode} | | | | |`
    case 'done': {
      const { result, filesRead } = outcome
      const read = filesRead === null ? '' : ` (${filesRead.toLocaleString('en')} files read)`
      const memory = result.anonymousMiBMax.toFixed(0)
      const times = [result.cpuSeconds, result.wallSeconds].map(inSeconds)
      return `| ${name}${read} | ${times.join(' | ')} | ${memory} | ${result.loadBefore.toFixed(1)} | ${ratio} |`
    }
  }
}

/** Always our time by that of the other: a table either begins with a row of ours, or with what ours are held against. */
function ratioText(row: Row, first: Row | undefined): string {
  const [ours, other] = first?.contender.tool === 'holdfast' ? [first, row] : [row, first]
  if (ours.outcome.kind !== 'done' || other?.outcome.kind !== 'done') return ''
  return (ours.outcome.result.cpuSeconds / other.outcome.result.cpuSeconds).toFixed(2)
}

function inSeconds(seconds: number): string {
  return seconds.toFixed(seconds < 1 ? 3 : 2)
}

function renderSizes(sizesMiB: Figures['sizesMiB']): string[] {
  const lines = Object.entries(sizesMiB).map(([name, size]) => `| ${name} | ${size.toFixed(0)} |`)
  if (lines.length === 0) return []
  return [['### Size on the disk after the first run', '', '| | MiB |', '|---|--:|', ...lines].join('\n')]
}

function describeMachine(treePath: string): string {
  const [processor] = cpus()
  const filesystem = firstLine('findmnt', ['-n', '-o', 'FSTYPE', '-T', treePath])
  return `${cpus().length} x ${processor?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, ${filesystem}`
}

function describeVersions(): string {
  const asked: [string, string[]][] = [
    ['git', ['--version']],
    ['restic', ['version']],
    ['borg', ['--version']],
    ['aide', ['--version']],
    ['clamscan', ['--version']],
    ['yara', ['--version']],
    ['openssl', ['version']],
    ['find', ['--version']],
  ]
  const told = asked.map(
    ([program, parameters]) =>
      `${program} ${/[\d.]+\d\w*/.exec(firstLine(program, parameters))?.[0] ?? 'absent'}`,
  )
  return [`Node ${process.versions.node}`, ...told].join(', ')
}

/** Some programs tell their version on standard error. */
function firstLine(program: string, parameters: readonly string[]): string {
  if (!hasProgram(program)) return ''
  const { stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8' })
  return `${stdout}\n${stderr}`.trim().split('\n')[0]?.trim() ?? ''
}
