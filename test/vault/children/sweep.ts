/**
 * Arguments: an empty directory, `programs`, `alone` or `beside`, the share of steps to take (1 = every). To be run in a mount
 * namespace of its own: a filesystem in memory is mounted on the directory. For every scenario, every call and every
 * error: a run in which that call fails, a recovery without faults, and what is wrong then. Prints one JSON line per
 * scenario.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { HoldfastError } from '../../../src/domain/errors.ts'
import { type WriteCalls, systemCalls } from '../../../src/fsafe/write/calls.ts'
import { recoverOperations } from '../../../src/vault/recoverOperations.ts'
import { lookBefore, type Scenario, scenarios, violations } from '../scenarios.ts'
import { type Step, steppedCalls, steppedDatabases } from '../steps.ts'
import { fileState, memoryDatabases, run, vaultOn } from '../vaultRig.ts'

const [directory = '', programs = 'alone', every = '1'] = process.argv.slice(2)
/** Where everybody may write to the top of the mount there can be no stage. */
const topMode = programs === 'beside' ? '1777' : '0755'
execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=${topMode}`, 'tmpfs', directory])

/** Without them there are no attributes and no exchange of names: the other way through the same steps, and much quicker. */
const calls: WriteCalls =
  programs !== 'programs' ? { ...systemCalls, run: () => ({ state: 'missing' }) } : systemCalls

type Failure = (call: string) => Error
type When = 'before' | 'after'

const failures: readonly { readonly name: string; readonly when: When; readonly failure: Failure }[] = [
  { name: 'EIO', when: 'before', failure: failing('EIO', 'HF_IO') },
  { name: 'EIO after it was done', when: 'after', failure: failing('EIO', 'HF_IO') },
  { name: 'ENOSPC', when: 'before', failure: failing('ENOSPC', 'HF_DISK_FULL') },
  { name: 'EPERM', when: 'before', failure: failing('EPERM', 'HF_IO') },
]

function failing(code: string, ofStore: 'HF_IO' | 'HF_DISK_FULL'): Failure {
  return (call) =>
    call.includes('.') ? new HoldfastError(ofStore, code) : Object.assign(new Error(code), { code })
}

/** What a process that has ended does: nothing any more. */
class Dead extends Error {}

for (const scenario of scenarios) {
  const calm = await disturbed(scenario, { step: () => undefined })
  if (calm.problems.length > 0) throw new Error(`${scenario.name}: ${calm.problems.join('; ')}`)
  const result = {
    scenario: scenario.name,
    steps: calm.steps,
    faults: 0,
    crashes: 0,
    stopped: 0,
    problems: [] as string[],
  }
  const note = (what: string, { problems, stopped }: Disturbed): void => {
    if (stopped) result.stopped += 1
    result.problems.push(...problems.map((problem) => `${what}: ${problem}`))
  }
  for (const { name, when, failure } of failures) {
    for (let nth = 1; nth <= calm.steps; nth += Number(every)) {
      const step = atStep(nth, when, failure)
      note(`${name} at step ${String(nth)}`, await disturbed(scenario, { step, after: calm.after }))
      result.faults += 1
    }
  }
  for (let nth = 1; nth <= calm.writes; nth += 1) {
    note(`short write ${String(nth)}`, await shortWrite(scenario, nth, calm.after))
    result.faults += 1
  }
  for (const when of ['before', 'after'] as const) {
    for (let nth = 1; nth <= calm.steps; nth += Number(every)) {
      const disturbance = {
        step: deadFrom(nth, when),
        inRecovery: deadFrom((nth * 7) % 40, when),
        after: calm.after,
      }
      note(`dead ${when} step ${String(nth)}`, await disturbed(scenario, disturbance))
      result.crashes += 1
    }
  }
  console.log(JSON.stringify(result))
}

function atStep(nth: number, when: When, failure: Failure): Step {
  let count = 0
  return (call, at) => {
    if (at === when) count += 1
    if (at === when && count === nth) throw failure(call)
  }
}

function deadFrom(nth: number, when: When): Step {
  let count = 0
  return (_call, at) => {
    if (at === when) count += 1
    if (count > nth || (at === when && count === nth)) throw new Dead('dead')
  }
}

interface Disturbance {
  readonly step: Step
  /** A recovery that is disturbed too, before the one that is not. */
  readonly inRecovery?: Step
  /** The states of an undisturbed run. */
  readonly after?: ReadonlyMap<string, string>
  readonly inner?: WriteCalls
}

interface Disturbed {
  readonly steps: number
  readonly writes: number
  readonly after: ReadonlyMap<string, string>
  readonly problems: readonly string[]
  /** The run gave up with an error of its own. */
  readonly stopped: boolean
}

async function disturbed(scenario: Scenario, disturbance: Disturbance): Promise<Disturbed> {
  const site = join(directory, 'site')
  rmSync(site, { recursive: true, force: true })
  mkdirSync(site)
  const databases = await memoryDatabases(scenario.name)
  const prepared = await vaultOn(databases, { calls })
  const requests = await scenario.prepare(prepared, site)
  const before = await lookBefore(prepared, requests)
  let [steps, writes] = [0, 0]
  const counted: Step = (call, when) => {
    if (when === 'before') steps += 1
    if (call === 'write' && when === 'before') writes += 1
    disturbance.step(call, when)
  }
  const inner = disturbance.inner ?? calls
  const stopped = await hasStopped(async () => {
    const parts = { calls: steppedCalls(inner, counted) }
    await run(await vaultOn(steppedDatabases(databases, counted), parts), ...requests)
  })
  const { inRecovery } = disturbance
  if (inRecovery !== undefined) {
    await hasStopped(async () => {
      const parts = { calls: steppedCalls(calls, inRecovery) }
      await recoverOperations(await vaultOn(steppedDatabases(databases, inRecovery), parts))
    })
  }
  const reopened = await vaultOn(databases, { calls })
  await recoverOperations(reopened)
  const after = disturbance.after ?? new Map(before.paths.map((path) => [path, fileState(path)]))
  return { steps, writes, after, problems: await violations(reopened, before, after), stopped }
}

/** An error of the program itself or its death is expected; anything else is a defect. */
async function hasStopped(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    if (error instanceof Dead || (error instanceof HoldfastError && error.kind !== 'bug')) return true
    throw error
  }
}

async function shortWrite(
  scenario: Scenario,
  nth: number,
  after: ReadonlyMap<string, string>,
): Promise<Disturbed> {
  let count = 0
  const write: WriteCalls['write'] = (fd, bytes, at) => {
    count += 1
    return calls.write(
      fd,
      count === nth ? bytes.subarray(0, at + Math.ceil((bytes.length - at) / 2)) : bytes,
      at,
    )
  }
  return await disturbed(scenario, { step: () => undefined, after, inner: { ...calls, write } })
}
