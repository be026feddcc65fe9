import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { createStore, openStore } from '../../src/store/store.ts'
import { recoverOperations } from '../../src/vault/recoverOperations.ts'
import { describeTest } from '../store/describeTest.ts'
import { bundledChild } from '../support/bundledChild.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { type Before, scenarios, violations } from './scenarios.ts'
import { fileState, vaultOn } from './vaultRig.ts'

const killsEach = trials(16)
const program = bundledChild(resolve(import.meta.dirname, 'children/operateAndDie.ts'))

it(
  'a process killed during an operation leaves a store and a site that the next one puts right',
  async () => {
    const scratch = scratchDirectory()
    const pristine = join(scratch, 'pristine')
    await (await createStore(pristine, { entropy: randomBytes, describe: describeTest })).close()
    rmSync(join(pristine, 'ballast'), { force: true })
    let kills = 0
    let steps = 0
    for (const { name } of scenarios) {
      const calm = operate(scratch, name, 0)
      steps += calm.steps
      const after = new Map(calm.before.paths.map((path) => [path, fileState(path)]))
      const kept = Math.min(killsEach, calm.steps)
      for (let i = 0; i < kept; i += 1) {
        const step = 1 + Math.floor(((i + 0.5) * calm.steps) / kept)
        const { before, signal } = operate(scratch, name, step)
        expect([name, step, signal]).toEqual([name, step, 'SIGKILL'])
        expect([name, step, await look(scratch, before, after)]).toEqual([name, step, []])
        kills += 1
      }
    }
    console.log(`killed during operations: ${String(kills)} kills at ${String(steps)} steps, nothing lost`)
  },
  trialsMs(300_000),
)

interface Operated {
  readonly before: Before
  readonly steps: number
  readonly signal: string | null
}

/** Step 0: until the end. */
function operate(scratch: string, scenario: string, step: number): Operated {
  const [store, site] = [join(scratch, 'store'), join(scratch, 'site')]
  rmSync(store, { recursive: true, force: true })
  rmSync(site, { recursive: true, force: true })
  cpSync(join(scratch, 'pristine'), store, { recursive: true })
  mkdirSync(site)
  const args = [program, store, site, scenario, String(step)]
  const { stdout, stderr, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const [first = '', second = '0'] = stdout.split('\n')
  expect(first, stderr).not.toBe('')
  const before = JSON.parse(first) as Before & { readonly states: readonly [string, string][] }
  return { before: { ...before, states: new Map(before.states) }, steps: Number(second), signal }
}

async function look(
  scratch: string,
  before: Before,
  after: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const store = await openStore(join(scratch, 'store'), { describe: describeTest })
  try {
    const { id, secret, meta } = store
    const vault = await vaultOn({ id, secret, meta, objects: (await store.objects()).database })
    await recoverOperations(vault)
    return await violations(vault, before, after)
  } finally {
    await store.close()
  }
}
