/**
 * `npm run bench [-- --small]`: holdfast and its peers over one tree, side by side. Prints the tables and writes them
 * to docs/BENCHMARKS.md. The tree is kept under $HOLDFAST_BENCH_DIR (default /var/tmp/holdfast-bench).
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { hasProgram } from '../scripts/debianPackages.mjs'
import { contendersOf, phases, preparePeers, type Phase, type Places } from './contenders.ts'
import { measureMedian } from './measure.ts'
import { listFiles, mutateTree } from './mutate.ts'
import { isDone, renderSection, writeBenchmarks, type Row } from './report.ts'
import { fullTree, makeTree, smallTree } from './tree.ts'

/** An entry whose ctime is younger than 2 s can never be trusted by a stat cache, ours or git's. */
const settleMs = 3000
const unchangedRuns = 3

const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } })

const baseDir = process.env['HOLDFAST_BENCH_DIR'] ?? '/var/tmp/holdfast-bench'
mkdirSync(baseDir, { recursive: true })
const size = values.small ? smallTree : fullTree
console.log(`bench: ${size.name} tree below ${baseDir}`)
const tree = makeTree(size, baseDir)
const workDir = mkdtempSync(join(baseDir, 'run-'))
try {
  process.exitCode = await runAll({ tree, workDir })
} finally {
  rmSync(workDir, { recursive: true, force: true })
}

async function runAll(places: Places): Promise<number> {
  const files = listFiles(places.tree)
  const facts = { name: size.name, files: files.length, bytes: readAll(files), path: places.tree }
  preparePeers(places)
  await sleep(settleMs)
  const rows = [...(await runPhase('first', places)), ...(await runPhase('unchanged', places))]
  const mutation = mutateTree(places.tree, places.workDir)
  await sleep(settleMs)
  rows.push(...(await runPhase(phases[2], places)))
  mutation.restore()
  const section = renderSection(rows, { ...facts, changed: mutation.changed }, new Date())
  writeBenchmarks(section, size.name)
  console.log(`\n${section}`)
  return rows.every(isDone) ? 0 : 1
}

/** Warms the page cache, so that the first contender does not pay for the disk; answers the size of all files. */
function readAll(files: readonly string[]): number {
  return files.reduce((sum, path) => sum + readFileSync(path).length, 0)
}

async function runPhase(phase: Phase, places: Places): Promise<Row[]> {
  const rows: Row[] = []
  for (const contender of contendersOf(phase, places)) {
    if (!hasProgram(contender.command.program) && !existsSync(contender.command.program)) {
      console.log(`bench: ${contender.tool} is not installed, its row is left out`)
      continue
    }
    const result = await measureMedian(
      contender.command,
      places.workDir,
      phase === 'unchanged' ? unchangedRuns : 1,
    )
    const row = { phase, contender, result }
    rows.push(row)
    reportProgress(row, places)
  }
  return rows
}

function reportProgress(row: Row, { workDir }: Places): void {
  const { phase, contender, result } = row
  console.log(`bench: ${phase}: ${contender.tool} ${contender.what}: ${result.cpuSeconds.toFixed(2)} CPU s`)
  if (isDone(row)) return
  const output = join(workDir, 'last-output.txt')
  const size = statSync(output).size
  console.log(`bench: FAILED with exit ${result.exitCode}, ${size} bytes of output:`)
  console.log(readFileSync(output, 'utf8').slice(-2000))
}
