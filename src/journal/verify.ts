import { kindRange, parseNumberKey, pathEventKey } from '../codec/keys.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { JournalEvent } from '../domain/event.ts'
import { journalProblemsMax, journalRowsPerStep } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyRange, KeyValue } from '../kv/keyValue.ts'
import { openEventRow } from './eventRow.ts'
import type { JournalHead } from './head.ts'
import { emptyHead, readHead } from './head.ts'

interface ChainProblem {
  /** The event concerned. */
  readonly seq: number
  readonly problem: string
}

export interface ChainReport {
  readonly ok: boolean
  /** Events that are there, damaged or not. */
  readonly events: number
  readonly head: { readonly seq: number; readonly digest: Oid }
  /** At most journalProblemsMax. */
  readonly problems: readonly ChainProblem[]
}

/**
 * Hashes every stored event and follows the chain to the head row: finds what was edited, dropped, inserted, swapped
 * or cut off. A history that was written anew from some event on, head included, is a good chain; only a digest that
 * was kept elsewhere contradicts it.
 */
export async function verifyChain(meta: KeyValue): Promise<ChainReport> {
  const problems: ChainProblem[] = []
  const report: Report = (seq, problem) => {
    if (problems.length < journalProblemsMax) problems.push({ seq, problem })
  }
  let link: Link = { ...emptyHead, events: 0, withPath: 0, unreadable: 0 }
  for await (const rows of rowsOf(meta, kindRange('event'))) {
    const checked = rows.map((row) => {
      const found = checkRow(row, link, report)
      link = found.link
      return found.event
    })
    await checkPathRows(meta, checked, report)
  }
  const head = await checkHead(meta, link, report)
  await checkPathRowCount(meta, link, report)
  const { seq, digest } = head
  return { ok: problems.length === 0, events: link.events, head: { seq, digest }, problems }
}

type Report = (seq: number, problem: string) => void
type Row = readonly [Buffer, Buffer]

/** How far the chain was followed. `digest` is null after an event that could not be read. */
interface Link {
  readonly seq: number
  readonly digest: Oid | null
  readonly at: number
  readonly events: number
  readonly withPath: number
  readonly unreadable: number
}

interface CheckedRow {
  readonly link: Link
  readonly event: JournalEvent | undefined
}

function checkRow([key, value]: Row, last: Link, report: Report): CheckedRow {
  const seq = orProblem(
    () => parseNumberKey(key),
    (problem) => {
      report(last.seq, `is followed by a row that is not an event: ${problem}`)
    },
  )
  if (seq === undefined) return { event: undefined, link: last }
  const isNext = seq === last.seq + 1
  if (!isNext) report(last.seq + 1, missingText(last.seq + 1, seq - 1))
  const event = orProblem(
    () => openEventRow(key, value),
    (problem) => {
      report(seq, `cannot be read: ${problem}`)
    },
  )
  const link = { ...last, seq, events: last.events + 1 }
  if (event === undefined) return { event, link: { ...link, digest: null, unreadable: last.unreadable + 1 } }
  checkLink(event, seq, isNext ? last : { ...last, digest: null }, report)
  const withPath = last.withPath + (event.path === undefined ? 0 : 1)
  return { event, link: { ...link, digest: event.digest, at: event.at, withPath } }
}

/** `last.digest` is null when the event before is missing or could not be read, which is reported already. */
function checkLink(event: JournalEvent, seq: number, last: Link, report: Report): void {
  if (event.seq !== seq) report(seq, `says that it is event ${String(event.seq)}`)
  if (event.at < last.at) report(seq, 'is older than the event before it')
  if (last.digest !== null && event.previous !== last.digest) {
    report(seq, `does not follow event ${String(last.seq)}: one of the two was changed`)
  }
}

/** Damage is what this check looks for: it becomes a problem in the report and the check goes on. */
function orProblem<T>(read: () => T, report: (problem: string) => void): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    report(error.message)
    return undefined
  }
}

/** An event without its row in the path index would be missing from the history of its file. */
async function checkPathRows(
  meta: KeyValue,
  events: readonly (JournalEvent | undefined)[],
  report: Report,
): Promise<void> {
  const expected = events.flatMap((event) =>
    event?.path === undefined ? [] : [{ seq: event.seq, key: pathEventKey(event.path, event.seq) }],
  )
  const present = await meta.hasMany(expected.map(({ key }) => key))
  expected.forEach(({ seq }, position) => {
    if (present[position] !== true) report(seq, 'is missing from the index by path')
  })
}

/** Every expected row was found one by one, so more rows mean some that belong to no event, or to one not readable. */
async function checkPathRowCount(meta: KeyValue, link: Link, report: Report): Promise<void> {
  let rowCount = 0
  for await (const rows of rowsOf(meta, { ...kindRange('path-event'), keysOnly: true }))
    rowCount += rows.length
  if (rowCount > link.withPath + link.unreadable)
    report(link.seq, 'the index by path names events that do not exist')
}

async function checkHead(meta: KeyValue, link: Link, report: Report): Promise<JournalHead> {
  const head = await headOrProblem(meta, link, report)
  if (head === undefined) return emptyHead
  if (head.seq > link.seq) report(link.seq + 1, missingText(link.seq + 1, head.seq))
  if (head.seq < link.seq) report(head.seq + 1, 'comes after the recorded end of the history')
  const isSame = link.digest === null || (head.digest === link.digest && head.at === link.at)
  if (head.seq === link.seq && !isSame) report(head.seq, 'is not the event that the history ended with')
  return head
}

async function headOrProblem(meta: KeyValue, link: Link, report: Report): Promise<JournalHead | undefined> {
  try {
    const head = await readHead(meta)
    if (head === undefined && link.events > 0) report(link.seq, 'the record of the newest event is missing')
    return head
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    report(link.seq, `the record of the newest event cannot be read: ${error.message}`)
    return undefined
  }
}

function missingText(first: number, last: number): string {
  return first === last ? 'is missing' : `is missing, and all up to event ${String(last)}`
}

async function* rowsOf(meta: KeyValue, range: KeyRange): AsyncGenerator<readonly Row[]> {
  const cursor = meta.cursor(range)
  try {
    for (;;) {
      const rows = await cursor.next(journalRowsPerStep)
      if (rows.length === 0) return
      yield rows
    }
  } finally {
    await cursor.close()
  }
}
