import type { Operation } from '../domain/operation.ts'
import type { OpenDirectory } from '../fsafe/read/directory.ts'
import { syncDirectory } from '../fsafe/write/change.ts'
import { dropBeside } from './beside.ts'
import { clearAway } from './clearAway.ts'
import type { Job } from './job.ts'
import { type ContentToKeep, keepContents } from './keepContents.ts'
import { observe } from './observe.ts'
import { type PutBack, putBack } from './putBack.ts'
import type { ActedJob, SeenJob } from './seenJob.ts'
import { unlessTrouble } from './trouble.ts'
import type { VaultContext } from './vault.ts'
import { writeEnds } from './writeEnds.ts'

/**
 * Ends open operations, after acting as after a crash: looks what became of each file, keeps what came out of the site,
 * puts back what was not meant, makes the names durable, writes the end of all of them in one batch, and only then clears
 * the stages. What the disk does not let us end stays open for the next recovery and is answered as it is.
 */
export async function settle(
  context: VaultContext,
  acted: readonly ActedJob[],
): Promise<readonly Operation[]> {
  const looked = acted.map((one) =>
    unlessTrouble(() => ({ ...one, finding: observe(context.calls, one.job, one.trouble), putBack: null })),
  )
  const seen = looked.filter((one) => one !== undefined)
  const rows = [...(await keepContents(context, seen.flatMap(tookFrom)))]
  const back = seen.map((one) => unlessTrouble(() => ({ ...one, putBack: giveBack(context, one) })))
  const returned = back.filter((one) => one !== undefined)
  rows.push(...(await keepContents(context, returned.flatMap(cameOutOf))))
  for (const { job } of returned) await dropBeside(context, job)
  const durable = withSyncedNames(context, returned)
  const ended = await writeEnds(context, durable, rows)
  for (const one of ended) await clearAway(context, one.seen, one.operation)
  const ends = new Map(ended.map(({ operation }) => [operation.id, operation]))
  return acted.map(({ job }) => ends.get(job.operation.id) ?? job.operation)
}

function tookFrom({ finding }: SeenJob): readonly ContentToKeep[] {
  if (finding.state !== 'other' && finding.state !== 'overtaken') return []
  return [{ oid: finding.took.version.oid, bytes: finding.took.bytes }]
}

function cameOutOf({ putBack: given }: SeenJob): readonly ContentToKeep[] {
  const cameOut = given?.cameOut ?? null
  return cameOut === null ? [] : [{ oid: cameOut.version.oid, bytes: cameOut.bytes }]
}

function giveBack({ calls }: VaultContext, { job, finding }: SeenJob): PutBack | null {
  const isMistake = (finding.state === 'other' && job.takes === 'before') || finding.state === 'strange'
  if (!isMistake || job.way.kind !== 'stage') return null
  return putBack(calls, job, job.way)
}

/** Each directory once for all of them; those of which a directory cannot be synced stay open. */
function withSyncedNames({ calls }: VaultContext, seen: readonly SeenJob[]): readonly SeenJob[] {
  const synced = new Map<OpenDirectory, boolean>()
  const isSynced = (directory: OpenDirectory): boolean => {
    const known = synced.get(directory)
    if (known !== undefined) return known
    const done = unlessTrouble(() => {
      syncDirectory(calls, directory)
      return true
    })
    synced.set(directory, done ?? false)
    return done ?? false
  }
  return seen.filter(({ job }) => directoriesOf(job).every(isSynced))
}

function directoriesOf({ place, way }: Job): readonly OpenDirectory[] {
  const own = place === null ? [] : [place.directory]
  return way.kind === 'stage' ? [...own, way.stage.directory] : own
}
