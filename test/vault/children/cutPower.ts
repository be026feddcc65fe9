/**
 * Arguments: a directory in memory, cuts per scenario, `synced` or `unsynced`. To be run in a mount namespace of its own.
 * For each cut: a store and a site on a filesystem in an image, an operation that comes to a step, there a neighbour's
 * fsync (it commits the filesystem's journal, without which nothing would ever be missing) and a copy of the image as it
 * is, and then, on the copy, a recovery and what is wrong after it. Prints one JSON line per cut.
 */
import { randomBytes } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, cpSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type WriteCalls, systemCalls } from '../../../src/fsafe/write/calls.ts'
import { createStore, openStore, type Store } from '../../../src/store/store.ts'
import { recoverOperations } from '../../../src/vault/recoverOperations.ts'
import { describeTest } from '../../store/describeTest.ts'
import { type Before, lookBefore, type Scenario, scenarios, violations } from '../scenarios.ts'
import { type Step, steppedCalls, steppedDatabases } from '../steps.ts'
import { type Databases, fileState, run, vaultOn } from '../vaultRig.ts'

const [directory = '', cuts = '1', mode = 'synced'] = process.argv.slice(2)
const image = join(directory, 'image')
const cut = join(directory, 'cut')
const live = join(directory, 'live')
const pristine = join(directory, 'pristine')
const storePath = join(live, 'store')
mkdirSync(live)
const made = await createStore(pristine, { entropy: randomBytes, describe: describeTest })
await made.close()
rmSync(join(pristine, 'ballast'), { force: true })

/** The power is off: what this process still does happens to a disk that nobody looks at any more. */
class PowerOff extends Error {}

for (const scenario of scenarios) {
  makeDisk()
  const calm = await operate(scenario, () => undefined)
  const after = new Map(calm.before.paths.map((path) => [path, fileState(path)]))
  await unmount()
  for (let i = 0; i < Number(cuts); i += 1) {
    const nth = 1 + Math.floor(((i + 0.5) * calm.steps) / Number(cuts))
    makeDisk()
    const { before } = await operate(scenario, cutAt(nth))
    await unmount()
    system('mount', '-o', 'loop', cut, live)
    const problems = await look(before, after)
    await unmount()
    rmSync(cut)
    rmSync(image)
    console.log(JSON.stringify({ scenario: scenario.name, step: nth, problems }))
  }
}

function makeDisk(): void {
  system('truncate', '-s', '64M', image)
  system('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
  system('mount', '-o', 'loop', image, live)
  cpSync(pristine, storePath, { recursive: true })
  mkdirSync(join(live, 'site'))
}

function cutAt(nth: number): Step {
  let count = 0
  return (_call, when) => {
    if (when === 'after') count += 1
    if (count > nth) throw new PowerOff('off')
    if (when !== 'after' || count !== nth) return
    neighbourSyncs()
    system('cp', '--sparse=always', image, cut)
    throw new PowerOff('off')
  }
}

async function operate(
  scenario: Scenario,
  step: Step,
): Promise<{ readonly before: Before; readonly steps: number }> {
  const store = await openStore(storePath, { describe: describeTest })
  try {
    const databases = await databasesOf(store)
    const prepared = await vaultOn(databases)
    const requests = await scenario.prepare(prepared, join(live, 'site'))
    const before = await lookBefore(prepared, requests)
    system('sync', '-f', live)
    let steps = 0
    const counted: Step = (call, when) => {
      if (when === 'after') steps += 1
      step(call, when)
    }
    const parts = { calls: steppedCalls(carelessly(systemCalls), counted) }
    await untilPowerOff(async () => {
      await run(await vaultOn(steppedDatabases(withoutSync(databases), counted), parts), ...requests)
    })
    return { before, steps }
  } finally {
    await store.close()
  }
}

async function untilPowerOff(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof PowerOff)) throw error
  }
}

async function look(before: Before, after: ReadonlyMap<string, string>): Promise<readonly string[]> {
  try {
    const store = await openStore(storePath, { describe: describeTest })
    try {
      const vault = await vaultOn(await databasesOf(store))
      await recoverOperations(vault)
      return await violations(vault, before, after)
    } finally {
      await store.close()
    }
  } catch (error) {
    return [String(error)]
  }
}

async function databasesOf(store: Store): Promise<Databases> {
  const { id, secret, meta } = store
  return { id, secret, meta, objects: (await store.objects()).database }
}

/** The control: the same operations by a program that trusts the disk. */
function carelessly(calls: WriteCalls): WriteCalls {
  return mode === 'synced' ? calls : { ...calls, fsync: () => undefined }
}

function withoutSync(databases: Databases): Databases {
  if (mode === 'synced') return databases
  const careless = (inner: Databases['meta']): Databases['meta'] => ({
    ...inner,
    batch: async (operations) => {
      await inner.batch(operations, { sync: false })
    },
  })
  return { ...databases, meta: careless(databases.meta), objects: careless(databases.objects) }
}

function neighbourSyncs(): void {
  const fd = openSync(join(live, 'neighbour'), 'w')
  writeSync(fd, 'x')
  fsyncSync(fd)
  closeSync(fd)
}

/** The kernel lets go of the files of a closed database a little later. */
async function unmount(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (spawnSync('umount', [live]).status === 0) return
    await sleep(20)
  }
  throw new Error(`${live} stays busy`)
}

function system(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
