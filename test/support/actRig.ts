import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { ActRequest, Selection } from '../../src/service/contract/act.ts'
import type { PutBackTerms } from '../../src/service/contract/undo.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from './holdfast.ts'
import { decodedEval } from './inert.ts'
import { scratchDirectory } from './scratch.ts'

export const signal = new AbortController().signal
export const refuse: PutBackTerms = {
  infected: 'refuse',
  changed: 'refuse',
  privileged: 'strip',
  cause: 'manual',
}
export const force: PutBackTerms = { ...refuse, infected: 'allow' }

interface ActRig {
  readonly site: string
  readonly clock: MovableClock
  readonly holdfast: Holdfast
  readonly scan: () => ReturnType<typeof scanPaths>
}

/** A site with these files and a store beside it; nothing was scanned yet. Both go with the test. */
export async function openActRig(files: Readonly<Record<string, string>>): Promise<ActRig> {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  mkdirSync(site)
  writeTree(site, files)
  const clock = movableClock()
  const holdfast = await openTestStore(directory, clock)
  onTestFinished(async () => {
    await holdfast.close()
  })
  const scan = async (): ReturnType<typeof scanPaths> => {
    clock.advance(5000)
    return await scanPaths(holdfast, [site])
  }
  return { site, clock, holdfast, scan }
}

export function request(selection: Selection, changes: Partial<ActRequest> = {}): ActRequest {
  return { action: 'quarantine', selection, method: null, maxFiles: null, cause: 'manual', ...changes }
}

export function targets(...names: readonly string[]): Selection {
  return { kind: 'targets', targets: names.map((name) => Buffer.from(name)), cwd: '/', copies: 'one' }
}

/** The infected files of the store, on all accounts. */
export const everything = {
  kind: 'incidents',
  statuses: [],
  owner: null,
  rule: null,
  oid: null,
  scan: null,
  copies: 'all',
} as const satisfies Selection

/** Different contents, all found by the same rule. */
export function shells(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`s${String(i)}.php`, `${decodedEval}// ${String(i)}`]),
  )
}
