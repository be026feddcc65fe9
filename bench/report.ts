import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { hasProgram } from '../scripts/debianPackages.mjs'
import { root } from '../scripts/run.mjs'
import type { Contender, Phase } from './contenders.ts'
import type { Measurement } from './measure.ts'

export interface Row {
  readonly phase: Phase
  readonly contender: Contender
  readonly result: Measurement
}

export interface TreeFacts {
  readonly name: string
  readonly files: number
  readonly bytes: number
  readonly changed: number
  readonly path: string
}

interface Target {
  readonly phase: Phase
  readonly tool: string
  readonly what: string
  readonly ratioMax: number
}

/** How many times a peer's CPU time holdfast may take on the full tree; on the small one Node's start is most of it. */
const targets: readonly Target[] = [
  { phase: 'unchanged', tool: 'git', what: 'status', ratioMax: 4 },
  { phase: 'first', tool: 'restic', what: 'backup', ratioMax: 2 },
]

export function isDone({ contender, result }: Row): boolean {
  return contender.accepted.includes(result.exitCode)
}

/** The Markdown of one run: where and with what, one table per phase. */
export function renderSection(rows: readonly Row[], tree: TreeFacts, at: Date): string {
  const phases = [...new Set(rows.map((row) => row.phase))]
  return [
    `## The ${tree.name} tree`,
    `${tree.files.toLocaleString('en')} files, ${(tree.bytes / 1e9).toFixed(2)} GB, ${tree.changed} of them changed for the last table.`,
    `${at.toISOString().slice(0, 10)}, ${describeMachine(tree.path)}.`,
    `${describeVersions()}. \`npm run bench${tree.name === 'small' ? ' -- --small' : ''}\``,
    ...phases.map((phase) => {
      const own = rows.filter((row) => row.phase === phase)
      return renderPhase(phase, own, tree.name === 'full' ? targets : [])
    }),
  ].join('\n\n')
}

/** Replaces the section of this tree in docs/BENCHMARKS.md and leaves the other one. */
export function writeBenchmarks(section: string, treeName: string): void {
  const path = join(root, 'docs/BENCHMARKS.md')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : introduction
  const kept = text.split(/^(?=## )/m).filter((part) => !part.startsWith(`## The ${treeName} tree`))
  const [head = introduction, ...others] = kept.map((part) => part.trim())
  const sections = [...others, section].sort().reverse()
  writeFileSync(path, `${[head, ...sections].join('\n\n')}\n`)
}

const introduction = `# Benchmarks
\`npm run bench\` makes a tree like that of a shared hosting server from Debian packages and runs holdfast and its peers over
it, side by side in one run and with a warm page cache. CPU is user and system time of the whole process tree and is what
counts; wall time is reported and depends on what else the machine does (load is given). Memory is the largest sum of
RssAnon over the process tree, sampled every 50 ms. The ratio is holdfast's CPU time divided by the peer's in the same table:
below 1 holdfast is cheaper. The peers do other work than holdfast (git and restic judge nothing, yara keeps nothing), so a
ratio is a measure of size, not a race.`

function renderPhase(phase: Phase, rows: readonly Row[], goals: readonly Target[]): string {
  const own = rows.find((row) => row.contender.tool === 'holdfast' && isDone(row))
  const lines = rows.map((row) => renderRow(row, own?.result.cpuSeconds, goals))
  return [
    `### ${phase}`,
    '',
    '| | CPU s | wall s | MiB | load | ratio |',
    '|---|--:|--:|--:|--:|--:|',
    ...lines,
  ].join('\n')
}

function renderRow(row: Row, ownCpuSeconds: number | undefined, goals: readonly Target[]): string {
  const { contender, result } = row
  const name = `${contender.tool} ${contender.what}`
  if (!isDone(row)) return `| ${name} | failed, exit ${result.exitCode} | | | | |`
  const figures = [result.cpuSeconds, result.wallSeconds].map((seconds) => seconds.toFixed(2))
  const memory = result.anonymousMiBMax.toFixed(0)
  return `| ${name} | ${figures.join(' | ')} | ${memory} | ${result.loadBefore.toFixed(1)} | ${renderRatio(row, ownCpuSeconds, goals)} |`
}

function renderRatio(row: Row, ownCpuSeconds: number | undefined, goals: readonly Target[]): string {
  const { phase, contender, result } = row
  if (ownCpuSeconds === undefined || contender.tool === 'holdfast') return ''
  const ratio = ownCpuSeconds / result.cpuSeconds
  const target = goals.find(
    (one) => one.phase === phase && one.tool === contender.tool && one.what === contender.what,
  )
  if (target === undefined) return ratio.toFixed(2)
  return `${ratio.toFixed(2)} (target ${target.ratioMax}: ${ratio <= target.ratioMax ? 'met' : 'missed'})`
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
    ['yara', ['--version']],
    ['openssl', ['version']],
  ]
  const told = asked.map(
    ([program, parameters]) =>
      `${program} ${/[\d.]+\d\w*/.exec(firstLine(program, parameters))?.[0] ?? 'absent'}`,
  )
  return [`Node ${process.versions.node}`, ...told].join(', ')
}

function firstLine(program: string, parameters: readonly string[]): string {
  if (!hasProgram(program)) return ''
  return spawnSync(program, parameters, { encoding: 'utf8' }).stdout.split('\n')[0]?.trim() ?? ''
}
