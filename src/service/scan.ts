import { measureStore } from './storeSize.ts'
import { HoldfastError } from '../domain/errors.ts'
import {
  batchBytes,
  batchesInFlightMax,
  lowMemoryBatchBytes,
  storeLimitBytes,
  storeLimitShare,
} from '../domain/limits.ts'
import { type Accounts, ownerOf } from '../domain/owner.ts'
import { parseBytePath } from '../domain/path.ts'
import { formatScanId } from '../domain/incident.ts'
import { displayPath } from '../domain/displayPath.ts'
import { resolveTypedPath } from '../fsafe/read/typedPath.ts'
import type { ReaderClient, ReaderOptions } from '../pool/client/readerClient.ts'
import type { ResolvedScan, ScanContext, ScanProgressFacts, ScanResult } from '../scanner/scanContext.ts'
import { readCounters } from '../store/counters.ts'
import { compileExcludes } from '../walker/exclude.ts'
import { readAccounts } from './accounts.ts'
import type { ServiceContext } from './context.ts'
import type { ReaderIsolation, ScanProgress, ScanReport, ScanRequest } from './contract/scan.ts'
import { accountsWithin, readAllowed } from './allowed.ts'
import { readIgnores } from './ignore/readIgnores.ts'
import { keptRule } from './keptRule.ts'
import { currentEpoch, currentPacks, packsInUse, rulesSummary } from './ruleset.ts'

/** Where a run says how far it is, and from where it is told to stop. */
interface Watch {
  readonly signal: AbortSignal
  readonly report: (progress: ScanProgress) => void
}

/** One scan from typed paths to its report. Throws as resolveTypedPath and runScan. */
export async function scan(context: ServiceContext, request: ScanRequest, watch: Watch): Promise<ScanReport> {
  const { workers, memory } = request
  return await run(context, resolve(context, request), { workers, memory, watch })
}

/** The same for targets that are no longer typed text, with the reader as the settings have it; it cannot be stopped. */
export async function scanResolved(context: ServiceContext, resolved: ResolvedScan): Promise<ScanReport> {
  const watch: Watch = { signal: new AbortController().signal, report: () => undefined }
  return await run(context, resolved, { workers: null, memory: 'normal', watch })
}

interface Means extends Pick<ScanRequest, 'workers' | 'memory'> {
  readonly watch: Watch
}

async function run(context: ServiceContext, resolved: ResolvedScan, means: Means): Promise<ScanReport> {
  const { runScan } = await import('../scanner/runScan.ts')
  const accounts = readAccounts()
  const reader = await readerStarter(context, means, accounts)
  const scanContext = await contextOf(context, means, { accounts, start: reader.start })
  const { signal, report } = means.watch
  const result = await runScan(scanContext, resolved, signal, (facts) => {
    hold(context, resolved, facts)
    report(facts)
  })
  return await reportOf(context, result, {
    accounts,
    isolation: reader.isolation(),
    readersLost: reader.lost(),
  })
}

function resolve(context: ServiceContext, request: ScanRequest): ResolvedScan {
  const { config } = context.settings
  const cwd = parseBytePath(Buffer.from(request.cwd, 'utf8'))
  if (cwd === undefined) throw new HoldfastError('HF_USAGE', `not an absolute path: ${request.cwd}`)
  if (request.paths.length === 0)
    throw new HoldfastError('HF_USAGE', 'no path to scan', { hint: 'holdfast scan DIR' })
  const globs = [...config.scan.exclude, ...request.excludes]
  return {
    targets: request.paths.map((typed) => resolveTypedPath(typed, cwd)),
    cause: request.cause,
    initiator: context.initiator,
    distrust: request.distrust,
    excluded: globs.length === 0 ? null : compileExcludes(globs),
    mounts: config.scan.followMounts ? 'follow' : request.mounts,
    changedRoot: request.changedRoot,
    reason: 'scan',
  }
}

interface Starter {
  readonly start: () => ReaderClient
  readonly isolation: () => ReaderIsolation
  readonly lost: () => number
}

/** The pool is only loaded when something is read: it and Piscina cost more than an unchanged small scan. */
async function readerStarter(
  context: ServiceContext,
  request: Pick<Means, 'workers' | 'memory'>,
  accounts: Accounts,
): Promise<Starter> {
  const { startReader } = await import('../pool/client/readerClient.ts')
  const workers =
    request.memory === 'low'
      ? 1
      : (request.workers ?? context.settings.config.scan.workers ?? context.machine.processors)
  let client: ReaderClient | undefined
  let lost = 0
  const options: ReaderOptions = {
    workers,
    ownerOf: (path, uid) => ownerOf(path, uid, accounts),
    onIncident: () => {
      lost += 1
    },
  }
  return {
    start: () => (client = startReader(options)),
    lost: () => lost,
    isolation: () => (client === undefined ? 'unused' : isolationNames[client.isolation()]),
  }
}

const isolationNames = {
  setpriv: 'own-user',
  'same-user': 'same-user',
  'not-isolated': 'not-isolated',
} as const satisfies Record<ReturnType<ReaderClient['isolation']>, ReaderIsolation>

async function contextOf(
  context: ServiceContext,
  request: Pick<Means, 'memory'>,
  parts: { readonly accounts: Accounts; readonly start: () => ReaderClient },
): Promise<ScanContext> {
  const { store, settings, machine } = context
  const { epoch } = await currentEpoch(store.meta, await packsInUse(store.meta))
  return {
    store,
    journal: await context.journal(),
    clock: machine.clock,
    accounts: parts.accounts,
    counters: await readCounters(store.meta),
    epoch,
    packs: async () => (await currentPacks(store)).judging,
    allowed: onlyOnce(async () => await readAllowed(store)),
    ignores: onlyOnce(async () => await readIgnores(store.meta)),
    startReader: parts.start,
    contextMay: settings.config.malware.context,
    keep: {
      kinds: settings.config.store.content,
      neverKept: keptRule(settings.config),
      roomBytes: roomIn(context),
    },
    limits:
      request.memory === 'low'
        ? { batchesInFlight: 2, batchBytes: lowMemoryBatchBytes }
        : { batchesInFlight: batchesInFlightMax, batchBytes },
  }
}

/** decision 26: what the store may still grow by. */
function roomIn({ store, settings }: ServiceContext): number {
  const { bytes, diskFreeBytes, diskBytes } = measureStore(store.directory)
  const limit = settings.config.store.limitBytes ?? Math.min(storeLimitBytes, diskBytes * storeLimitShare)
  return Math.max(0, Math.min(limit - bytes, diskFreeBytes))
}

/** The answer to whoever asks is one short line. */
const targetsNamedMax = 8

/** What others are told who find the store locked. */
function hold(context: ServiceContext, request: ResolvedScan, facts: ScanProgressFacts): void {
  const { scan: id, startedAt: since, filesDone, filesExpected, findings } = facts
  const shown = request.targets.slice(0, targetsNamedMax).map((target) => displayPath(target.path))
  const more = request.targets.length > shown.length ? ' ...' : ''
  const what = `scan ${formatScanId(id)} of ${shown.join(' ')}${more}`
  context.holding.status = {
    pid: context.machine.pid,
    what,
    scan: id,
    since,
    filesDone,
    filesExpected,
    findings,
  }
}

async function reportOf(
  context: ServiceContext,
  result: ScanResult,
  run: { readonly accounts: Accounts; readonly isolation: ReaderIsolation; readonly readersLost: number },
): Promise<ScanReport> {
  const { record, incidents, undecided, skipped, snapshots, previousScanAt, unkept, damaged } = result
  return {
    scan: record,
    incidents,
    undecided,
    skipped,
    snapshots,
    accounts: accountsWithin(run.accounts, record.paths),
    previousScanAt,
    storeCreated: context.created,
    storeBytes: measureStore(context.store.directory).bytes,
    rules: await rulesSummary(context.store.meta),
    isolation: run.isolation,
    trouble: { unkept, damaged, readersLost: run.readersLost },
  }
}

function onlyOnce<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return async () => await (made ??= make())
}
