import { listLevelFiles } from '../kv/levelFiles.ts'
import { checkTable } from '../kv/levelTable.ts'
import type { FsckProblem } from './fsckReport.ts'
import { checkSeal, type DatabaseName } from './seal.ts'
import { closePlace, metaDirectory, objectsDirectory, openPlace, type StorePlace } from './storePlace.ts'

export interface FileProblems {
  /** Files that are missing, cut or changed since the databases were closed: LevelDB would drop rows in silence. */
  readonly lost: readonly FsckProblem[]
  /** Tables with blocks that do not match their checksums. */
  readonly damaged: readonly FsckProblem[]
}

/**
 * Checks the files of a store before anything opens them: opening a database replays and removes its log, and may copy
 * damaged entries into new tables. `tables: 'all'` reads every table of both databases, `'meta'` those of meta alone.
 * Needs no lock: whoever holds the store leaves no valid seal, and a table never changes. Throws as openPlace, HF_IO.
 */
export function inspectFiles(directory: string, tables: 'meta' | 'all'): FileProblems {
  const place = openPlace(directory)
  try {
    const names = [metaDirectory, objectsDirectory] as const
    return {
      lost: names.flatMap((name) => checkSeal(place, name)),
      damaged: names
        .filter((name) => tables === 'all' || name === metaDirectory)
        .flatMap((name) => damagedTables(place, name)),
    }
  } finally {
    closePlace(place)
  }
}

function damagedTables(place: StorePlace, name: DatabaseName): readonly FsckProblem[] {
  const directory = `${place.directory}/${name}`
  const tables = listLevelFiles(directory).filter(({ role }) => role === 'table')
  return tables.flatMap((table) => {
    const problem = checkTable(`${directory}/${table.name}`)
    return problem === undefined ? [] : [{ kind: 'file', id: `${name}/${table.name}`, problem }]
  })
}
