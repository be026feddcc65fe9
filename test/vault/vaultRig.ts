import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import type { Clock } from '../../src/domain/clock.ts'
import type { Oid } from '../../src/domain/oid.ts'
import type { FileMetadata, FileOperationKind, Operation } from '../../src/domain/operation.ts'
import { type WriteCalls, systemCalls } from '../../src/fsafe/write/calls.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { openJournal } from '../../src/journal/journal.ts'
import { queryEvents } from '../../src/journal/query.ts'
import { verifyChain } from '../../src/journal/verify.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { readCounters } from '../../src/store/counters.ts'
import { objectsIn } from '../../src/store/objects.ts'
import type { Store } from '../../src/store/store.ts'
import { runOperations } from '../../src/vault/runOperations.ts'
import type { OperationRequest, VaultContext } from '../../src/vault/vault.ts'
import { movableClock } from '../support/holdfast.ts'
import { bytePath } from '../support/scratch.ts'

/** The databases of a store that lives in memory, or of a real one. */
export interface Databases {
  readonly id: string
  readonly secret: Buffer
  readonly meta: KeyValue
  readonly objects: KeyValue
}

export async function memoryDatabases(seed: string): Promise<Databases> {
  await loadXxh64()
  const digest = createHash('sha256').update(seed).digest()
  return { id: digest.toString('hex', 0, 16), secret: digest, meta: openMemory(), objects: openMemory() }
}

export interface VaultParts {
  readonly calls?: WriteCalls
  readonly clock?: Clock
}

export async function vaultOn(databases: Databases, parts: VaultParts = {}): Promise<VaultContext> {
  const clock = parts.clock ?? movableClock()
  const { meta } = databases
  return {
    store: storeOf(databases),
    journal: await openJournal(meta, clock),
    counters: await readCounters(meta),
    clock,
    calls: parts.calls ?? systemCalls,
    retention: { originalDays: 14, quarantineDays: 90 },
  }
}

function storeOf({ id, secret, meta, objects }: Databases): Store {
  return {
    directory: '/nowhere',
    id,
    secret,
    meta,
    identity: { dev: 0, ino: 0 },
    objects: async () => await Promise.resolve(objectsIn(objects)),
    close: async () => {
      await Promise.resolve()
    },
  }
}

export function oidOf(content: string | Buffer): Oid {
  return createHash('sha256').update(content).digest('hex') as Oid
}

type Changes = Partial<OperationRequest>

function request(kind: FileOperationKind, path: string, content: string, changes: Changes): OperationRequest {
  return {
    kind,
    path: bytePath(path),
    expected: { kind: 'content', oid: oidOf(content) },
    change: { kind: 'remove' },
    incident: null,
    owner: 'alice',
    method: null,
    source: null,
    rules: [101],
    undoes: null,
    scan: null,
    cause: 'manual',
    initiator: { uid: 0 },
    ...changes,
  }
}

export function quarantine(path: string, content: string, changes: Changes = {}): OperationRequest {
  return request('quarantine', path, content, changes)
}

export function deletion(path: string, content: string, changes: Changes = {}): OperationRequest {
  return request('delete', path, content, changes)
}

/** `clean` content takes the place of `content`; none at all is a trim. */
export function cleaning(
  path: string,
  content: string,
  clean: string,
  changes: Changes = {},
): OperationRequest {
  return request('clean', path, content, {
    change: {
      kind: 'replace',
      content: { kind: 'bytes', bytes: Buffer.from(clean) },
      metadata: { kind: 'of-current' },
      privileged: 'strip',
    },
    method: clean === '' ? 'trim' : 'history',
    source: 's1',
    ...changes,
  })
}

/** Puts stored bytes where nothing is. */
export function restoration(
  path: string,
  oid: Oid,
  metadata: FileMetadata,
  changes: Changes = {},
): OperationRequest {
  return request('restore', path, '', {
    expected: { kind: 'absent' },
    change: {
      kind: 'replace',
      content: { kind: 'stored', oid },
      metadata: { kind: 'recorded', metadata },
      privileged: 'strip',
    },
    ...changes,
  })
}

export async function run(
  context: VaultContext,
  ...requests: readonly OperationRequest[]
): Promise<readonly Operation[]> {
  return await runOperations(context, requests, new AbortController().signal, () => undefined)
}

export async function runOne(context: VaultContext, one: OperationRequest): Promise<Operation> {
  const [operation] = await run(context, one)
  if (operation === undefined) throw new Error('no operation was answered')
  return operation
}

/** What a person would see of one file. */
export function fileState(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'absent'
  const mode = (stats.mode & 0o7777).toString(8)
  return `${oidOf(readFileSync(path)).slice(0, 8)} ${mode} ${String(stats.uid)}:${String(stats.gid)}`
}

export async function storedBytes({ store }: VaultContext, oid: Oid): Promise<Buffer> {
  return await (await store.objects()).readContent(oid)
}

export async function eventNames(context: VaultContext): Promise<readonly string[]> {
  const { items } = await queryEvents(context.store.meta, {
    scope: { kind: 'all' },
    events: [],
    owner: null,
    cause: null,
    since: null,
    until: null,
    limit: 1000,
    offset: 0,
    order: 'oldest-first',
  })
  return items.map(({ event }) => event)
}

/** Names of the files that a store has left in a stage. */
export function stagedBy(id: string, top: string): readonly string[] {
  const stage = `${top === '/' ? '' : top}/.holdfast-stage`
  return existsSync(stage) ? readdirSync(stage).filter((name) => name.startsWith(id)) : []
}

export async function chainIsWhole({ store }: VaultContext): Promise<boolean> {
  return (await verifyChain(store.meta)).ok
}
