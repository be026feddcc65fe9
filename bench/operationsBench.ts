import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/run.mjs'
import { commandOf, type Contender, nameOf, type Phase } from './contender.ts'
import { outputName } from './measure.ts'
import { makeFiles, type Latencies } from './operations/files.ts'
import type { Section } from './report.ts'
import { runPhase, type Row } from './runPhase.ts'
import { atLeast, type Target, wallRatio } from './targets.ts'

const bulkFiles = 10_000
const bulkRounds = [1, 2, 3] as const
const singleFiles = 300

/** The operation engine against a plain loop over the same files: many at once, and one after the other. */
export async function benchOperations(baseDir: string, workDir: string): Promise<Omit<Section, 'command'>> {
  const places = placesIn(workDir)
  for (const round of bulkRounds) makeFiles(join(places.bulk, `run${round}`), bulkFiles)
  makeFiles(join(places.single, 'run0'), singleFiles)
  const rows: Row[] = []
  for (const round of bulkRounds) rows.push(...(await runPhase(bulkPhase(round, places), workDir)))
  const singles: Record<string, Latencies> = {}
  for (const contender of singleContenders(places)) {
    rows.push(...(await runPhase({ name: singleName, runs: 1, contenders: [contender] }, workDir)))
    singles[nameOf(contender)] = JSON.parse(readFileSync(join(workDir, outputName), 'utf8')) as Latencies
  }
  return {
    title: 'Operations',
    about: `Files of 3 KB are quarantined: the original is stored and verified, the move journalled, both synced in groups of 64. The plain loop only copies each file: write, fsync, rename, fsync of the directory. The ratio of a table is holdfast's CPU time by the loop's.`,
    treePath: baseDir,
    figures: { rows, sizesMiB: {} },
    targets: [
      {
        claim: `${bulkName}: throughput against a plain loop, wall, the middle one of the rounds`,
        figure: (figures) => middle(bulkRounds.map((round) => roundRatio(round)(figures))),
        limit: atLeast(0.5),
      },
    ],
    tables: [renderLatencies(singles)],
  }
}

const bulkName = `${bulkFiles.toLocaleString('en')} operations in bulk`
const singleName = `${String(singleFiles)} operations, each in a run of its own`
const ownRow = 'holdfast quarantine'
const loopRow = 'node write, fsync, rename, fsync'

interface OperationPlaces {
  readonly bulk: string
  readonly single: string
  readonly stores: string
  readonly copies: string
}

function placesIn(workDir: string): OperationPlaces {
  const [bulk, single] = [join(workDir, 'bulk'), join(workDir, 'single')]
  const [stores, copies] = [join(workDir, 'stores'), join(workDir, 'copies')]
  for (const place of [bulk, single, stores, copies]) mkdirSync(place)
  return { bulk, single, stores, copies }
}

/** The loop first: it leaves the files for the one that takes them away. */
function bulkPhase(round: number, { bulk, stores, copies }: OperationPlaces): Phase {
  const contenders = [loop(bulk, copies), quarantine([bulk, join(stores, 'bulk'), 'bulk'])]
  return { name: roundName(round), runs: 1, contenders }
}

function roundName(round: number): string {
  return `${bulkName}, round ${String(round)}`
}

/** Only the two of one round: they met the same disk. */
function roundRatio(round: number): Target['figure'] {
  return wallRatio([roundName(round), loopRow], [roundName(round), ownRow])
}

function middle(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b)
  return known[Math.floor(known.length / 2)]
}

function singleContenders({ single, stores, copies }: OperationPlaces): readonly Contender[] {
  return [loop(single, copies), quarantine([single, join(stores, 'single'), 'single'])]
}

function quarantine(parameters: readonly string[]): Contender {
  return ours({ tool: 'holdfast', what: 'quarantine', program: 'quarantine.ts' }, parameters)
}

function loop(directories: string, copies: string): Contender {
  return ours({ tool: 'node', what: 'write, fsync, rename, fsync', program: 'plainLoop.ts' }, [
    directories,
    copies,
  ])
}

function ours(
  { tool, what, program }: { readonly tool: string; readonly what: string; readonly program: string },
  parameters: readonly string[],
): Contender {
  const words = ['--import', 'tsx', join(root, 'bench/operations', program), ...parameters]
  return { tool, what, command: commandOf(process.execPath, words), accepted: [0] }
}

function renderLatencies(latencies: Readonly<Record<string, Latencies>>): string {
  const lines = Object.entries(latencies).map(
    ([name, { p50Ms, p95Ms }]) => `| ${name} | ${p50Ms.toFixed(1)} | ${p95Ms.toFixed(1)} |`,
  )
  return ['### One operation', '', '| | p50 ms | p95 ms |', '|---|--:|--:|', ...lines].join('\n')
}
