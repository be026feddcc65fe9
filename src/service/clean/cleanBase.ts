import type { FileClass } from '../../domain/fileClass.ts'
import { judgedWholeBytesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { outcomeOf } from '../../domain/verdict.ts'
import { getContent } from '../../store/contents.ts'
import type { Store } from '../../store/store.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import type { CleanReaders } from './cleanReaders.ts'

/** A clean version of an infected file. */
export interface CleanBase {
  readonly method: 'history' | 'release' | 'peer'
  readonly oid: Oid
  readonly bytes: Buffer
  /** Where it comes from, for people. */
  readonly source: string
}

/** The bytes when they are clean under today's rules: by the verdict row of today's epoch, else judged anew. */
export async function cleanBytes(
  store: Store,
  readers: CleanReaders,
  { oid, fileClass }: { readonly oid: Oid; readonly fileClass: FileClass },
): Promise<Buffer | null> {
  const [row] = await getVerdicts(store.meta, [{ oid, fileClass }])
  const isKnown = row?.epoch === readers.epoch
  if (isKnown && outcomeOf(row.verdict) !== 'clean') return null
  const bytes = await keptBytes(store, oid)
  if (bytes === null || isKnown) return bytes
  const [verdict] = await readers.planner.judge([{ oid, fileClass, bytes, judge: 'all' }])
  return verdict !== undefined && outcomeOf(verdict) === 'clean' ? bytes : null
}

/** Bytes that can be compared and judged whole; null when the store has no such ones, or only an empty file. */
async function keptBytes(store: Store, oid: Oid): Promise<Buffer | null> {
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole' || row.size === 0 || row.size > judgedWholeBytesMax) return null
  return await (await store.objects()).readContent(oid)
}
