import { journalProblemsMax } from '../domain/limits.ts'
import { HoldfastError } from '../domain/errors.ts'
import { type ChainReport, verifyChain } from '../journal/verify.ts'
import { fsck, type FsckReport as StoreReport } from '../store/fsck.ts'
import type { ServiceContext } from './context.ts'
import type { FsckReport, FsckRequest } from './contract/fsck.ts'
import { checkOpenIncidents } from './fsckIncidents.ts'
import { rowChecks } from './fsckRows.ts'
import { type LastFsck, lastFsckOperation } from './lastFsck.ts'

type Problem = FsckReport['problems'][number]

/** Looks for damage in everything the store holds and repairs nothing; the result is remembered for `status`. */
export async function checkStore(context: ServiceContext, request: FsckRequest): Promise<FsckReport> {
  const { store } = context
  const rows = rowChecks()
  const found = await fsck(store, {
    readData: request.readData,
    checkForeignRow: rows.check,
    onProgress: () => undefined,
  })
  const incidents = await checkOpenIncidents(store.meta)
  const chain = await checkChain(context)
  const problems = [...found.problems, ...rows.finish(), ...incidents, ...chain.problems, ...unlisted(found)]
  const ok = problems.length === 0
  await remember(
    context,
    { at: context.machine.clock.now(), ok, readData: request.readData },
    problems.length,
  )
  return { ok, objects: found.objects, events: chain.events, problems }
}

async function checkChain({
  store,
}: ServiceContext): Promise<{ readonly events: number; readonly problems: readonly Problem[] }> {
  try {
    return problemsOf(await verifyChain(store.meta))
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    return { events: 0, problems: [{ kind: 'event', id: 'journal-head', problem: error.message }] }
  }
}

function problemsOf(chain: ChainReport): { readonly events: number; readonly problems: readonly Problem[] } {
  const problems = chain.problems.map(({ seq, problem }) => ({ kind: 'event', id: String(seq), problem }))
  const isCut = problems.length === journalProblemsMax
  const more = { kind: 'event', id: '', problem: 'more events are damaged than are listed here' }
  return { events: chain.events, problems: isCut ? [...problems, more] : problems }
}

function unlisted(report: StoreReport): readonly Problem[] {
  if (report.unlisted === 0) return []
  return [{ kind: 'database', id: '', problem: `${String(report.unlisted)} more problems are not listed` }]
}

/** A broken journal takes no event; the row alone still tells `status`. */
async function remember(context: ServiceContext, last: LastFsck, problems: number): Promise<void> {
  const operation = lastFsckOperation(last)
  const { initiator } = context
  try {
    const journal = await context.journal()
    const damage = { event: 'store-damaged', cause: 'manual', initiator, detail: { problems } } as const
    await journal.write([operation], last.ok ? [] : [damage])
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind !== 'corrupt') throw error
    await context.store.meta.batch([operation], { sync: true })
  }
}
