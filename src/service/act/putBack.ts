import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import { shortOid, type Oid } from '../../domain/oid.ts'
import type { Operation } from '../../domain/operation.ts'
import type { BytePath } from '../../domain/path.ts'
import { formatLocal } from '../../domain/timeText.ts'
import { pathStates } from '../../store/pathStates.ts'
import { readAllowed } from '../allowed.ts'
import type { ServiceContext } from '../context.ts'
import { contentVersions } from '../contentVersions.ts'
import type { PutBackTerms } from '../contract/undo.ts'
import type { FreshJudge } from './judgeToday.ts'

/** What is about to be put back where. */
export interface PutBack {
  readonly path: BytePath
  readonly oid: Oid
  readonly incident: number | null
  readonly owner: string
}

/**
 * The one gate of undo and restore: what is malicious under today's rules is not put back unless that is wanted, and what
 * could not be judged to the end is. null = it may pass; the refusal is in the history then.
 */
export async function refuseInfected(
  context: ServiceContext,
  judge: FreshJudge,
  { path, oid, incident, owner }: PutBack,
  { infected, cause }: PutBackTerms,
): Promise<HoldfastError | null> {
  if (infected === 'allow' || (await judge.judge({ path, oid })) !== 'malicious') return null
  if ((await readAllowed(context.store))(oid)) return null
  const { initiator } = context
  const detail = { kind: 'restore', reason: "malicious under today's rules" }
  const ofIncident = incident === null ? {} : { incident }
  const journal = await context.journal()
  await journal.write(
    [],
    [{ event: 'operation-refused', cause, initiator, path, oid, owner, detail, ...ofIncident }],
  )
  return infectedError({ path, oid, incident }, await cleanVersions(context, path))
}

/** A clean content of a path, and the newest snapshot that has it there. */
interface CleanVersion {
  readonly oid: Oid
  readonly snapshot: Oid
}

/** Kept versions of the path that are clean today, newest first. */
async function cleanVersions({ store }: ServiceContext, path: BytePath): Promise<readonly CleanVersion[]> {
  const states = await pathStates(store, path)
  const versions = await contentVersions(store.meta, path, states)
  const clean = new Set(
    versions.flatMap(({ oid, outcome, kept }) => (outcome === 'clean' && kept && oid !== null ? [oid] : [])),
  )
  const found = new Map<Oid, CleanVersion>()
  for (const { entry, last } of states) {
    const oid = entry?.oid ?? null
    if (oid !== null && clean.has(oid) && !found.has(oid)) found.set(oid, { oid, snapshot: last.id })
  }
  return [...found.values()]
}

function infectedError(
  { path, oid, incident }: Pick<PutBack, 'path' | 'oid' | 'incident'>,
  [clean]: readonly CleanVersion[],
): HoldfastError {
  const file = typeable(path)
  const at = clean === undefined ? '' : shortOid(clean.snapshot)
  const target = incident === null ? file : formatIncidentId(incident)
  const ways = [
    ...(clean === undefined ? [] : [`clean version of this file: holdfast restore ${file} --at ${at}`]),
    `a false alarm? holdfast ignore add ${target} --content --undo`,
  ]
  return new HoldfastError(
    'HF_RESTORE_INFECTED',
    `${shortOid(oid)} is malicious under today's rules and was not put back`,
    {
      facts: { file: displayPath(path), hash: oid },
      hint: `${ways.join('    ')}\nput it back all the same: --force-infected`,
    },
  )
}

/** People paste hints into a root shell: only a path of harmless characters is written into one. */
function typeable(path: BytePath): string {
  return /^[A-Za-z0-9_./@%+=:,-]+$/.test(path) ? path : 'FILE'
}

/** The time of its ticket is over: the file has to come from somewhere else. */
export async function expiredError(context: ServiceContext, operation: Operation): Promise<HoldfastError> {
  const { path, undoableUntil, startedAt } = operation
  const until = undoableUntil ?? startedAt
  const days = Math.round((until - startedAt) / dayMs)
  const file = typeable(path)
  const count = (await cleanVersions(context, path)).length
  const versions = count === 1 ? '1 clean version' : `${String(count)} clean versions`
  const hint =
    count === 0
      ? 'holdfast has no clean version of this path'
      : `holdfast still has ${versions} of this path: holdfast history ${file} --contents`
  return new HoldfastError(
    'HF_ORIGINAL_EXPIRED',
    `the original of ${displayPath(path)} was kept ${String(days)} days, until ${formatLocal(until, context.machine.zone()).slice(0, 10)}; restore the file from backup manually`,
    { facts: { file: displayPath(path), operation: operation.id, cleanVersions: count }, hint },
  )
}

const dayMs = 86_400_000

export function isExpired({ machine }: ServiceContext, { undoableUntil }: Operation): boolean {
  return undoableUntil !== null && undoableUntil <= machine.clock.now()
}
