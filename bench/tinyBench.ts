import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Section } from './report.ts'
import { runPhase, type Row } from './runPhase.ts'
import { tinyPhases, tinyTargets } from './tinyPhases.ts'
import { makeTinyTree } from './tinyTree.ts'
import { settleMs } from './webBench.ts'

/** First and unchanged scans of two trees of small files, one ten times the other. */
export async function benchTinyTrees(
  { smaller, larger }: { readonly smaller: number; readonly larger: number },
  baseDir: string,
  workDir: string,
): Promise<Omit<Section, 'command'>> {
  const rows: Row[] = []
  for (const files of [smaller, larger]) {
    console.log(`bench: ${files} small files below ${baseDir}`)
    const places = { tree: makeTinyTree(files, baseDir), workDir: join(workDir, String(files)) }
    mkdirSync(places.workDir)
    await sleep(settleMs)
    for (const phase of tinyPhases(places, files)) rows.push(...(await runPhase(phase, places.workDir)))
    rmSync(places.workDir, { recursive: true, force: true })
  }
  return {
    title: `${larger.toLocaleString('en')} small files`,
    about: 'Files of 16 to 200 bytes, no two the same, a hundred in each directory.',
    treePath: baseDir,
    figures: { rows, sizesMiB: {} },
    targets: tinyTargets(smaller, larger),
    tables: [],
  }
}
