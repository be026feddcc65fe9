import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { stageTopOf } from '../../src/fsafe/write/stage.ts'
import { getContent } from '../../src/store/contents.ts'
import { allOperations, openOperationIds, operationsAt } from '../../src/store/operations.ts'
import { readBusyStages } from '../../src/store/stages.ts'
import { undoRequest } from '../../src/vault/undoRequest.ts'
import type { OperationRequest, VaultContext } from '../../src/vault/vault.ts'
import { bytePath } from '../support/scratch.ts'
import {
  chainIsWhole,
  cleaning,
  deletion,
  fileState,
  oidOf,
  quarantine,
  restoration,
  runOne,
  stagedBy,
  storedBytes,
} from './vaultRig.ts'

/** One run of operations to be disturbed. */
export interface Scenario {
  readonly name: string
  /** Makes files below `site`, and does what has to be done before; answers what is to be run. */
  readonly prepare: (vault: VaultContext, site: string) => Promise<readonly OperationRequest[]>
}

const infected = `<?php /* bad */ one();\n${'// long enough for more than one write\n'.repeat(40)}`
const clean = '<?php /* good */ two();\n'

/** What must be so whatever happened; each sentence is a violation. */
export interface Before {
  readonly paths: readonly string[]
  readonly states: ReadonlyMap<string, string>
  readonly contents: readonly string[]
  /** 0 when there was none. */
  readonly lastOperation: number
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'quarantine',
    prepare: async (_vault, site) => await ready([quarantine(page(site), infected)]),
  },
  { name: 'delete', prepare: async (_vault, site) => await ready([deletion(page(site), infected)]) },
  { name: 'clean', prepare: async (_vault, site) => await ready([cleaning(page(site), infected, clean)]) },
  { name: 'trim', prepare: async (_vault, site) => await ready([cleaning(page(site), infected, '')]) },
  {
    name: 'restore into directories that are gone',
    prepare: async (vault, site) => {
      const path = page(site)
      const { before } = await runOne(vault, deletion(path, infected))
      rmSync(dirname(path), { recursive: true })
      if (before === null) throw new Error('nothing was deleted')
      return [restoration(path, before.oid, before.metadata)]
    },
  },
  {
    name: 'undo of a quarantine',
    prepare: async (vault, site) => [
      await undoing(vault, await runOne(vault, quarantine(page(site), infected))),
    ],
  },
  {
    name: 'undo of a clean',
    prepare: async (vault, site) => [
      await undoing(vault, await runOne(vault, cleaning(page(site), infected, clean))),
    ],
  },
  {
    name: 'a group of four',
    prepare: async (vault, site) => {
      const put = await runOne(vault, deletion(page(site, 'd/put.php'), infected))
      return [
        cleaning(page(site, 'a.php'), infected, clean),
        quarantine(page(site, 'd/b.php'), infected),
        await undoing(vault, put),
        cleaning(page(site, 'd/c.php'), infected, ''),
      ]
    },
  },
]

/** The files as they are before the run that will be disturbed. */
export async function lookBefore(
  { store }: VaultContext,
  requests: readonly OperationRequest[],
): Promise<Before> {
  const paths = requests.map(({ path }) => path as string)
  const states = new Map(paths.map((path) => [path, fileState(path)]))
  const contents = paths
    .filter((path) => states.get(path) !== 'absent')
    .map((path) => readFileSync(path, 'utf8'))
  const newest = await allOperations(store.meta).next()
  return { paths, states, contents, lastOperation: newest.done === true ? 0 : newest.value.id }
}

/**
 * What is wrong after recovery: each file is as it was or as it was to be, whole, with its owner and mode, and its newest
 * operation says which; every original can be had; nothing is open, staged or noted; the history is whole.
 */
export async function violations(
  vault: VaultContext,
  before: Before,
  after: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const problems: string[] = []
  const { meta, id } = vault.store
  for (const path of before.paths) problems.push(...(await fileProblems(vault, path, before, after)))
  for (const content of before.contents) {
    if (!(await canBeHad(vault, before.paths, content))) problems.push('an original is lost')
  }
  if ((await openOperationIds(meta)).length > 0) problems.push('an operation is open')
  if ((await readBusyStages(meta)).length > 0) problems.push('a stage counts as busy')
  const [first] = before.paths
  const top = stageTopOf(bytePath(first ?? '/'))
  if (stagedBy(id, top).length > 0) problems.push(`left in the stage: ${stagedBy(id, top).join(' ')}`)
  const beside = before.paths.flatMap((path) => namesBeside(path))
  if (beside.length > 0) problems.push(`left beside the file: ${beside.join(' ')}`)
  if (!(await chainIsWhole(vault))) problems.push('the history is broken')
  return problems
}

async function fileProblems(
  vault: VaultContext,
  path: string,
  before: Before,
  after: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const now = fileState(path)
  const [was, planned] = [before.states.get(path), after.get(path)]
  if (now !== was && now !== planned) return [`${path} is ${now}, not ${String(was)} or ${String(planned)}`]
  const [newest] = await operationsAt(vault.store.meta, bytePath(path), 1)
  const isDone = newest?.outcome === 'done' && newest.id > before.lastOperation
  const expected = isDone ? planned : was
  return now === expected ? [] : [`${path} is ${now}, and its operation is ${newest?.outcome ?? 'not there'}`]
}

async function canBeHad(vault: VaultContext, paths: readonly string[], content: string): Promise<boolean> {
  const oid = oidOf(content)
  if (paths.some((path) => fileState(path).startsWith(oid.slice(0, 8)))) return true
  try {
    const row = await getContent(vault.store.meta, oid)
    return row?.kept === 'whole' && (await storedBytes(vault, oid)).toString() === content
  } catch (error) {
    if (error instanceof HoldfastError) return false
    throw error
  }
}

/** Copy mode leaves no file of ours in the site. */
function namesBeside(path: string): readonly string[] {
  const directory = dirname(path)
  return existsSync(directory) ? readdirSync(directory).filter((name) => name.startsWith('.holdfast-')) : []
}

/** Makes the file, for a user with a group of its own and a mode that is not the default. */
function page(site: string, name = 'd/page.php'): string {
  const path = join(site, name)
  mkdirSync(dirname(path), { recursive: true })
  chownSync(dirname(path), tenant, tenant)
  writeFileSync(path, infected)
  chownSync(path, tenant, tenant)
  chmodSync(path, 0o640)
  return path
}

const tenant = 33

async function ready(requests: readonly OperationRequest[]): Promise<readonly OperationRequest[]> {
  return await Promise.resolve(requests)
}

async function undoing(vault: VaultContext, operation: Operation): Promise<OperationRequest> {
  const terms = { privileged: 'strip', scan: null, cause: 'manual', initiator: { uid: 0 } } as const
  const request = await undoRequest(vault, operation, { ...terms, expected: 'as-left' })
  if (request.kind === 'refused') throw new Error(request.why)
  return request
}
