import { decodeTree } from '../codec/tree.ts'
import { sha256 } from '../hash/sha256.ts'
import type { TreeEntry } from '../domain/entry.ts'
import { presenceKeysMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import {
  corruptObject,
  missingObject,
  type ObjectKind,
  type ObjectToWrite,
  objectKeyOf,
  objectOperations,
  readObjectBytes,
} from './objectRecords.ts'

export type { ObjectToWrite } from './objectRecords.ts'

/** Contents and trees by id. Whatever is read is checked against its id first; damaged bytes are never returned. */
export interface Objects {
  /** One synced batch: when it resolves, every object of the group is on disk. */
  writeGroup(objects: readonly ObjectToWrite[]): Promise<void>
  /** In the order of `oids`. */
  hasContents(oids: readonly Oid[]): Promise<boolean[]>
  hasTrees(oids: readonly Oid[]): Promise<boolean[]>
  /** Throws HF_OBJECT_MISSING, HF_OBJECT_CORRUPT, HF_RECORD_CORRUPT. */
  readContent(oid: Oid): Promise<Buffer>
  readTree(oid: Oid): Promise<TreeEntry[]>
  /** The rows themselves, for checks that walk all of them. */
  readonly database: KeyValue
}

export function objectsIn(database: KeyValue): Objects {
  return {
    database,
    writeGroup: async (objects) => {
      await database.batch(objects.flatMap(objectOperations), { sync: true })
    },
    hasContents: async (oids) => await hasAll(database, 'content', oids),
    hasTrees: async (oids) => await hasAll(database, 'tree', oids),
    readContent: async (oid) => await readContent(database, oid),
    readTree: async (oid) => decodeTree(oid, await readBytes(database, 'tree', oid)),
  }
}

async function readContent(database: KeyValue, oid: Oid): Promise<Buffer> {
  const bytes = await readBytes(database, 'content', oid)
  if (sha256(bytes) !== oid) throw corruptObject({ kind: 'content', oid }, 'its bytes have another SHA-256')
  return bytes
}

async function readBytes(database: KeyValue, kind: ObjectKind, oid: Oid): Promise<Buffer> {
  const value = await database.get(objectKeyOf[kind](oid))
  if (value === undefined) throw missingObject({ kind, oid }, kind)
  return await readObjectBytes(database, { kind, oid }, value)
}

/** Sorted, because neighbours share table blocks: the ids of one scan are spread over the whole database. */
async function hasAll(database: KeyValue, kind: ObjectKind, oids: readonly Oid[]): Promise<boolean[]> {
  const sorted = [...new Set(oids)].sort()
  const present = new Set<Oid>()
  for (let from = 0; from < sorted.length; from += presenceKeysMax) {
    const asked = sorted.slice(from, from + presenceKeysMax)
    const answers = await database.hasMany(asked.map(objectKeyOf[kind]))
    for (const [i, oid] of asked.entries()) if (answers[i] === true) present.add(oid)
  }
  return oids.map((oid) => present.has(oid))
}
