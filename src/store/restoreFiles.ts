import * as fs from 'node:fs'
import { formatInstant } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import { loadXxh64 } from '../hash/xxh64.ts'
import { listLevelFiles } from '../kv/levelFiles.ts'
import { checkTable, mendTable } from '../kv/levelTable.ts'
import { restoreIdentity, secretBytes } from './databases.ts'
import { publishFormat, readFormat, writeUnfinishedFormat } from './format.ts'
import type { HolderStatus } from './holderStatus.ts'
import { ioFailure } from './ioFailure.ts'
import { acquireLock } from './lock.ts'
import { currentSeal, type DatabaseName, readSeal, restoreCurrent } from './seal.ts'
import {
  closePlace,
  formatFile,
  metaDirectory,
  objectsDirectory,
  openPlace,
  type StorePlace,
  syncDirectory,
  syncPlace,
} from './storePlace.ts'

export interface RestoreOptions {
  readonly describe: () => HolderStatus
  /** That many random bytes. */
  readonly entropy: (bytes: number) => Buffer
  /** Milliseconds since 1970; names the copies. */
  readonly at: number
}

export interface RestoredFile {
  readonly id: string
  readonly repair: string
}

/**
 * Makes a closed store such that LevelDB can open it: format.json and CURRENT as the seals remember them, tables without
 * their damaged blocks, lost tables as empty ones, and in both databases the name of their store. What is replaced stays
 * beside it as `set-aside-...`. Throws as openStore.
 */
export async function restoreFiles(
  directory: string,
  options: RestoreOptions,
): Promise<readonly RestoredFile[]> {
  const place = openPlace(directory)
  try {
    const names = [metaDirectory, objectsDirectory] as const
    const sealed = names.map((name) => readSeal(place, name)?.storeId).find((id) => id !== undefined)
    const id = formatOf(place) ?? sealed
    if (id === undefined) return []
    const lock = await acquireLock(place, options.describe)
    try {
      const files = names.flatMap((name) => [
        ...currentOf(place, name),
        ...mendTables(place, name, options.at),
      ])
      const format = restoreFormat(place, id)
      return [...format, ...files, ...(await restoreIdentities(place, id, options.entropy(secretBytes)))]
    } finally {
      await lock.release()
    }
  } finally {
    closePlace(place)
  }
}

function restoreFormat(place: StorePlace, storeId: string): readonly RestoredFile[] {
  if (formatOf(place) !== undefined) return []
  writeUnfinishedFormat(place, storeId)
  publishFormat(place)
  return [{ id: formatFile, repair: 'written again' }]
}

/** Undefined when it is lost or damaged. A format of another version is whole, and not ours to write over. */
function formatOf(place: StorePlace): string | undefined {
  try {
    return readFormat(place)
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return undefined
    throw error
  }
}

async function restoreIdentities(
  place: StorePlace,
  id: string,
  secret: Buffer,
): Promise<readonly RestoredFile[]> {
  await loadXxh64()
  const restored: RestoredFile[] = []
  for (const name of [metaDirectory, objectsDirectory] as const) {
    if (await restoreIdentity(place, name, { id, secret }))
      restored.push({ id: name, repair: 'names its store again' })
  }
  return restored
}

function currentOf(place: StorePlace, name: DatabaseName): readonly RestoredFile[] {
  return restoreCurrent(place, name) ? [{ id: `${name}/CURRENT`, repair: 'written again' }] : []
}

/** LevelDB opens no database that lacks a table, and an assertion in it ends the process over a damaged one. */
function mendTables(place: StorePlace, name: DatabaseName, at: number): readonly RestoredFile[] {
  const directory = `${place.directory}/${name}`
  const sizes = tableSizes(place, name)
  const restored = [...sizes].flatMap(([table, size]) => {
    const file = `${directory}/${table}`
    const bytes = bytesOf(file)
    if (bytes?.length === size && checkTable(file) === undefined) return []
    if (bytes !== undefined) setFileAside(place, file, `set-aside-${stamp(at)}-${name}-${table}`)
    return [{ id: `${name}/${table}`, repair: replaceTable(file, bytes, size) }]
  })
  if (restored.length > 0) syncDirectory(directory)
  return restored
}

/** By name: the size each table has, or had when the database was closed. */
function tableSizes(place: StorePlace, name: DatabaseName): ReadonlyMap<string, number> {
  const present = listLevelFiles(`${place.directory}/${name}`).filter(({ role }) => role === 'table')
  const sealed = (currentSeal(place, name)?.files ?? []).filter(({ digest }) => digest === null)
  return new Map([...present, ...sealed].map(({ name: table, size }) => [table, size]))
}

function replaceTable(file: string, bytes: Buffer | undefined, size: number): string {
  const mended = mendTable(bytes ?? Buffer.alloc(0), size)
  try {
    fs.writeFileSync(file, mended.bytes, { mode: 0o600, flush: true })
  } catch (cause) {
    throw ioFailure(cause, file)
  }
  if (mended.blocks === 0) return 'was lost; the database goes on without its rows'
  return `lost ${String(mended.blocksLost)} of ${String(mended.blocks)} blocks; the database goes on with the others`
}

/** The copy is on disk before the table is written over. */
function setFileAside(place: StorePlace, file: string, name: string): void {
  try {
    fs.copyFileSync(file, `${place.directory}/${name}`)
    const fd = fs.openSync(`${place.directory}/${name}`, fs.constants.O_RDONLY)
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    throw ioFailure(cause, name)
  }
  syncPlace(place)
}

function bytesOf(file: string): Buffer | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined
}

function stamp(at: number): string {
  return formatInstant(at).replaceAll(/[-:.]/g, '')
}
