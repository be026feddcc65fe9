import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { judgedWholeBytesMax } from '../../src/domain/limits.ts'

/** Every regular file below the directories that is judged whole, links not followed, in order of their names. */
export function filesBelow(directories: readonly string[]): string[] {
  const found: string[] = []
  const open = [...directories].reverse()
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const directory = path
    const stat = lstatSync(directory)
    if (stat.isFile() && stat.size > 0 && stat.size <= judgedWholeBytesMax) found.push(directory)
    if (!stat.isDirectory()) continue
    const names = readdirSync(directory).sort().reverse()
    open.push(...names.map((name) => join(directory, name)))
  }
  return found
}
