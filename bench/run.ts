/**
 * `npm run bench [-- --small | --million | --operations]`: holdfast and its peers over one tree, side by side, and operations. Prints the tables and
 * writes them to docs/BENCHMARKS.md. Trees are kept under $HOLDFAST_BENCH_DIR (default /var/tmp/holdfast-bench).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { installPeers } from './install.ts'
import { benchOperations } from './operationsBench.ts'
import { renderSection, writeBenchmarks, type Section } from './report.ts'
import { benchTinyTrees } from './tinyBench.ts'
import { fullTree, smallTree } from './tree.ts'
import { benchWebTree } from './webBench.ts'

/** Sizes of the trees of small files: the larger one is measured, the smaller one says whether cost grows in step. */
const millionFiles = { smaller: 100_000, larger: 1_000_000 }
const millionFilesSmall = { smaller: 10_000, larger: 100_000 }

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    operations: { type: 'boolean', default: false },
  },
})

const baseDir = process.env['HOLDFAST_BENCH_DIR'] ?? '/var/tmp/holdfast-bench'
mkdirSync(baseDir, { recursive: true })
if (!values.operations) installPeers()
const workDir = mkdtempSync(join(baseDir, 'run-'))
try {
  const failures = []
  for (const section of sections()) failures.push(report(await section))
  process.exitCode = Math.max(...failures)
} finally {
  rmSync(workDir, { recursive: true, force: true })
}

/** Begun one after the other: what is measured must not meet the next. */
function* sections(): Generator<Promise<Omit<Section, 'command'>>, void, undefined> {
  if (values.million) yield benchTinyTrees(values.small ? millionFilesSmall : millionFiles, baseDir, workDir)
  else if (!values.operations) yield benchWebTree(values.small ? smallTree : fullTree, baseDir, workDir)
  if (!values.million) yield benchOperations(baseDir, workDir)
}

/** 1 when a tool failed; one that is not installed has a row that says so. */
function report(section: Omit<Section, 'command'>): number {
  const options = process.argv.slice(2)
  const command = ['npm run bench', ...(options.length === 0 ? [] : ['--', ...options])].join(' ')
  const text = renderSection({ ...section, command }, new Date())
  writeBenchmarks(text, section.title)
  console.log(`\n${text}`)
  return section.figures.rows.every((row) => row.outcome.kind !== 'failed') ? 0 : 1
}
