import { displayPath } from '../../domain/displayPath.ts'
import type { ByteName } from '../../domain/path.ts'
import { joinPath } from '../../domain/path.ts'
import type { OpenDirectory } from '../read/directory.ts'
import { childPath } from '../read/internal/open.ts'

/** A name in a directory held open. */
export interface Place {
  readonly directory: OpenDirectory
  readonly name: ByteName
}

export function pathAt(place: Place): string | Buffer {
  return childPath(place.directory.fd, place.name)
}

export function shownAt({ directory, name }: Place): string {
  return displayPath(joinPath(directory.path, name))
}

export function inStage({ directory }: { readonly directory: OpenDirectory }, name: ByteName): Place {
  return { directory, name }
}
