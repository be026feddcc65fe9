import { kindRange, parseExpiryKey, parseNumberKey, parsePathOperationKey } from '../codec/keys.ts'
import { HoldfastError } from '../domain/errors.ts'
import { fsckProblemsMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { contentsOf, formatOperationId, type Operation } from '../domain/operation.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { getContents } from '../store/contents.ts'
import { allOperations, readOperation } from '../store/operations.ts'
import { readRows } from '../store/rows.ts'
import { havePurged } from '../store/tombstones.ts'
import type { FsckReport } from './contract/fsck.ts'

type Problem = FsckReport['problems'][number]

/**
 * The operations and their three lists say the same, and what a ticket or an open operation promises to keep is known as
 * kept whole (that it is there the content rows are held to). A purged content was taken away on purpose. Damaged rows end
 * the check.
 */
export async function checkOperations(meta: KeyValue): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  try {
    for await (const { operation, problem } of disagreements(meta)) {
      problems.push({ kind: 'operation', id: formatOperationId(operation), problem })
      if (problems.length === fsckProblemsMax) break
    }
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    const problem = `the operations could not be compared: ${error.message}`
    problems.push({ kind: 'operation', id: '', problem })
  }
  return problems
}

interface Disagreement {
  readonly operation: number
  readonly problem: string
}

async function* disagreements(meta: KeyValue): AsyncGenerator<Disagreement> {
  const tickets = await ticketRows(meta)
  const open = await openRows(meta)
  for await (const operation of allOperations(meta)) {
    const problems = [
      listProblem(operation, open),
      await undoneProblem(meta, operation),
      ticketProblem(operation, tickets),
      await contentProblem(meta, operation, tickets.has(operation.id)),
    ]
    for (const problem of problems) if (problem !== null) yield { operation: operation.id, problem }
    tickets.delete(operation.id)
    open.delete(operation.id)
  }
  for (const id of tickets.keys()) yield { operation: id, problem: 'has a ticket and is missing' }
  for (const id of open) yield { operation: id, problem: 'is listed as open and missing' }
  yield* pathProblems(meta)
}

/** By operation, when its ticket ends. */
async function ticketRows(meta: KeyValue): Promise<Map<number, number>> {
  const tickets = new Map<number, number>()
  for await (const [key] of readRows(meta, { ...kindRange('expiry'), keysOnly: true })) {
    const { at, operation } = parseExpiryKey(key)
    tickets.set(operation, at)
  }
  return tickets
}

async function openRows(meta: KeyValue): Promise<Set<number>> {
  const open = new Set<number>()
  for await (const [key] of readRows(meta, { ...kindRange('open-operation'), keysOnly: true }))
    open.add(parseNumberKey(key))
  return open
}

function listProblem({ id, outcome }: Operation, open: ReadonlySet<number>): string | null {
  const isListed = open.has(id)
  if ((outcome === 'open') === isListed) return null
  return isListed ? 'is listed as open and has ended' : 'is open and not listed as open'
}

async function undoneProblem(meta: KeyValue, { undoes }: Operation): Promise<string | null> {
  if (undoes === null || (await readOperation(meta, undoes)) !== undefined) return null
  return `reverses ${formatOperationId(undoes)}, which is missing`
}

function ticketProblem(
  { id, undoableUntil }: Operation,
  tickets: ReadonlyMap<number, number>,
): string | null {
  const at = tickets.get(id) ?? null
  // The row of a ticket goes when it has ended; the operation goes on saying when that was.
  if (at === null || at === undoableUntil) return null
  return 'has a ticket that ends at another time than it says'
}

async function contentProblem(
  meta: KeyValue,
  operation: Operation,
  hasTicket: boolean,
): Promise<string | null> {
  if (!hasTicket && operation.outcome !== 'open') return null
  const oids = contentsOf(operation)
  const rows = await getContents(meta, oids)
  const lost = oids.filter((_, i) => rows[i]?.kept !== 'whole')
  const unexplained = await notPurged(meta, lost)
  return unexplained.length === 0 ? null : `content ${unexplained.join(', ')} is not kept`
}

async function notPurged(meta: KeyValue, oids: readonly Oid[]): Promise<readonly Oid[]> {
  const purged = await havePurged(meta, oids)
  return oids.filter((_, i) => purged[i] !== true)
}

async function* pathProblems(meta: KeyValue): AsyncGenerator<Disagreement> {
  const listed = new Set<number>()
  for await (const [key] of readRows(meta, { ...kindRange('path-operation'), keysOnly: true })) {
    const { path, id } = parsePathOperationKey(key)
    listed.add(id)
    if ((await readOperation(meta, id))?.path !== path) {
      yield { operation: id, problem: 'is listed at a path where it is not' }
    }
  }
  for await (const { id } of allOperations(meta)) {
    if (!listed.has(id)) yield { operation: id, problem: 'is missing from the list of its path' }
  }
}
