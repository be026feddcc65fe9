import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Analysing larger ones takes the time of ten others, and says the same. */
const fileBytesMax = 40_000
/** Smaller ones have no place to put anything. */
const fileBytesMin = 200

/** Paths of the PHP files of a folder that payloads are put into, in order of their names. */
export function phpFilesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.php'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      const { size } = statSync(path)
      return size >= fileBytesMin && size <= fileBytesMax
    })
    .sort()
}
