import { lstatSync } from 'node:fs'
import { Level } from 'level'
import { HoldfastError, invariant, systemCode } from '../domain/errors.ts'
import { cursorBytesMax, levelCacheBytes, levelOpenFilesMax } from '../domain/limits.ts'
import type { BatchOperation, Cursor, KeyRange, KeyValue } from './keyValue.ts'
import { levelFailure } from './levelFailure.ts'

export interface LevelOptions {
  /** Only the creation of a store may create a database; everything else opens what is there. */
  readonly create: boolean
  readonly writeBufferBytes: number
  readonly compression: boolean
}

type Database = Level<Buffer, Buffer>

/**
 * Opens the LevelDB database in `directory`. Throws HF_STORE_LOCKED when another process has it, HF_STORE_CORRUPT when
 * it is damaged or its CURRENT file is lost, HF_DISK_FULL, HF_IO.
 */
export async function openLevel(directory: string, options: LevelOptions): Promise<KeyValue> {
  if (!options.create) requireCurrent(directory)
  const database: Database = new Level<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    createIfMissing: options.create,
    compression: options.compression,
    writeBufferSize: options.writeBufferBytes,
    cacheSize: levelCacheBytes,
    maxOpenFiles: levelOpenFilesMax,
  })
  const guard = guarded(directory)
  await guard(async () => {
    await database.open()
  })
  let failure: HoldfastError | undefined
  return {
    get: async (key) => await guard(async () => await database.get(key)),
    getMany: async (keys) => await guard(async () => await database.getMany([...keys])),
    hasMany: async (keys) => await guard(async () => await database.hasMany([...keys])),
    batch: async (operations, { sync }) => {
      // A record that LevelDB could not write whole leaves its log out of step: what it writes after that it answers as
      // synced and drops at the next opening. So the first failure is the last write until then.
      if (failure !== undefined) throw failure
      try {
        await writeBatch(database, operations, { sync })
      } catch (cause) {
        failure = levelFailure(cause, directory)
        throw failure
      }
    },
    cursor: (range) => levelCursor(database, range, guard),
    compact: async ({ gte, lt }) => {
      await guard(async () => {
        invariant(isCompactable(database), 'LevelDB compacts ranges')
        await database.compactRange(gte, lt)
      })
    },
    close: async () => {
      await guard(async () => {
        await database.close()
      })
    },
  }
}

/**
 * Throws HF_STORE_CORRUPT when the database in `directory` has no CURRENT: LevelDB takes such a directory for a new
 * database and deletes every table in it (measured: 3,000 keys).
 */
export function requireCurrent(directory: string): void {
  try {
    if (lstatSync(`${directory}/CURRENT`).isFile()) return
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') throw levelFailure(cause, directory)
  }
  throw new HoldfastError('HF_STORE_CORRUPT', `the database ${directory} has lost its CURRENT file`, {
    facts: { directory },
    hint: 'nothing was opened or changed; put CURRENT back from a backup of the store',
  })
}

/** The `level` package types what its browser twin can do as well. */
function isCompactable(
  database: object,
): database is { compactRange(start: Buffer, end: Buffer): Promise<void> } {
  return 'compactRange' in database
}

/** Operation by operation: an array makes LevelDB's binding copy every operation first, a third of the cost of a batch. */
async function writeBatch(
  database: Level<Buffer, Buffer>,
  operations: readonly BatchOperation[],
  options: { readonly sync: boolean },
): Promise<void> {
  const batch = database.batch()
  for (const operation of operations) {
    if (operation.type === 'put') batch.put(operation.key, operation.value)
    else batch.del(operation.key)
  }
  await batch.write(options)
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>

function guarded(directory: string): Guard {
  return async (work) => {
    try {
      return await work()
    } catch (cause) {
      throw levelFailure(cause, directory)
    }
  }
}

function levelCursor(database: Database, range: KeyRange, guard: Guard): Cursor {
  const iterator = database.iterator<Buffer, Buffer | undefined>({
    gte: range.gte,
    lt: range.lt,
    reverse: range.reverse === true,
    values: range.keysOnly !== true,
    highWaterMarkBytes: cursorBytesMax,
  })
  return {
    next: async (rows) =>
      await guard(async () => {
        const entries = await iterator.nextv(rows)
        return entries.map(([key, value]) => [key, value ?? noValue] as const)
      }),
    seek: (key) => {
      iterator.seek(key)
    },
    close: async () => {
      await guard(async () => {
        await iterator.close()
      })
    },
  }
}

const noValue = Buffer.alloc(0)
