import { invariant } from '../domain/errors.ts'
import type { FileMetadata } from '../domain/operation.ts'
import { type ByteName, type BytePath, nameOf, parentOf } from '../domain/path.ts'
import { type OpenDirectory, statDirectory } from '../fsafe/read/directory.ts'
import { openParents, type ParentDirectory } from '../fsafe/write/parents.ts'
import type { Place } from '../fsafe/write/place.ts'
import type { Job } from './job.ts'
import type { Plan } from './lookAt.ts'
import type { VaultContext } from './vault.ts'
import type { Workplaces } from './workplaces.ts'

/**
 * The place of a file whose directory is not there, with the directories that lead to it made again. They belong to the
 * owner of the file, and are like the last directory that is there when that is his too. Throws as openParents.
 */
export function makePlace(
  { calls }: VaultContext,
  workplaces: Workplaces,
  { operation, way }: Job,
  { after }: Plan,
): Place {
  const name = nameOf(operation.path)
  invariant(name !== undefined && way.kind === 'stage' && after !== null, 'only new files get directories')
  const parent = parentOf(operation.path)
  const { directory, missing } = nearest(workplaces, parent)
  const like = parentLike(directory, after.version.metadata)
  const parents = missing.map((missingName) => ({ ...like, name: missingName }))
  const made = openParents(calls, directory, parents, { stage: way.stage, stagedName: way.made })
  workplaces.adopt(parent, made)
  return { directory: made, name }
}

interface Nearest {
  readonly directory: OpenDirectory
  readonly missing: readonly ByteName[]
}

function nearest(workplaces: Workplaces, parent: BytePath): Nearest {
  const missing: ByteName[] = []
  for (let path = parent; ; path = parentOf(path)) {
    const directory = workplaces.directory(path)
    if (typeof directory !== 'string') return { directory, missing: missing.reverse() }
    const name = nameOf(path)
    invariant(name !== undefined, 'the root directory can always be opened')
    missing.push(name)
  }
}

function parentLike(directory: OpenDirectory, { uid, gid }: FileMetadata): Omit<ParentDirectory, 'name'> {
  const above = statDirectory(directory)
  return above.uid === uid ? { mode: above.mode, uid, gid: above.gid } : { mode: directoryMode, uid, gid }
}

const directoryMode = 0o755
