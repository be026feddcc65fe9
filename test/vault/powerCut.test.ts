import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { needProgram } from '../support/debianPackages.ts'
import { needMounts, quickScratchRoot } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { scenarios } from './scenarios.ts'

interface Cut {
  readonly scenario: string
  readonly step: number
  readonly problems: readonly string[]
}

it(
  'a power cut during an operation loses no original and leaves the old or the new file',
  (context) => {
    const cuts = cutPower(context, 'synced', trials(6))
    console.log(`power cuts during operations: ${String(cuts.length)} cuts, nothing lost`)
    expect(cuts.flatMap(({ problems }) => problems)).toEqual([])
  },
  trialsMs(300_000),
)

it(
  'the same without sync loses originals, so the cuts are real',
  (context) => {
    const cuts = cutPower(context, 'unsynced', 2)
    const lost = cuts.filter(({ problems }) => problems.includes('an original is lost'))
    const wrong = cuts.filter(({ problems }) => problems.length > 0)
    console.log(
      `power cuts during operations: control without sync, ${String(wrong.length)} of ${String(cuts.length)} cuts left ` +
        `something wrong, ${String(lost.length)} lost an original`,
    )
    expect(wrong.length).toBeGreaterThan(4)
    expect(lost.length).toBeGreaterThan(1)
  },
  trialsMs(120_000),
)

function cutPower(context: TestContext, mode: 'synced' | 'unsynced', cuts: number): readonly Cut[] {
  needMounts(context)
  needProgram(context, 'mkfs.ext4')
  if (!existsSync('/dev/loop-control')) context.skip('needs loop devices')
  const directory = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const program = resolve(import.meta.dirname, 'children/cutPower.ts')
  const args = ['-m', process.execPath, '--import', 'tsx', program, directory, String(cuts), mode]
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const done = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Cut)
  expect(done.length, stderr).toBe(cuts * scenarios.length)
  return done
}
