import { phpFileBytesMax, phpFilesMax } from '../domain/hookLimits.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { listTrustedDirectory, readTrustedFile } from '../fsafe/read/trustedFile.ts'
import { below } from './layout.ts'

/**
 * The configuration below `root`, read as far as only root and `uid` can have written it. `problems` gathers, as sentences,
 * what was not believed or not read.
 */
export interface Sources {
  readonly root: BytePath
  readonly uid: number
  readonly problems: string[]
  filesLeft: number
}

export function openSources(root: BytePath, uid: number): Sources {
  return { root, uid, problems: [], filesLeft: phpFilesMax }
}

/** latin1 text of the file at the absolute `path`; undefined when it is not there or not believed. */
export function readText(sources: Sources, path: string): string | undefined {
  if (sources.filesLeft === 0) return undefined
  sources.filesLeft -= 1
  if (sources.filesLeft === 0) sources.problems.push(`more than ${String(phpFilesMax)} files of PHP`)
  const read = readTrustedFile(below(sources.root, path), sources.uid, phpFileBytesMax)
  switch (read.state) {
    case 'read':
      return read.bytes.toString('latin1')
    case 'refused':
      sources.problems.push(read.why)
      return undefined
    case 'absent':
      return undefined
  }
}

export function listDirectory(sources: Sources, path: string): readonly ByteName[] {
  const listing = listTrustedDirectory(below(sources.root, path), sources.uid, phpFilesMax)
  switch (listing.state) {
    case 'listed':
      return listing.names
    case 'refused':
      sources.problems.push(listing.why)
      return []
    case 'absent':
      return []
  }
}
