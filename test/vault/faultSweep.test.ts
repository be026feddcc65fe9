import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { needMounts, quickScratchRoot } from '../support/scratch.ts'
import { trialsMs } from '../support/trials.ts'
import { scenarios } from './scenarios.ts'

interface Swept {
  readonly scenario: string
  readonly steps: number
  readonly faults: number
  /** Runs that ended at a step, each followed by a recovery that ended at another. */
  readonly crashes: number
  /** Runs that gave up; the others went on and said what failed. */
  readonly stopped: number
  readonly problems: readonly string[]
}

it(
  'an operation whose n-th call fails, or that ends there, leaves the old or the new file, and the original can be had',
  (context) => {
    expectNothingLost(sweep(context, 'alone', 1), 2000)
  },
  trialsMs(300_000),
)

it(
  'the same where names are exchanged and attributes are read by programs',
  (context) => {
    expectNothingLost(sweep(context, 'programs', 7), 200)
  },
  trialsMs(300_000),
)

it(
  'the same beside the file, where there can be no stage',
  (context) => {
    expectNothingLost(sweep(context, 'beside', 2), 500)
  },
  trialsMs(300_000),
)

function sweep(
  context: TestContext,
  programs: 'alone' | 'programs' | 'beside',
  every: number,
): readonly Swept[] {
  needMounts(context)
  const directory = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const program = resolve(import.meta.dirname, 'children/sweep.ts')
  const args = ['-m', process.execPath, '--import', 'tsx', program, directory, programs, String(every)]
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const swept = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Swept)
  expect(
    swept.map(({ scenario }) => scenario),
    stderr,
  ).toEqual(scenarios.map(({ name }) => name))
  return swept
}

function expectNothingLost(swept: readonly Swept[], faultsMin: number): void {
  const sum = (of: (one: Swept) => number): number => swept.reduce((total, one) => total + of(one), 0)
  const faults = sum((one) => one.faults)
  console.log(
    `fault sweep: ${String(faults)} faults and ${String(sum((one) => one.crashes))} crashes in ${String(sum((one) => one.steps))} calls of ${String(swept.length)} kinds ` +
      `of operations, ${String(sum((one) => one.stopped))} runs gave up, nothing lost`,
  )
  expect(swept.flatMap(({ problems }) => problems)).toEqual([])
  expect(faults).toBeGreaterThan(faultsMin)
}
