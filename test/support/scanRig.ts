import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Clock } from '../../src/domain/clock.ts'
import { ignoreList } from '../../src/domain/ignore.ts'
import { arrangeAccounts } from '../../src/domain/owner.ts'
import { openJournal } from '../../src/journal/journal.ts'
import type { FaultPlan } from '../../src/kv/faultyKeyValue.ts'
import { faulty } from '../../src/kv/faultyKeyValue.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { runScan } from '../../src/scanner/runScan.ts'
import type { ResolvedScan, ScanResult } from '../../src/scanner/scanContext.ts'
import { currentEpoch, currentPacks, packsInUse } from '../../src/service/ruleset.ts'
import { readCounters } from '../../src/store/counters.ts'
import { objectsIn } from '../../src/store/objects.ts'
import { createStore, openStore, type Store } from '../../src/store/store.ts'
import { bytePath } from './scratch.ts'

/** One scan in this process with parts that a test chooses. */
export interface RigScan {
  readonly store: string
  readonly paths: readonly string[]
  readonly clock: Clock
  readonly startReader: () => ReaderClient
  /** One failure of a database. */
  readonly fault?: { readonly database: 'meta' | 'objects'; readonly plan: FaultPlan }
  /** Told of every batch that is about to be written. */
  readonly onBatch?: (database: 'meta' | 'objects') => void
  readonly signal?: AbortSignal
  readonly changes?: Partial<ResolvedScan>
  /** Small batches, so that a small site has many. */
  readonly batchBytes?: number
}

/** Opens the store, or makes it, scans, and closes it again, however the scan ended. */
export async function rigScan(scan: RigScan): Promise<ScanResult> {
  const opened = await openOrCreate(scan.store)
  try {
    return await scanWith(withFaults(opened, scan), scan)
  } finally {
    await opened.close()
  }
}

/** The same reader for many scans: starting one costs more than a small scan. Its owner closes it. */
export function shared(client: ReaderClient): () => ReaderClient {
  let loaded: ReturnType<ReaderClient['loadRules']> | undefined
  return () => ({
    ...client,
    loadRules: async (packs) => await (loaded ??= client.loadRules(packs)),
    close: async () => {
      await Promise.resolve()
    },
  })
}

async function openOrCreate(directory: string): Promise<Store> {
  const describe = () => ({
    pid: process.pid,
    what: 'a test',
    scan: null,
    since: 0,
    filesDone: 0,
    filesExpected: null,
    findings: 0,
  })
  if (existsSync(directory)) return await openStore(directory, { describe })
  return await createStore(directory, { entropy: randomBytes, describe })
}

async function scanWith(store: Store, scan: RigScan): Promise<ScanResult> {
  const { epoch } = await currentEpoch(store.meta, await packsInUse(store.meta))
  const context = {
    store,
    journal: await openJournal(store.meta, scan.clock),
    clock: scan.clock,
    accounts: arrangeAccounts([]),
    counters: await readCounters(store.meta),
    epoch,
    packs: async () => (await currentPacks(store)).judging,
    allowed: async () => await Promise.resolve(() => false),
    ignores: async () => await Promise.resolve(ignoreList([], () => () => false)),
    startReader: scan.startReader,
    contextMay: 'raise',
    keep: { kinds: 'scannable', neverKept: () => false, roomBytes: Number.MAX_SAFE_INTEGER },
    limits: { batchesInFlight: 2, batchBytes: scan.batchBytes ?? 4 * 1024 * 1024 },
  } as const
  const request: ResolvedScan = {
    targets: scan.paths.map((path) => ({ path: bytePath(path), kind: 'directory' })),
    cause: 'on-demand',
    initiator: { uid: 0 },
    distrust: 'nothing',
    excluded: null,
    mounts: 'stay',
    changedRoot: 'refuse',
    reason: 'scan',
    ...scan.changes,
  }
  return await runScan(context, request, scan.signal ?? new AbortController().signal, () => undefined)
}

function withFaults(store: Store, scan: RigScan): Store {
  const wrap = (database: 'meta' | 'objects', inner: KeyValue): KeyValue => {
    const watched = watching(inner, () => scan.onBatch?.(database))
    return scan.fault?.database === database ? faulty(watched, scan.fault.plan) : watched
  }
  return {
    ...store,
    meta: wrap('meta', store.meta),
    objects: async () => objectsIn(wrap('objects', (await store.objects()).database)),
  }
}

function watching(inner: KeyValue, onBatch: () => void): KeyValue {
  return {
    ...inner,
    batch: async (operations, options) => {
      onBatch()
      await inner.batch(operations, options)
    },
  }
}
