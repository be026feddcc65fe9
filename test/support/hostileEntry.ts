import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Hostility } from './hostileReader.ts'

/** Writes a module to start a reader with that behaves like this. */
export function hostileEntry(directory: string, hostility: Hostility): string {
  const file = join(directory, 'reader.mts')
  const behaviour = pathToFileURL(join(import.meta.dirname, 'hostileReader.ts')).href
  writeFileSync(
    file,
    `process.argv.push(${JSON.stringify(hostility)})\nawait import(${JSON.stringify(behaviour)})\n`,
  )
  return file
}
