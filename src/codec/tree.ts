/**
 * Tree objects (docs/FORMAT.md "Trees"). Per entry, little-endian: kind u8, flags u8, mode u16, uid u32, gid u32,
 * size u64, name length u8, the 32 bytes of the id when flag 4 is set, the name. Entries ascend bytewise by name.
 * Equal directories have equal bytes, so an unchanged directory is recognised by its id alone.
 */
import { sha256Prefixed } from '../hash/sha256.ts'
import type { TreeEntry } from '../domain/entry.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import { entryKinds } from '../domain/fileStat.ts'
import { directoryEntriesMax } from '../domain/limits.ts'
import { type Oid, oidBytesLength, oidFromBytes } from '../domain/oid.ts'
import { isByteName } from '../domain/path.ts'

export interface EncodedTree {
  readonly oid: Oid
  readonly payload: Buffer
}

/** `entries` are sorted bytewise by name, without doubles. */
export function encodeTree(entries: readonly TreeEntry[]): EncodedTree {
  invariant(entries.length <= directoryEntriesMax, 'a tree stays inside its limit', {
    entries: entries.length,
  })
  const length = entries.reduce((sum, entry) => sum + entryLength(entry), 0)
  const payload = Buffer.allocUnsafe(length)
  let at = 0
  let previous = ''
  for (const entry of entries) {
    invariant(entry.name > previous && isByteName(entry.name), 'tree entries are names in ascending order')
    at = writeEntry(payload, at, entry)
    previous = entry.name
  }
  return treeOf(payload)
}

/** The tree whose entries have been written one after another. */
export function treeOf(payload: Buffer): EncodedTree {
  return { oid: treeId(payload), payload }
}

/** What an entry has before its id and its name. */
export interface TreeEntryHead
  extends Pick<TreeEntry, 'mode' | 'uid' | 'gid' | 'size' | 'hashOnly' | 'silentChange'> {
  /** Its place in entryKinds. */
  readonly kind: number
  readonly hasOid: boolean
  readonly nameLength: number
}

/** Answers where the id (if there is one) and the name go. */
export function writeTreeEntryHead(bytes: Buffer, at: number, head: TreeEntryHead): number {
  const { mode, size } = head
  bytes[at] = head.kind
  bytes[at + 1] =
    (head.hashOnly ? flagHashOnly : 0) |
    (head.silentChange ? flagSilentChange : 0) |
    (head.hasOid ? flagHasOid : 0)
  invariant(mode <= 0o7777, 'a tree entry holds permission bits only', { mode })
  bytes.writeUInt16LE(mode, at + 2)
  bytes.writeUInt32LE(head.uid, at + 4)
  bytes.writeUInt32LE(head.gid, at + 8)
  // A sparse file may claim up to 2^63 bytes: halves of a double stay exact where a safe integer ends.
  bytes.writeUInt32LE(size % word, at + 12)
  bytes.writeUInt32LE(Math.floor(size / word), at + 16)
  bytes[at + 20] = head.nameLength
  return at + fixedBytes
}

/** The entries of a tree. Throws HF_OBJECT_CORRUPT when the bytes are not the tree `oid` or not its one encoding. */
export function decodeTree(oid: Oid, payload: Buffer): TreeEntry[] {
  if (treeId(payload) !== oid) throw corruptTree(oid, 'its bytes have another id')
  const entries: TreeEntry[] = []
  let previous = ''
  for (let at = 0; at < payload.length; ) {
    const { entry, end } = readEntry(oid, payload, at)
    if (entry.name <= previous || entries.length === directoryEntriesMax)
      throw corruptTree(oid, 'order or count')
    entries.push(entry)
    previous = entry.name
    at = end
  }
  return entries
}

const idPrefix = 'holdfast-tree-v1'
const fixedBytes = 21
const flagHashOnly = 1
const flagSilentChange = 2
const flagHasOid = 4
const word = 0x1_0000_0000

function treeId(payload: Buffer): Oid {
  return sha256Prefixed(idPrefix, payload)
}

function entryLength(entry: TreeEntry): number {
  return fixedBytes + (entry.oid === null ? 0 : oidBytesLength) + entry.name.length
}

function writeEntry(bytes: Buffer, at: number, entry: TreeEntry): number {
  const { name, oid } = entry
  const kind = entryKinds.indexOf(entry.kind)
  let next = writeTreeEntryHead(bytes, at, { ...entry, kind, hasOid: oid !== null, nameLength: name.length })
  if (oid !== null) next += bytes.write(oid, next, oidBytesLength, 'hex')
  return next + bytes.write(name, next, 'latin1')
}

function readEntry(tree: Oid, bytes: Buffer, at: number): { entry: TreeEntry; end: number } {
  if (at + fixedBytes > bytes.length) throw corruptTree(tree, 'ends inside an entry')
  const kind = entryKinds[bytes.readUInt8(at)]
  const flags = bytes.readUInt8(at + 1)
  const mode = bytes.readUInt16LE(at + 2)
  const nameAt = at + fixedBytes + ((flags & flagHasOid) === 0 ? 0 : oidBytesLength)
  const end = nameAt + bytes.readUInt8(at + 20)
  const name = bytes.toString('latin1', nameAt, end)
  if (kind === undefined || flags > 7 || mode > 0o7777) throw corruptTree(tree, 'kind, flags or mode')
  if (end > bytes.length || !isByteName(name)) throw corruptTree(tree, 'name')
  const entry: TreeEntry = {
    name,
    kind,
    mode,
    uid: bytes.readUInt32LE(at + 4),
    gid: bytes.readUInt32LE(at + 8),
    size: readSize(tree, bytes, at + 12),
    oid: (flags & flagHasOid) === 0 ? null : oidFromBytes(bytes, at + fixedBytes),
    hashOnly: (flags & flagHashOnly) !== 0,
    silentChange: (flags & flagSilentChange) !== 0,
  }
  return { entry, end }
}

function readSize(tree: Oid, bytes: Buffer, at: number): number {
  const low = bytes.readUInt32LE(at)
  const size = bytes.readUInt32LE(at + 4) * word + low
  if (size % word !== low || size >= word * word) throw corruptTree(tree, 'size')
  return size
}

function corruptTree(oid: Oid, problem: string): HoldfastError {
  return new HoldfastError('HF_OBJECT_CORRUPT', `tree ${oid} is damaged: ${problem}`, {
    facts: { kind: 'tree', oid, problem },
    hint: 'see the extent: holdfast fsck',
  })
}
