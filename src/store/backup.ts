import * as fs from 'node:fs'
import { dirname, resolve } from 'node:path'
import { HoldfastError } from '../domain/errors.ts'
import { type LevelFile, listLevelFiles } from '../kv/levelFiles.ts'
import { publishFormat, readFormat, writeUnfinishedFormat } from './format.ts'
import type { HolderStatus } from './holderStatus.ts'
import { ioFailure } from './ioFailure.ts'
import { acquireLock } from './lock.ts'
import { checkSeal, type DatabaseName } from './seal.ts'
import {
  ballastFile,
  closePlace,
  formatFile,
  lockFile,
  metaDirectory,
  noStore,
  notAStore,
  objectsDirectory,
  openPlace,
  preparePlace,
  type StorePlace,
  syncDirectory,
  unfinishedFormatFile,
} from './storePlace.ts'

export interface CopiedStore {
  readonly storeId: string
  /** Bytes that were written, and bytes of tables that the copy before had already. */
  readonly bytesCopied: number
  readonly bytesShared: number
}

/**
 * Copies a store that nobody has open to `to`, a whole store again; tables that `former` has, an earlier copy, are shared
 * with it instead of copied. LevelDB never changes a table once it is written. The format file comes last: without it the
 * copy is none. Throws as openStore without opening a database, HF_USAGE for a place inside the store, HF_STORE_CORRUPT.
 */
export async function copyStore(
  from: string,
  {
    to,
    former,
    describe,
  }: { readonly to: string; readonly former: string | null; readonly describe: () => HolderStatus },
): Promise<CopiedStore> {
  const source = openPlace(from)
  try {
    const storeId = readFormat(source)
    if (storeId === undefined) throw noStore(from)
    refuseInside(source, to)
    if (former !== null) refuseInside(source, former)
    const lock = await acquireLock(source, describe)
    try {
      for (const name of databases) refuseDamaged(source, name)
      return { storeId, ...copyInto(source, storeId, { to, former }) }
    } finally {
      await lock.release()
    }
  } finally {
    closePlace(source)
  }
}

/** The id of the store that was copied to `directory`; undefined when there is nothing. HF_STORE_FOREIGN, HF_STORE_UNSAFE. */
export function copyAt(directory: string): string | undefined {
  if (fs.lstatSync(directory, { throwIfNoEntry: false }) === undefined) return undefined
  const place = openPlace(directory)
  try {
    const id = readFormat(place)
    if (id !== undefined) return id
    if (fs.readdirSync(directory).length === 0) return undefined
    throw notAStore(directory, 'is not empty and no copy of a store')
  } finally {
    closePlace(place)
  }
}

/** Puts a finished copy in the place of the former one. A crash in between leaves both beside each other, whole. */
export function replaceCopy(made: string, directory: string): void {
  const former = `${directory}${formerSuffix}`
  try {
    removeCopy(former)
    if (fs.existsSync(directory)) fs.renameSync(directory, former)
    fs.renameSync(made, directory)
    syncDirectory(dirname(directory))
    removeCopy(former)
  } catch (cause) {
    throw ioFailure(cause, directory)
  }
}

/** Removes a copy, also an unfinished one. HF_STORE_FOREIGN for a directory with anything else in it, which stays. */
export function removeCopy(directory: string): void {
  if (fs.lstatSync(directory, { throwIfNoEntry: false }) === undefined) return
  const place = openPlace(directory)
  try {
    const foreign = fs.readdirSync(directory).find((name) => !copiedNames.includes(name))
    if (foreign !== undefined) throw notAStore(directory, 'has files that no copy has')
  } finally {
    closePlace(place)
  }
  fs.rmSync(directory, { recursive: true, force: true })
}

const copiedNames: readonly string[] = [
  objectsDirectory,
  metaDirectory,
  `${objectsDirectory}.seal`,
  `${metaDirectory}.seal`,
  'config.json',
  formatFile,
  unfinishedFormatFile,
  ballastFile,
  lockFile,
]

const databases = [objectsDirectory, metaDirectory] as const
const formerSuffix = '.former'

function refuseInside(source: StorePlace, to: string): void {
  for (let above = resolve(to); ; above = dirname(above)) {
    const stat = fs.statSync(above, { throwIfNoEntry: false })
    if (stat?.ino === source.identity.ino && stat.dev === source.identity.dev) {
      throw new HoldfastError(
        'HF_USAGE',
        'a copy in the place of the store, or inside it, would be the store itself',
        {
          facts: { directory: to },
          hint: 'name a directory on another disk',
        },
      )
    }
    if (above === dirname(above)) return
  }
}

function refuseDamaged(source: StorePlace, name: DatabaseName): void {
  const [problem] = checkSeal(source, name)
  if (problem === undefined) return
  throw new HoldfastError('HF_STORE_CORRUPT', `${problem.id} ${problem.problem}; nothing was copied`, {
    facts: { file: problem.id },
    hint: 'holdfast fsck shows all damage',
  })
}

function copyInto(
  source: StorePlace,
  storeId: string,
  { to, former }: { readonly to: string; readonly former: string | null },
): Omit<CopiedStore, 'storeId'> {
  preparePlace(to)
  const target = openPlace(to)
  try {
    const parts = databases.map((name) => copyDatabase(source, name, { to, former }))
    copyIfThere(`${source.directory}/config.json`, `${to}/config.json`)
    writeUnfinishedFormat(target, storeId)
    publishFormat(target)
    return { bytesCopied: sum(parts, 'copied'), bytesShared: sum(parts, 'shared') }
  } catch (cause) {
    throw ioFailure(cause, to)
  } finally {
    closePlace(target)
  }
}

interface CopiedBytes {
  readonly copied: number
  readonly shared: number
}

function sum(parts: readonly CopiedBytes[], which: keyof CopiedBytes): number {
  return parts.reduce((all, part) => all + part[which], 0)
}

function copyDatabase(
  source: StorePlace,
  name: DatabaseName,
  { to, former }: { readonly to: string; readonly former: string | null },
): CopiedBytes {
  let [copied, shared] = [0, 0]
  fs.mkdirSync(`${to}/${name}`, { mode: 0o700 })
  for (const file of listLevelFiles(`${source.directory}/${name}`)) {
    const part = `${name}/${file.name}`
    if (former !== null && shareTable(file, { source, former, to, part })) {
      shared += file.size
      continue
    }
    copyFile(`${source.directory}/${part}`, `${to}/${part}`)
    copied += file.size
  }
  syncDirectory(`${to}/${name}`)
  copyIfThere(`${source.directory}/${name}.seal`, `${to}/${name}.seal`)
  return { copied, shared }
}

/**
 * The same name, size and time, rounded to the millisecond as the Date is that a copy gets: a table that a repair has written
 * over has another.
 */
function shareTable(
  { role, size }: LevelFile,
  { source, former, to, part }: { source: StorePlace; former: string; to: string; part: string },
): boolean {
  if (role !== 'table') return false
  const before = fs.lstatSync(`${former}/${part}`, { throwIfNoEntry: false })
  const now = fs.lstatSync(`${source.directory}/${part}`)
  if (
    before?.isFile() !== true ||
    before.size !== size ||
    Math.round(before.mtimeMs) !== Math.round(now.mtimeMs)
  )
    return false
  fs.linkSync(`${former}/${part}`, `${to}/${part}`)
  return true
}

function copyIfThere(from: string, to: string): void {
  if (fs.lstatSync(from, { throwIfNoEntry: false })?.isFile() === true) copyFile(from, to)
}

/** On disk when it returns, with the time of the original, by which the next copy knows it. */
function copyFile(from: string, to: string): void {
  fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE)
  const { atime, mtime, mode } = fs.statSync(from)
  const fd = fs.openSync(to, fs.constants.O_RDWR | fs.constants.O_NOFOLLOW)
  try {
    fs.fchmodSync(fd, mode & 0o600)
    fs.futimesSync(fd, atime, mtime)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
