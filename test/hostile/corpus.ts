import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostileCase } from './case.ts'
import { contentCases } from './cases/contents.ts'
import { metadataCases } from './cases/metadata.ts'
import { mountCases } from './cases/mounts.ts'
import { nameCases } from './cases/names.ts'
import { treeCases } from './cases/trees.ts'
import { typeCases } from './cases/types.ts'

/** Generators of hostile trees, never samples of them: everything is inert and made here. */
export const corpus: readonly HostileCase[] = [
  ...nameCases,
  ...contentCases,
  ...metadataCases,
  ...typeCases,
  ...treeCases,
  ...mountCases,
]

/** Writes all cases below `site`, each in its directory. */
export function plantCorpus(site: string): void {
  for (const { name, directory, plant } of corpus) {
    const place = join(site, directory)
    mkdirSync(place, { recursive: true })
    try {
      plant(place)
    } catch (cause) {
      throw new Error(`case "${name}" cannot be made`, { cause })
    }
  }
}

/** The commands that mount what the cases want mounted; `$site` and `$shell` are set. */
export function mountScript(): string {
  const mounting = corpus.filter(({ mount }) => mount !== '')
  return mounting.map(({ directory, mount }) => `place="$site/${directory}"; ${mount}`).join('\n')
}
