import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The module a reader process starts with, and the Node arguments it needs. */
export interface ReaderEntry {
  readonly filename: string
  readonly execArgv: readonly string[]
}

/** workers/reader beside the sources or in the build, whichever this module was loaded from; a build bundles modules. */
export function standardEntry(): ReaderEntry {
  const here = fileURLToPath(import.meta.url)
  const beside = here.slice(0, here.lastIndexOf('/src/'))
  return entryAt(`${beside}/workers/reader${extname(here)}`)
}

/** TypeScript sources run through tsx, by its absolute address: the reader's working directory is `/`. */
export function entryAt(filename: string): ReaderEntry {
  return { filename, execArgv: /\.m?ts$/.test(filename) ? ['--import', addressOfTsx()] : [] }
}

function addressOfTsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
}
