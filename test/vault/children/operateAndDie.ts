/**
 * Arguments: the directory of a store, a directory for the site, the name of a scenario, a step. Prints one JSON line with
 * the files as they are before, runs the scenario's operations and kills itself at that step of them.
 */
import { writeSync } from 'node:fs'
import { openStore } from '../../../src/store/store.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import { describeTest } from '../../store/describeTest.ts'
import { lookBefore, scenarios } from '../scenarios.ts'
import { type Step, steppedCalls, steppedDatabases } from '../steps.ts'
import { run, vaultOn } from '../vaultRig.ts'

const [directory = '', site = '', name = '', nth = '1'] = process.argv.slice(2)
const scenario = scenarios.find((candidate) => candidate.name === name)
if (scenario === undefined) throw new Error(`no scenario ${name}`)
const store = await openStore(directory, { describe: describeTest })
const { id, secret, meta } = store
const databases = { id, secret, meta, objects: (await store.objects()).database }
const prepared = await vaultOn(databases)
const requests = await scenario.prepare(prepared, site)
const before = await lookBefore(prepared, requests)
writeSync(1, `${JSON.stringify({ ...before, states: [...before.states] })}\n`)

let count = 0
const step: Step = () => {
  count += 1
  if (count === Number(nth)) process.kill(process.pid, 'SIGKILL')
}
const parts = { calls: steppedCalls(systemCalls, step) }
await run(await vaultOn(steppedDatabases(databases, step), parts), ...requests)
await store.close()
writeSync(1, `${String(count)}\n`)
