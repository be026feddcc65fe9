import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished, type TestContext } from 'vitest'
import { closedStore } from '../store/testStore.ts'
import { needProgram } from '../support/debianPackages.ts'
import { needMounts, quickScratchRoot } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'

interface Cut {
  /** The last snapshot the writer was told was written. */
  readonly answered: number
  readonly newest: number
  readonly problems: readonly string[]
}

it(
  'a power cut loses no snapshot that was answered and leaves a whole store',
  async (context) => {
    const cuts = await cutPower(context, { mode: 'synced', count: trials(32) })
    const more = cuts.filter(({ newest, answered }) => newest > answered).length
    console.log(
      `power cuts: ${String(cuts.length)} cuts, nothing lost, ${String(more)} with a commit not yet answered`,
    )
    expect(cuts.flatMap(({ problems }) => problems)).toEqual([])
    expect(Math.min(...cuts.map(({ answered }) => answered))).toBeGreaterThan(0)
  },
  trialsMs(240_000),
)

it(
  'the same without sync loses snapshots, so the cuts are real',
  async (context) => {
    const cuts = await cutPower(context, { mode: 'unsynced', count: 6 })
    const lost = cuts.filter(({ problems }) => problems.length > 0)
    console.log(
      `power cuts: control without sync, ${String(lost.length)} of ${String(cuts.length)} cuts lost something`,
    )
    expect(lost.length).toBeGreaterThan(3)
  },
  trialsMs(120_000),
)

async function cutPower(
  context: TestContext,
  { mode, count }: { readonly mode: 'synced' | 'unsynced'; readonly count: number },
): Promise<readonly Cut[]> {
  needMounts(context)
  needProgram(context, 'mkfs.ext4')
  if (!existsSync('/dev/loop-control')) context.skip('needs loop devices')
  const directory = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const pristine = await closedStore()
  rmSync(join(pristine, 'ballast'))
  const program = resolve(import.meta.dirname, 'children/cutPower.ts')
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['-m', process.execPath, '--import', 'tsx', program, directory, pristine, String(count), '7', mode],
    { encoding: 'utf8' },
  )
  const cuts = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Cut)
  expect(cuts.length, stderr).toBe(count)
  return cuts
}
