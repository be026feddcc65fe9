import { chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CleanAnswer, CleanPlan } from '../../src/domain/cleaning.ts'
import type { Incident } from '../../src/domain/incident.ts'
import { withCleanReaders } from '../../src/service/clean/cleanReaders.ts'
import type { PlanCleanRequest } from '../../src/service/clean/cleanRequest.ts'
import { planClean } from '../../src/service/clean/planClean.ts'
import type { ServiceContext } from '../../src/service/context.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { openContext } from '../../src/service/openContext.ts'
import { startScan } from '../../src/service/startScan.ts'
import { openIncidentAt } from '../../src/store/incidents.ts'
import { bytePath, scratchDirectory } from './scratch.ts'
import { movableClock } from './holdfast.ts'

/** A site directory beside a store, scanned and asked for plans in this process. */
export interface CleanRig {
  readonly context: ServiceContext
  /** Beside the store; sites go below it. */
  readonly directory: string
  /** Scans paths below the directory; without one, all of `sites`. */
  scan(...paths: readonly string[]): Promise<void>
  /** Plans for files below the directory, which have open incidents; all of them once for each set of changes. */
  plan(
    paths: readonly string[],
    ...changes: readonly Partial<PlanCleanRequest>[]
  ): Promise<readonly CleanPlan[]>
  /** With a planner that always answers the same. */
  planWith(answer: CleanAnswer, path: string): Promise<CleanPlan>
  incident(path: string): Promise<Incident>
}

export async function cleanRig(): Promise<CleanRig> {
  const directory = scratchDirectory()
  const clock = movableClock()
  const machine = { ...thisMachine(), clock, systemConfig: join(directory, 'no-such-config.json') }
  const request = { store: join(directory, 'store'), initiator: { uid: 0 }, waitMs: 0 }
  const context = await openContext(machine, request, 'open-or-create')
  onTestFinished(async () => {
    await context.store.close()
  })
  const incident = async (path: string): Promise<Incident> => {
    const found = await openIncidentAt(context.store.meta, bytePath(join(directory, path)))
    if (found === undefined) throw new Error(`no incident at ${path}`)
    return found
  }
  return {
    context,
    directory,
    incident,
    scan: async (...paths) => {
      clock.advance(60_000)
      await scanBelow(context, directory, paths.length === 0 ? ['sites'] : paths)
    },
    plan: async (paths, ...changes) =>
      await withCleanReaders(context, async (readers) => {
        const plans: CleanPlan[] = []
        for (const change of changes.length === 0 ? [{}] : changes) {
          for (const path of paths) {
            plans.push(await planClean(context, readers, { ...requestFor(await incident(path)), ...change }))
          }
        }
        return plans
      }),
    planWith: async (answer, path) =>
      await withCleanReaders(context, async (readers) => {
        const planner = { ...readers.planner, clean: async () => await Promise.resolve(answer) }
        return await planClean(context, { ...readers, planner }, requestFor(await incident(path)))
      }),
  }
}

function requestFor(incident: Incident): PlanCleanRequest {
  const { path, oid } = incident
  return { incident, path, oid, methods: 'all', standalone: 'trim' }
}

async function scanBelow(
  context: ServiceContext,
  directory: string,
  paths: readonly string[],
): Promise<void> {
  const scan = startScan(
    context,
    {
      paths: paths.map((path) => Buffer.from(join(directory, path))),
      cwd: '/',
      cause: 'on-demand',
      distrust: 'nothing',
      excludes: [],
      mounts: 'stay',
      workers: 1,
      memory: 'normal',
      changedRoot: 'refuse',
    },
    new AbortController().signal,
  )
  await scan.result
}

/** Some files of a package's folder, below a directory. */
export function copyFiles(from: string, to: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(from, file), join(to, file))
  }
}

/** Writes what `change` makes of the file, and answers what it was. */
export function edit(path: string, change: (text: string) => string): Buffer {
  const before = readFileSync(path)
  writeFileSync(path, change(before.toString('latin1')), 'latin1')
  return before
}

export function giveTo(uid: number, directory: string, files: readonly string[]): void {
  for (const file of files) chownSync(join(directory, file), uid, uid)
}
