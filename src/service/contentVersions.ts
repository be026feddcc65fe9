import { classOfName, type FileClass } from '../domain/fileClass.ts'
import { type BytePath, nameOf } from '../domain/path.ts'
import { type Outcome, outcomeOf } from '../domain/verdict.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { knownGoodNames } from '../store/baselines.ts'
import { getVerdicts } from '../store/verdicts.ts'
import type { ContentVersion } from './contract/file.ts'
import type { PathState } from '../store/pathStates.ts'

/** What a path held, with today's verdict on each content; in the order of `states`. */
export async function contentVersions(
  meta: KeyValue,
  path: BytePath,
  states: readonly PathState[],
): Promise<readonly ContentVersion[]> {
  const present = states.flatMap(({ entry, first, last }) => (entry === null ? [] : [{ entry, first, last }]))
  const outcomes = await outcomesOf(
    meta,
    present.flatMap(({ entry }) => entry.oid ?? []),
    classOfPath(path),
  )
  const vouched = await knownGoodOf(
    meta,
    present.flatMap(({ entry }) => entry.oid ?? []),
  )
  return present.map(({ entry, first, last }) => ({
    oid: entry.oid,
    size: entry.size,
    outcome: entry.oid === null ? 'unknown' : (outcomes.get(entry.oid) ?? 'unknown'),
    firstSeenAt: first.at,
    lastSeenAt: last.at,
    scan: first.scan,
    kept: entry.oid !== null && !entry.hashOnly,
    knownGood: entry.oid === null ? [] : (vouched.get(entry.oid) ?? []),
  }))
}

async function knownGoodOf(
  meta: KeyValue,
  oids: readonly Oid[],
): Promise<ReadonlyMap<Oid, readonly string[]>> {
  const distinct = [...new Set(oids)]
  const names = await knownGoodNames(meta, distinct)
  return new Map(distinct.map((oid, i) => [oid, names[i] ?? []]))
}

/** Today's outcome per content; a content without a verdict is missing. */
export async function outcomesOf(
  meta: KeyValue,
  oids: readonly Oid[],
  fileClass: FileClass,
): Promise<ReadonlyMap<Oid, Outcome>> {
  const distinct = [...new Set(oids)]
  const rows = await getVerdicts(
    meta,
    distinct.map((oid) => ({ oid, fileClass })),
  )
  return new Map(
    distinct.flatMap((oid, i) => {
      const row = rows[i]
      return row === undefined ? [] : [[oid, outcomeOf(row.verdict)] as const]
    }),
  )
}

export function classOfPath(path: BytePath): FileClass {
  const name = nameOf(path)
  return name === undefined ? 'generic' : classOfName(name)
}
