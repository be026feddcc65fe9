import { appendFileSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from './random.ts'

/** Changes every hundredth file (chosen by the seed) by one appended line; the answer puts the contents back. */
export function mutateTree(
  tree: string,
  seed: string,
): { readonly changed: number; readonly restore: () => void } {
  const random = seededRandom(`mutation ${seed}`)
  const chosen = listFiles(tree).filter(() => random.below(100) === 0)
  const sizes = chosen.map((path) => ({ path, sizeBytes: statSync(path).size }))
  for (const { path } of sizes) appendFileSync(path, `\n<!-- change ${seed} ${random.below(2 ** 40)} -->\n`)
  return {
    changed: sizes.length,
    restore: () => {
      for (const { path, sizeBytes } of sizes) truncateSync(path, sizeBytes)
    },
  }
}

export function listFiles(tree: string): string[] {
  return readdirSync(tree, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
