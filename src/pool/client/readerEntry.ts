import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The module a reader process starts with, and the Node arguments it needs. */
export interface ReaderEntry {
  readonly filename: string
  readonly execArgv: readonly string[]
}

/** workers/reader beside the sources or beside the build, whichever this module was loaded from. */
export function standardEntry(): ReaderEntry {
  const extension = extname(fileURLToPath(import.meta.url))
  return entryAt(fileURLToPath(new URL(`../../../workers/reader${extension}`, import.meta.url)))
}

/** TypeScript sources run through tsx, by its absolute address: the reader's working directory is `/`. */
export function entryAt(filename: string): ReaderEntry {
  return { filename, execArgv: /\.m?ts$/.test(filename) ? ['--import', import.meta.resolve('tsx')] : [] }
}
