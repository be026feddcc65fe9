import { safetyWindowMs } from '../../domain/actingLimits.ts'
import type { Operation } from '../../domain/operation.ts'
import { type BytePath, isWithin } from '../../domain/path.ts'
import { type CountedFile, heldRun, type HeldRun } from '../../domain/safety.ts'
import { readDirectory } from '../../index/readDirectory.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { actingKind } from '../../store/effects.ts'
import { allOperations } from '../../store/operations.ts'
import { listRoots } from '../../store/roots.ts'
import type { ServiceContext } from '../context.ts'

/** A file that is about to be changed. */
export interface FileToChange {
  readonly path: BytePath
  readonly rules: readonly number[]
}

/** Counts a run against the limits of decision 3, together with what was changed in the 24 hours before. */
export async function countRun(
  { store, machine, settings }: ServiceContext,
  files: readonly FileToChange[],
  allowed: number | null,
): Promise<HeldRun | null> {
  if (files.length === 0) return null
  const roots = await rootPaths(store.meta)
  const planned = files.map((file) => counted(file, roots))
  return heldRun({
    planned,
    earlier:
      allowed === null ? await earlierFiles(store.meta, machine.clock.now() - safetyWindowMs, roots) : [],
    rootFiles: await filesOf(store.meta, new Set(planned.map(({ root }) => root))),
    filesMax: settings.config.safety.maxFiles,
    allowed,
  })
}

async function rootPaths(meta: KeyValue): Promise<readonly BytePath[]> {
  const paths: BytePath[] = []
  for await (const { path } of listRoots(meta)) paths.push(path)
  return paths
}

/** A file outside every root (its root was forgotten) counts as one of a root of its own. */
function counted({ path, rules }: FileToChange, roots: readonly BytePath[]): CountedFile {
  return { root: roots.find((root) => isWithin(path, root)) ?? path, rules }
}

async function earlierFiles(
  meta: KeyValue,
  since: number,
  roots: readonly BytePath[],
): Promise<readonly CountedFile[]> {
  const found: CountedFile[] = []
  for await (const operation of allOperations(meta)) {
    if (operation.startedAt < since) break
    if (await isChange(meta, operation)) found.push(counted(operation, roots))
  }
  return found
}

/** What was put back does not count, and putting back is no risk that the limits are for. */
async function isChange(meta: KeyValue, operation: Operation): Promise<boolean> {
  if (operation.outcome !== 'done' || operation.undoneBy !== null) return false
  return (await actingKind(meta, operation)) !== null
}

async function filesOf(meta: KeyValue, roots: ReadonlySet<BytePath>): Promise<ReadonlyMap<BytePath, number>> {
  const counts = new Map<BytePath, number>()
  for (const root of roots) counts.set(root, (await readDirectory(meta, root))?.header.files ?? 0)
  return counts
}
