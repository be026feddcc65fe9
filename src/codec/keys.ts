/**
 * The keys of both databases (docs/FORMAT.md "Keys"): a tag byte, then fixed-width big-endian numbers, ids of 32 bytes
 * or a path. A path is each component and a NUL, then one more NUL: bytewise order is walk order, parents first.
 */
import { HoldfastError, invariant } from '../domain/errors.ts'
import { type FileClass, fileClasses } from '../domain/fileClass.ts'
import { isOid, type Oid, oidBytesLength, oidFromBytes } from '../domain/oid.ts'
import { type BytePath, componentsOf, parseBytePath } from '../domain/path.ts'
import type { KeySpan } from './keySpan.ts'
import { type RecordKind, recordKinds } from './records.ts'

export const contentKey = (oid: Oid): Buffer => idKey('content', oid)
export const contentChunkKey = (oid: Oid, chunk: number): Buffer => idKey('content-chunk', oid, u32(chunk))
export const treeKey = (oid: Oid): Buffer => idKey('tree', oid)
export const treeChunkKey = (oid: Oid, chunk: number): Buffer => idKey('tree-chunk', oid, u32(chunk))

export const contentRowKey = (oid: Oid): Buffer => idKey('content-row', oid)
export const verdictKey = (oid: Oid, fileClass: FileClass): Buffer =>
  idKey('verdict', oid, Buffer.of(fileClasses.indexOf(fileClass)))
export const epochKey = (epoch: number): Buffer => Buffer.concat([tag('epoch'), u32(epoch)])
export const rootKey = (path: BytePath): Buffer => pathKeyed('root', path)
export const refKey = (name: string): Buffer => named('ref', name)
export const snapshotKey = (id: Oid): Buffer => idKey('snapshot', id)
/** Ordered by time, then by id: two snapshots of one millisecond are two rows. */
export const rootSnapshotKey = (root: BytePath, at: number, id: Oid): Buffer =>
  pathKeyed('root-snapshot', root, Buffer.concat([u64(at), idBytes(id)]))
export const indexPageKey = (directory: BytePath, page: number): Buffer =>
  pathKeyed('index-page', directory, u16(page))
export const incidentKey = (id: number): Buffer => numbered('incident', id)
export const openIncidentKey = (path: BytePath): Buffer => pathKeyed('open-incident', path)
export const scanKey = (id: number): Buffer => numbered('scan', id)
export const eventKey = (seq: number): Buffer => numbered('event', seq)
export const pathEventKey = (path: BytePath, seq: number): Buffer => pathKeyed('path-event', path, u64(seq))
/** What a scan found at a path and has not yet assessed. */
export const pendingKey = (path: BytePath): Buffer => pathKeyed('pending', path)
/** A path whose content could not be judged to the end. */
export const undecidedKey = (path: BytePath): Buffer => pathKeyed('undecided', path)
export const packKey = (name: string): Buffer => named('pack', name)
export const counterKey = (name: string): Buffer => named('counter', name)
export const singleKey = (name: string): Buffer => named('single', name)

export const operationKey = (id: number): Buffer => numbered('operation', id)
/** An operation that was begun and not ended. */
export const openOperationKey = (id: number): Buffer => numbered('open-operation', id)
export const pathOperationKey = (path: BytePath, id: number): Buffer =>
  pathKeyed('path-operation', path, u64(id))
/** Ordered by the time at which the ticket of the operation ends. */
export const expiryKey = (at: number, operation: number): Buffer =>
  Buffer.concat([tag('expiry'), u64(at), u64(operation)])
export const ignoreKey = (id: number): Buffer => numbered('ignore', id)
export const holdKey = (id: number): Buffer => numbered('hold', id)
export const tombstoneKey = (oid: Oid): Buffer => idKey('tombstone', oid)
export const baselineKey = (name: string): Buffer => named('baseline', name)
export const knownGoodKey = (oid: Oid): Buffer => idKey('known-good', oid)

/** The bytes of a path inside a key. */
export function pathKey(path: BytePath): Buffer {
  return Buffer.from(path === '/' ? '\0' : `${path.slice(1).replaceAll('/', '\0')}\0\0`, 'latin1')
}

/** Reads a path at `offset`; `end` is the offset after it. Throws HF_RECORD_CORRUPT. */
export function parsePathKey(key: Buffer, offset = 1): { readonly path: BytePath; readonly end: number } {
  if (key[offset] === 0) return { path: '/' as BytePath, end: offset + 1 }
  const end = key.indexOf('\0\0', offset, 'latin1')
  const text = end === -1 ? '' : key.toString('latin1', offset, end).replaceAll('\0', '/')
  const path = parseBytePath(Buffer.from(`/${text}`, 'latin1'))
  if (end === -1 || path === undefined || key.subarray(offset, end).includes(47)) throw corruptKey(key)
  return { path, end: end + 2 }
}

export function parseIndexPageKey(key: Buffer): { readonly path: BytePath; readonly page: number } {
  const { path, end } = parsePathKey(key)
  requireLength(key, end + 2)
  return { path, page: key.readUInt16BE(end) }
}

export function parseRootSnapshotKey(key: Buffer): {
  readonly root: BytePath
  readonly at: number
  readonly id: Oid
} {
  const { path, end } = parsePathKey(key)
  requireLength(key, end + 8 + oidBytesLength)
  return { root: path, at: readU64(key, end), id: oidFromBytes(key, end + 8) }
}

export function parsePathEventKey(key: Buffer): { readonly path: BytePath; readonly seq: number } {
  const { path, end } = parsePathKey(key)
  requireLength(key, end + 8)
  return { path, seq: readU64(key, end) }
}

export function parsePathOperationKey(key: Buffer): { readonly path: BytePath; readonly id: number } {
  const { path, end } = parsePathKey(key)
  requireLength(key, end + 8)
  return { path, id: readU64(key, end) }
}

export function parseExpiryKey(key: Buffer): { readonly at: number; readonly operation: number } {
  requireLength(key, 17)
  return { at: readU64(key, 1), operation: readU64(key, 9) }
}

/** Keys of the form tag, id: content, tree, content row, snapshot. */
export function parseIdKey(key: Buffer): Oid {
  requireLength(key, 1 + oidBytesLength)
  return oidFromBytes(key, 1)
}

export function parseVerdictKey(key: Buffer): { readonly oid: Oid; readonly fileClass: FileClass } {
  requireLength(key, 2 + oidBytesLength)
  const fileClass = fileClasses[key[1 + oidBytesLength] ?? fileClasses.length]
  if (fileClass === undefined) throw corruptKey(key)
  return { oid: oidFromBytes(key, 1), fileClass }
}

/** Keys of the form tag, u64: incident, scan, event. */
export function parseNumberKey(key: Buffer): number {
  requireLength(key, 9)
  return readU64(key, 1)
}

/** Keys of the form tag, name: ref, counter, single. */
export function parseNameKey(key: Buffer): string {
  return key.toString('latin1', 1)
}

/** All rows of one kind. */
export function kindRange(kind: RecordKind): KeySpan {
  const first = tag(kind)
  return { gte: first, lt: Buffer.of((first[0] ?? 0) + 1) }
}

const pathTables = {
  root: 'root',
  'root-snapshot': 'root-snapshot',
  index: 'index-page',
  'open-incident': 'open-incident',
  'path-event': 'path-event',
  pending: 'pending',
  undecided: 'undecided',
  'path-operation': 'path-operation',
} as const satisfies Record<string, RecordKind>

/** Tables whose keys begin with a path. */
export type PathTable = keyof typeof pathTables

/** The rows of `path` and of everything below it. */
export function subtreeRange(table: PathTable, path: BytePath): KeySpan {
  const kind = pathTables[table]
  const components = componentsOf(path)
  if (components.length === 0) return kindRange(kind)
  const start = Buffer.concat([tag(kind), Buffer.from(`${components.join('\0')}\0`, 'latin1')])
  const end = Buffer.from(start)
  end[end.length - 1] = 1
  return { gte: start, lt: end }
}

/** The rows of `path` alone, whatever follows the path in their keys. */
export function exactPathRange(table: PathTable, path: BytePath): KeySpan {
  const start = pathKeyed(pathTables[table], path)
  const end = Buffer.from(start)
  end[end.length - 1] = 1
  return { gte: start, lt: end }
}

/** The ids that begin with these hex digits. */
export function idPrefixRange(kind: 'snapshot' | 'content-row', prefix: string): KeySpan {
  const low = idKey(kind, prefix.padEnd(64, '0') as Oid)
  const high = idKey(kind, prefix.padEnd(64, 'f') as Oid)
  return { gte: low, lt: Buffer.concat([high, Buffer.of(0)]) }
}

function tag(kind: RecordKind): Buffer {
  return Buffer.from(recordKinds[kind].tag, 'latin1')
}

function idKey(kind: RecordKind, oid: Oid, suffix: Buffer = nothing): Buffer {
  const key = Buffer.allocUnsafe(1 + oidBytesLength + suffix.length)
  key.write(recordKinds[kind].tag, 0, 'latin1')
  invariant(key.write(oid, 1, oidBytesLength, 'hex') === oidBytesLength, 'an id has 64 hex digits', { oid })
  suffix.copy(key, 1 + oidBytesLength)
  return key
}

function idBytes(oid: Oid): Buffer {
  invariant(isOid(oid), 'an id has 64 hex digits', { oid })
  return Buffer.from(oid, 'hex')
}

function pathKeyed(kind: RecordKind, path: BytePath, suffix: Buffer = nothing): Buffer {
  return Buffer.concat([tag(kind), pathKey(path), suffix])
}

function numbered(kind: RecordKind, value: number): Buffer {
  return Buffer.concat([tag(kind), u64(value)])
}

function named(kind: RecordKind, name: string): Buffer {
  return Buffer.concat([tag(kind), Buffer.from(name, 'latin1')])
}

const nothing = Buffer.alloc(0)

function u16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u64(value: number): Buffer {
  invariant(Number.isSafeInteger(value) && value >= 0, 'a key number is a non-negative integer', { value })
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeUInt32BE(Math.floor(value / 0x1_0000_0000), 0)
  bytes.writeUInt32BE(value % 0x1_0000_0000, 4)
  return bytes
}

function readU64(bytes: Buffer, offset: number): number {
  const value = bytes.readUInt32BE(offset) * 0x1_0000_0000 + bytes.readUInt32BE(offset + 4)
  if (!Number.isSafeInteger(value)) throw corruptKey(bytes)
  return value
}

function requireLength(key: Buffer, length: number): void {
  if (key.length !== length) throw corruptKey(key)
}

function corruptKey(key: Buffer): HoldfastError {
  const shown = key.toString('hex').slice(0, 128)
  return new HoldfastError('HF_RECORD_CORRUPT', `a key of the store is damaged: ${shown}`, {
    facts: { key: shown },
    hint: 'holdfast fsck shows all damage',
  })
}
