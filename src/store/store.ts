import { readdirSync } from 'node:fs'
import { requireCurrent } from '../kv/levelKeyValue.ts'
import { loadXxh64 } from '../hash/xxh64.ts'
import { HoldfastError } from '../domain/errors.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { releaseBallast, restoreBallast } from './ballast.ts'
import { type LossPolicy, openDatabase, readIdentity, secretBytes, writeIdentity } from './databases.ts'
import { publishFormat, readFormat, writeUnfinishedFormat } from './format.ts'
import type { HolderStatus } from './holderStatus.ts'
import { acquireLock, askPlace, type StoreLock } from './lock.ts'
import { type Objects, objectsIn } from './objects.ts'
import {
  closePlace,
  formatFile,
  lockFile,
  lockWorkshopPrefix,
  metaDirectory,
  noStore,
  notAStore,
  objectsDirectory,
  openPlace,
  preparePlace,
  type StorePlace,
  unfinishedFormatFile,
} from './storePlace.ts'

export type { HolderStatus } from './holderStatus.ts'

/** An open store. One per process: a second open of the same database would drop the lock of the first. */
export interface Store {
  /** Absolute path. */
  readonly directory: string
  /** 32 hex digits, in the format file and in both databases. */
  readonly id: string
  /** 32 random bytes made with the store. */
  readonly secret: Buffer
  readonly meta: KeyValue
  /** Which directory every walk leaves out. */
  readonly identity: { readonly dev: number; readonly ino: number }
  /** Opened by the first call: a run that changes nothing never opens it (decision 19). */
  objects(): Promise<Objects>
  close(): Promise<void>
}

export interface CreateOptions {
  /** That many random bytes. */
  readonly entropy: (bytes: number) => Buffer
  readonly describe: () => HolderStatus
}

export interface OpenOptions {
  /** Asked whenever somebody wants to know who holds the store. */
  readonly describe: () => HolderStatus
}

/**
 * Makes a store in a directory that does not exist or is empty, and opens it. A creation that was interrupted is taken
 * up again. Throws HF_STORE_EXISTS, HF_STORE_FOREIGN, HF_STORE_UNSAFE, HF_STORE_LOCKED, HF_NO_PROC, HF_DISK_FULL, HF_IO.
 */
export async function createStore(directory: string, options: CreateOptions): Promise<Store> {
  preparePlace(directory)
  return await lockedPlace(directory, options, requireFree, async (place, lock) => {
    requireFree(place)
    const id = options.entropy(16).toString('hex')
    const secret = options.entropy(secretBytes)
    writeUnfinishedFormat(place, id)
    await writeIdentity(place, id, secret)
    publishFormat(place)
    return await openedStore(place, lock, { id, losses: 'refuse' })
  })
}

/**
 * Opens an existing store and creates nothing. A full disk costs the ballast first. Throws HF_NO_STORE, HF_STORE_FOREIGN,
 * HF_STORE_UNSAFE, HF_FORMAT_NEWER, HF_FORMAT_OLDER, HF_STORE_LOCKED (facts: the holder's answer), HF_STORE_CORRUPT,
 * HF_NO_PROC, HF_DISK_FULL, HF_IO.
 */
export async function openStore(directory: string, options: OpenOptions): Promise<Store> {
  return await openWith(directory, options, 'refuse')
}

/** openStore for repair: databases that have lost something are opened with what is left. */
export async function openDamagedStore(directory: string, options: OpenOptions): Promise<Store> {
  return await openWith(directory, options, 'accept')
}

/** Who holds the store and how far they are; undefined when nobody does, or nobody answers. Opens no database. */
export async function askHolder(directory: string): Promise<HolderStatus | undefined> {
  const place = openPlace(directory)
  try {
    return await askPlace(place)
  } finally {
    closePlace(place)
  }
}

async function openWith(directory: string, options: OpenOptions, losses: LossPolicy): Promise<Store> {
  const open = async (): Promise<Store> =>
    await lockedPlace(directory, options, requireStore, async (place, lock) => {
      return await openedStore(place, lock, { id: requireStore(place), losses })
    })
  try {
    return await open()
  } catch (error) {
    const isFull = error instanceof HoldfastError && error.code === 'HF_DISK_FULL'
    if (!isFull || !giveBallast(directory)) throw error
    return await open()
  }
}

function giveBallast(directory: string): boolean {
  const place = openPlace(directory)
  try {
    return releaseBallast(place)
  } finally {
    closePlace(place)
  }
}

/** `check` comes before the lock too: nothing is written into a directory that is not ours. */
async function lockedPlace(
  directory: string,
  { describe }: OpenOptions,
  check: (place: StorePlace) => void,
  open: (place: StorePlace, lock: StoreLock) => Promise<Store>,
): Promise<Store> {
  const place = openPlace(directory)
  try {
    check(place)
    const lock = await acquireLock(place, describe)
    try {
      return await open(place, lock)
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    closePlace(place)
    throw error
  }
}

interface StoreToOpen {
  readonly id: string
  readonly losses: LossPolicy
}

async function openedStore(place: StorePlace, lock: StoreLock, store: StoreToOpen): Promise<Store> {
  await loadXxh64()
  requireCurrent(`${place.directory}/${objectsDirectory}`)
  const meta = await openDatabase(place, metaDirectory, store)
  try {
    const identity = await readIdentity(meta, store.id)
    lock.verify()
    return assembled(place, lock, { ...store, secret: identity.secret(), meta })
  } catch (error) {
    await meta.close()
    throw error
  }
}

function assembled(
  place: StorePlace,
  lock: StoreLock,
  { losses, ...parts }: StoreToOpen & { readonly secret: Buffer; readonly meta: KeyValue },
): Store {
  let objects: Promise<Objects> | undefined
  let closing: Promise<void> | undefined
  async function closeAll(): Promise<void> {
    try {
      await objects?.then(
        async (opened) => {
          await opened.database.close()
        },
        () => undefined,
      )
      await parts.meta.close()
      restoreBallast(place)
    } finally {
      await lock.release()
      closePlace(place)
    }
  }
  return {
    directory: place.directory,
    identity: place.identity,
    ...parts,
    objects: async () => await (objects ??= openObjects(place, { id: parts.id, losses })),
    close: async () => {
      await (closing ??= closeAll())
    },
  }
}

async function openObjects(place: StorePlace, store: StoreToOpen): Promise<Objects> {
  const database = await openDatabase(place, objectsDirectory, store)
  try {
    await readIdentity(database, store.id)
    return objectsIn(database)
  } catch (error) {
    await database.close()
    throw error
  }
}

function requireStore(place: StorePlace): string {
  const id = readFormat(place)
  if (id !== undefined) return id
  const names = namesIn(place)
  if (names.length === 0 || names.includes(unfinishedFormatFile)) throw noStore(place.directory)
  if (names.includes(metaDirectory)) throw lostFormat(place.directory)
  throw notAStore(place.directory, `has other files and no ${formatFile}`)
}

/** Empty, or what an interrupted creation left: that one never held an object, and its format file says so. */
function requireFree(place: StorePlace): void {
  const names = namesIn(place)
  if (names.includes(formatFile)) {
    throw new HoldfastError('HF_STORE_EXISTS', `there is already a store in ${place.directory}`, {
      facts: { directory: place.directory },
      hint: 'see it: holdfast status',
    })
  }
  const ofCreation = [unfinishedFormatFile, objectsDirectory, metaDirectory]
  const isUnfinished =
    names.includes(unfinishedFormatFile) && names.every((name) => ofCreation.includes(name))
  if (names.length > 0 && !isUnfinished) throw notAStore(place.directory, 'is not empty')
}

function namesIn(place: StorePlace): string[] {
  const names = readdirSync(place.directory)
  return names.filter((name) => name !== lockFile && !name.startsWith(lockWorkshopPrefix))
}

function lostFormat(directory: string): HoldfastError {
  return new HoldfastError('HF_STORE_CORRUPT', `the store ${directory} has lost its ${formatFile}`, {
    facts: { directory },
    hint: 'nothing was opened or changed; put the file back from a backup of the store',
  })
}
