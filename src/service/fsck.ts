import { journalProblemsMax } from '../domain/limits.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { type ChainReport, verifyChain } from '../journal/verify.ts'
import { countersBehind } from '../store/counters.ts'
import { type DataToRead, fsck, type FsckReport as StoreReport } from '../store/fsck.ts'
import type { DamagedRow } from '../store/fsckRows.ts'
import type { ServiceContext } from './context.ts'
import type { DataToCheck, FsckProblem, FsckReport, FsckRequest } from './contract/fsck.ts'
import { checkOpenIncidents } from './fsckIncidents.ts'
import { checkOperations } from './fsckOperations.ts'
import { rowChecks } from './fsckRows.ts'
import { type LastFsck, lastFsckOperation, readLastFsck } from './lastFsck.ts'

/** Looks for damage in everything the open store holds and repairs nothing; the result is remembered for `status`. */
export async function checkStore(context: ServiceContext, request: FsckRequest): Promise<FsckReport> {
  const slice = await dataToRead(context, request.readData)
  const found = await findDamage(context, slice)
  const report = reportOf(found, slice)
  await rememberCheck(context, report, slice)
  return report
}

export interface FoundDamage {
  readonly objects: number
  readonly objectsRead: number
  readonly events: number
  readonly problems: readonly FsckProblem[]
  /** Rows of meta that cannot be used as they are. */
  readonly rows: readonly DamagedRow[]
  /** Why not everything was looked at; null when everything was. */
  readonly failure: HoldfastError | null
}

/** The check alone: changes nothing and remembers nothing. */
export async function findDamage(
  { store }: Pick<ServiceContext, 'store'>,
  readData: DataToRead,
): Promise<FoundDamage> {
  const checks = rowChecks()
  const rows: DamagedRow[] = []
  const found = await fsck(store, {
    readData,
    checkForeignRow: checks.check,
    onDamagedRow: (row) => rows.push(row),
    onProgress: () => undefined,
  })
  const incidents = await checkOpenIncidents(store.meta)
  const operations = await checkOperations(store.meta)
  const counters = await checkCounters(store.meta)
  const chain = await checkChain(store.meta)
  const problems = [
    ...found.problems,
    ...checks.finish(),
    ...incidents,
    ...operations,
    ...counters,
    ...chain.problems,
    ...unlisted(found),
  ]
  const { objects, objectsRead, failure } = found
  return { objects, objectsRead, events: chain.events, problems, rows, failure }
}

/** What of the objects a request means in this store, today. */
export async function dataToRead({ store }: ServiceContext, asked: DataToCheck): Promise<DataToRead> {
  if (asked === 'none' || asked === 'all') return asked
  const { percent } = asked
  invariant(percent > 0 && percent < 100, 'a share of the data is between 0 and 100 percent', { percent })
  const from = await nextStart(store.meta)
  return { from, to: (from + Math.ceil((idStarts * percent) / 100)) % idStarts }
}

export function reportOf(found: FoundDamage, read: DataToRead): FsckReport {
  const { objects, objectsRead, events, problems } = found
  const readRange = typeof read === 'string' ? null : { from: hexStart(read.from), to: hexStart(read.to) }
  const ok = problems.length === 0
  return { ok, objects, objectsRead, readRange, events, problems, repaired: [], setAside: null }
}

/** A broken journal takes no event; the row alone still tells `status`. */
export async function rememberCheck(
  context: ServiceContext,
  report: FsckReport,
  read: DataToRead,
): Promise<void> {
  const { store, initiator, machine } = context
  const next = typeof read === 'string' ? await nextStart(store.meta) : read.to
  const readData = typeof read === 'string' ? read : 'share'
  const last: LastFsck = { at: machine.clock.now(), ok: report.ok, readData, next }
  const operation = lastFsckOperation(last)
  try {
    const journal = await context.journal()
    const detail = { problems: report.problems.length }
    const damage = { event: 'store-damaged', cause: 'manual', initiator, detail } as const
    await journal.write([operation], report.ok ? [] : [damage])
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    await store.meta.batch([operation], { sync: true })
  }
}

/** How many beginnings of 32 bits an id may have. */
const idStarts = 2 ** 32

function hexStart(start: number): string {
  return start.toString(16).padStart(8, '0')
}

/** A damaged row only loses the place: the check begins at the start again. */
async function nextStart(meta: KeyValue): Promise<number> {
  try {
    return (await readLastFsck(meta))?.next ?? 0
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return 0
    throw error
  }
}

async function checkChain(
  meta: KeyValue,
): Promise<{ readonly events: number; readonly problems: readonly FsckProblem[] }> {
  try {
    return problemsOf(await verifyChain(meta))
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    return { events: 0, problems: [{ kind: 'event', id: 'journal-head', problem: error.message }] }
  }
}

/** A counter that cannot be read is reported with the other rows. */
async function checkCounters(meta: KeyValue): Promise<readonly FsckProblem[]> {
  try {
    const behind = await countersBehind(meta)
    return behind.map(({ name, given }) => ({
      kind: 'counter',
      id: name,
      problem: `is behind ${String(given)}, which was given`,
    }))
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    return []
  }
}

function problemsOf(chain: ChainReport): {
  readonly events: number
  readonly problems: readonly FsckProblem[]
} {
  const problems = chain.problems.map(({ seq, problem }) => ({ kind: 'event', id: String(seq), problem }))
  const isCut = problems.length === journalProblemsMax
  const more = { kind: 'event', id: '', problem: 'more events are damaged than are listed here' }
  return { events: chain.events, problems: isCut ? [...problems, more] : problems }
}

function unlisted(report: StoreReport): readonly FsckProblem[] {
  if (report.unlisted === 0) return []
  return [{ kind: 'database', id: '', problem: `${String(report.unlisted)} more problems are not listed` }]
}
