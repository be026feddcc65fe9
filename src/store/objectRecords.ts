import { constants, deflateSync, inflateSync } from 'node:zlib'
import { contentChunkKey, contentKey, treeChunkKey, treeKey } from '../codec/keys.ts'
import { decodeRecord, encodeRecord, type RecordBody } from '../codec/record.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import { chunkBytes, hashedBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'

/** `deflated` is zlib of the whole content; `size` and `oid` are of the content itself. */
export type ObjectToWrite =
  | { readonly kind: 'content'; readonly oid: Oid; readonly size: number; readonly deflated: Buffer }
  | { readonly kind: 'tree'; readonly oid: Oid; readonly payload: Buffer }

export type ObjectKind = ObjectToWrite['kind']

export const objectKeyOf: Readonly<Record<ObjectKind, (oid: Oid) => Buffer>> = {
  content: contentKey,
  tree: treeKey,
}

/** The records of one object: one, or one that counts the chunks and the chunks before it. */
export function objectOperations(object: ObjectToWrite): BatchOperation[] {
  const { size, codec, payload } = packed(object)
  const head = { kind: object.kind, oid: object.oid }
  if (payload.length <= chunkBytes) return [recordOperation(head, { codec, size, payload })]
  const chunks = Math.ceil(payload.length / chunkBytes)
  const list = encodeChunkList({ codec, chunks, length: payload.length })
  return [
    ...Array.from({ length: chunks }, (_, i) => chunkOperation(head, i, payload)),
    recordOperation(head, { codec: 'chunks', size, payload: list }),
  ]
}

/**
 * The bytes of an object from its first record, fetching its chunks. Never more than the size the record states.
 * Throws HF_RECORD_CORRUPT, HF_OBJECT_CORRUPT, HF_OBJECT_MISSING (a chunk). The id is for the caller to check.
 */
export async function readObjectBytes(database: KeyValue, head: ObjectHead, value: Buffer): Promise<Buffer> {
  const record = decodeRecord(value, objectKeyOf[head.kind](head.oid), head.kind)
  if (record.codec !== 'chunks') return unpack(head, record, record.codec)
  const list = decodeChunkList(head, record.payload)
  return unpack(head, { ...record, payload: await readChunks(database, head, list) }, list.codec)
}

export interface ObjectHead {
  readonly kind: ObjectKind
  readonly oid: Oid
}

export function corruptObject(head: ObjectHead, problem: string): HoldfastError {
  return new HoldfastError('HF_OBJECT_CORRUPT', `${head.kind} ${head.oid} is damaged: ${problem}`, {
    facts: { kind: head.kind, oid: head.oid, problem },
    hint: 'it is not served; see the extent: holdfast fsck',
  })
}

export function missingObject(head: ObjectHead, what: string): HoldfastError {
  return new HoldfastError('HF_OBJECT_MISSING', `${what} ${head.oid} is not in the store`, {
    facts: { kind: head.kind, oid: head.oid },
    hint: 'see the extent: holdfast fsck',
  })
}

type PlainCodec = 'raw' | 'deflate'

interface ChunkList {
  readonly codec: PlainCodec
  readonly chunks: number
  /** Bytes of all chunks together. */
  readonly length: number
}

/** A tree of few entries is mostly ids, which do not compress, and setting up zlib costs more than it saves. */
const deflatedTreeBytesMin = 512
const chunkListBytes = 11
const plainCodecs: readonly PlainCodec[] = ['raw', 'deflate']

function packed(object: ObjectToWrite): RecordBody & { readonly codec: PlainCodec } {
  if (object.kind === 'content') {
    invariant(object.size <= hashedBytesMax, 'a kept content stays inside its limit', { size: object.size })
    return { size: object.size, codec: 'deflate', payload: object.deflated }
  }
  const { payload } = object
  const raw = { size: payload.length, codec: 'raw', payload } as const
  if (payload.length < deflatedTreeBytesMin) return raw
  const deflated = deflateSync(payload, { level: constants.Z_BEST_SPEED })
  return deflated.length < payload.length
    ? { size: payload.length, codec: 'deflate', payload: deflated }
    : raw
}

function recordOperation(head: ObjectHead, body: RecordBody): BatchOperation {
  const key = objectKeyOf[head.kind](head.oid)
  return { type: 'put', key, value: encodeRecord({ kind: head.kind, ...body }, key) }
}

function chunkOperation(head: ObjectHead, chunk: number, payload: Buffer): BatchOperation {
  const key = chunkKeyOf[head.kind](head.oid, chunk)
  const part = payload.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes)
  const record = { kind: chunkKindOf[head.kind], codec: 'raw', size: part.length, payload: part } as const
  return { type: 'put', key, value: encodeRecord(record, key) }
}

/** A content may have the bytes of a tree and so its id: their chunks need separate tables, like the objects. */
const chunkKeyOf = { content: contentChunkKey, tree: treeChunkKey } as const
const chunkKindOf = { content: 'content-chunk', tree: 'tree-chunk' } as const

/** Little-endian: codec of the joined chunks u8, number of chunks u32, bytes of all chunks u48. */
function encodeChunkList(list: ChunkList): Buffer {
  const bytes = Buffer.allocUnsafe(chunkListBytes)
  bytes[0] = plainCodecs.indexOf(list.codec)
  bytes.writeUInt32LE(list.chunks, 1)
  bytes.writeUIntLE(list.length, 5, 6)
  return bytes
}

function decodeChunkList(head: ObjectHead, bytes: Buffer): ChunkList {
  const codec = plainCodecs[bytes[0] ?? plainCodecs.length]
  if (bytes.length !== chunkListBytes || codec === undefined) throw corruptObject(head, 'its list of chunks')
  const list = { codec, chunks: bytes.readUInt32LE(1), length: bytes.readUIntLE(5, 6) }
  if (list.chunks !== Math.ceil(list.length / chunkBytes) || list.length > packedBytesMax) {
    throw corruptObject(head, 'its list of chunks')
  }
  return list
}

/** zlib makes incompressible bytes longer by less than 0.1 %. */
const packedBytesMax = hashedBytesMax + hashedBytesMax / 1000

async function readChunks(database: KeyValue, head: ObjectHead, list: ChunkList): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let chunk = 0; chunk < list.chunks; chunk += 1) {
    const key = chunkKeyOf[head.kind](head.oid, chunk)
    const value = await database.get(key)
    if (value === undefined) throw missingObject(head, `chunk ${String(chunk)} of ${head.kind}`)
    parts.push(decodeRecord(value, key, chunkKindOf[head.kind]).payload)
  }
  const joined = Buffer.concat(parts)
  if (joined.length !== list.length) throw corruptObject(head, 'its chunks have another length')
  return joined
}

function unpack(head: ObjectHead, record: RecordBody, codec: PlainCodec): Buffer {
  const bytes = codec === 'raw' ? record.payload : inflated(head, record)
  if (bytes.length !== record.size) throw corruptObject(head, 'it has another size')
  return bytes
}

/** The payload came from the process that reads hostile files: it may be anything, also a bomb. */
function inflated(head: ObjectHead, record: RecordBody): Buffer {
  try {
    return inflateSync(record.payload, { maxOutputLength: Math.max(1, record.size) })
  } catch {
    throw corruptObject(head, 'it does not decompress')
  }
}
