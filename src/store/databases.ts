import { singleKey } from '../codec/keys.ts'
import { encodeRow } from '../codec/row.ts'
import { readRow } from '../codec/rowFields.ts'
import { loadXxh64 } from '../hash/xxh64.ts'
import { HoldfastError } from '../domain/errors.ts'
import { metaWriteBufferBytes, objectsWriteBufferBytes } from '../domain/limits.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { type LevelOptions, openLevel } from '../kv/levelKeyValue.ts'
import type { FsckProblem } from './fsckReport.ts'
import { checkSeal, type DatabaseName, writeSeal } from './seal.ts'
import { metaDirectory, objectsDirectory, type StorePlace, syncDirectory } from './storePlace.ts'

/** Contents come deflated, so LevelDB would compress in vain; rows are small and alike. */
const tuning: Readonly<Record<DatabaseName, Omit<LevelOptions, 'create'>>> = {
  objects: { writeBufferBytes: objectsWriteBufferBytes, compression: false },
  meta: { writeBufferBytes: metaWriteBufferBytes, compression: true },
}

/** Of the secret in meta. */
export const secretBytes = 32

/** `refuse`: a database that is not as it was closed is not opened, since opening removes what is left of the rest. */
export type LossPolicy = 'refuse' | 'accept'

/**
 * Opens what exists; creates nothing. Seals the database when it is closed. Throws HF_STORE_CORRUPT for a broken seal,
 * and as openLevel.
 */
export async function openDatabase(
  place: StorePlace,
  name: DatabaseName,
  { id, losses }: { readonly id: string; readonly losses: LossPolicy },
): Promise<KeyValue> {
  const [lost, ...others] = losses === 'refuse' ? checkSeal(place, name) : []
  if (lost !== undefined) throw brokenSeal(place, lost, others.length)
  const database = await withPrivateFiles(
    async () => await openLevel(`${place.directory}/${name}`, { ...tuning[name], create: false }),
  )
  return {
    ...database,
    close: async () => {
      await database.close()
      writeSeal(place, name, id)
    },
  }
}

/** Creates both databases, each with the id of the store; meta alone has the secret. */
export async function writeIdentity(place: StorePlace, storeId: string, secret: Buffer): Promise<void> {
  await loadXxh64()
  await createDatabase(place, objectsDirectory, { storeId })
  await createDatabase(place, metaDirectory, { storeId, secret: secret.toString('base64') })
}

/** Refuses a database of another store, as after an exchange of directories or a partial restore of a backup. */
export async function readIdentity(
  database: KeyValue,
  storeId: string,
): Promise<{ readonly secret: () => Buffer }> {
  const value = await database.get(identityKey)
  const row = value === undefined ? undefined : readRow('single', identityKey, value)
  if (row?.text('storeId') !== storeId) throw anotherStore(storeId)
  return { secret: () => Buffer.from(row.text('secret'), 'base64') }
}

/**
 * Names the store in a database that no longer says whose it is, which only a repair may conclude. meta gets a new secret:
 * the old one only spread the days on which files are read again. Answers whether it did.
 */
export async function restoreIdentity(
  place: StorePlace,
  name: DatabaseName,
  { id, secret }: { readonly id: string; readonly secret: Buffer },
): Promise<boolean> {
  const database = await openDatabase(place, name, { id, losses: 'accept' })
  try {
    if (await hasIdentity(database)) return false
    const identity = { storeId: id, ...(name === metaDirectory ? { secret: secret.toString('base64') } : {}) }
    const value = encodeRow('single', identityKey, identity)
    await database.batch([{ type: 'put', key: identityKey, value }], { sync: true })
    return true
  } finally {
    await database.close()
  }
}

const identityKey = singleKey('store')

async function hasIdentity(database: KeyValue): Promise<boolean> {
  const value = await database.get(identityKey)
  if (value === undefined) return false
  try {
    readRow('single', identityKey, value)
    return true
  } catch (error) {
    if (error instanceof HoldfastError && error.kind === 'corrupt') return false
    throw error
  }
}

async function createDatabase(place: StorePlace, name: DatabaseName, identity: object): Promise<void> {
  await withPrivateFiles(async () => {
    const database = await openLevel(`${place.directory}/${name}`, { ...tuning[name], create: true })
    try {
      const value = encodeRow('single', identityKey, identity)
      await database.batch([{ type: 'put', key: identityKey, value }], { sync: true })
    } finally {
      await database.close()
    }
    syncDirectory(`${place.directory}/${name}`)
  })
}

/** LevelDB makes its files for everyone to read; the closed directory is the guard, this is the second one. */
async function withPrivateFiles<T>(work: () => Promise<T>): Promise<T> {
  const former = process.umask(0o077)
  try {
    return await work()
  } finally {
    process.umask(former)
  }
}

function anotherStore(storeId: string): HoldfastError {
  return new HoldfastError('HF_STORE_CORRUPT', 'a database of this store belongs to another store', {
    facts: { storeId },
    hint: 'objects/, meta/ and format.json must come from the same backup; nothing was changed',
  })
}

function brokenSeal(place: StorePlace, { id, problem }: FsckProblem, others: number): HoldfastError {
  const more = others === 0 ? '' : `, and ${String(others)} more files are damaged`
  return new HoldfastError('HF_STORE_CORRUPT', `${place.directory}/${id} ${problem}${more}`, {
    facts: { file: id, problem, others },
    hint: 'nothing was opened; go on with what is left, after a copy: holdfast fsck --repair',
  })
}
