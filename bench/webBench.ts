import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Places } from './contender.ts'
import { listFiles, mutateTree } from './mutate.ts'
import type { Section } from './report.ts'
import { runPhase, type Row } from './runPhase.ts'
import { prepareBackups, repositoryOf } from './tools/backups.ts'
import { prepareAide } from './tools/checkers.ts'
import { addRulePack, prepareKeepAll, startUpContenders, storeDir } from './tools/holdfast.ts'
import { startClamd, type Clamd } from './tools/scanners.ts'
import { makeTree, type TreeSize } from './tree.ts'
import {
  changedPhase,
  firstPhase,
  keepAllPhase,
  packAddedPhase,
  phaseNames,
  unchangedPhases,
} from './webPhases.ts'
import { fullTreeTargets, startUpTargets } from './webTargets.ts'

/** An entry whose ctime is younger than 2 s can never be trusted by a stat cache, ours or git's. */
export const settleMs = 3000

const startUpRuns = 9

/** All phases over a tree of web sites. */
export async function benchWebTree(
  size: TreeSize,
  baseDir: string,
  workDir: string,
): Promise<Omit<Section, 'command'>> {
  console.log(`bench: ${size.name} tree below ${baseDir}`)
  const places = { tree: makeTree(size, baseDir), workDir }
  const files = listFiles(places.tree)
  const bytes = readAll(files)
  prepareBackups(places)
  prepareAide(places)
  const clamd = await startClamd(places)
  try {
    const { rows, sizesMiB, changed } = await runPhases(places, clamd)
    return {
      title: `The ${size.name} tree`,
      about: `${files.length.toLocaleString('en')} files, ${(bytes / 1e9).toFixed(2)} GB, ${changed} of them changed for "${phaseNames.changed}".`,
      treePath: places.tree,
      figures: { rows, sizesMiB },
      targets: size.name === 'full' ? [...fullTreeTargets, ...startUpTargets] : startUpTargets,
      tables: [],
    }
  } finally {
    clamd.stop()
  }
}

async function runPhases(
  places: Places,
  clamd: Clamd,
): Promise<{ readonly rows: Row[]; readonly sizesMiB: Record<string, number>; readonly changed: number }> {
  const { tree, workDir } = places
  const rows: Row[] = []
  await sleep(settleMs)
  rows.push(...(await runPhase(firstPhase(places, clamd), workDir)))
  prepareKeepAll(places)
  rows.push(...(await runPhase(keepAllPhase(places), workDir)))
  const sizesMiB = sizesAfterFirst(places)
  for (const phase of unchangedPhases(places, clamd)) rows.push(...(await runPhase(phase, workDir)))
  addRulePack(places)
  rows.push(...(await runPhase(packAddedPhase(places), workDir)))
  const mutation = mutateTree(tree, workDir)
  await sleep(settleMs)
  rows.push(...(await runPhase(changedPhase(places), workDir)))
  mutation.restore()
  const startUp = { name: phaseNames.startUp, contenders: startUpContenders(places), runs: startUpRuns }
  rows.push(...(await runPhase(startUp, workDir)))
  return { rows, sizesMiB, changed: mutation.changed }
}

/** Warms the page cache, so that the first contender does not pay for the disk; answers the size of all files. */
function readAll(files: readonly string[]): number {
  return files.reduce((sum, path) => sum + readFileSync(path).length, 0)
}

function sizesAfterFirst(places: Places): Record<string, number> {
  const paths = {
    holdfast: storeDir(places, 'store'),
    'holdfast, every content kept': storeDir(places, 'store-all'),
    restic: repositoryOf(places, 'restic'),
    borg: repositoryOf(places, 'borg'),
    git: repositoryOf(places, 'git'),
  }
  const present = Object.entries(paths).filter(([, path]) => existsSync(path))
  return Object.fromEntries(present.map(([name, path]) => [name, sizeMiB(path)]))
}

/** Blocks on the disk: a file of one byte takes what it takes. */
function sizeMiB(path: string): number {
  const { status, stdout, stderr } = spawnSync('du', ['-sk', path], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`du failed: ${stderr}`)
  return Number(stdout.split('\t')[0]) / 1024
}
