import type { IndexEntry } from '../domain/entry.ts'
import { invariant } from '../domain/errors.ts'
import { fileClasses } from '../domain/fileClass.ts'
import { entryKinds } from '../domain/fileStat.ts'
import { indexPageEntriesMax, nameBytesMax } from '../domain/limits.ts'
import { type Oid, oidBytesLength } from '../domain/oid.ts'
import {
  type DirectoryHeader,
  entryBytes,
  flagHashOnly,
  flagHasOid,
  flagHasTree,
  flagListingTrusted,
  flagSilentChange,
  flagTrusted,
  headerBytes,
  plainHeaderBytes,
  treeAt,
} from './indexPageLayout.ts'

/** The pages of one directory in order; at least one. `entries` are sorted bytewise by name. */
export function encodeIndexPages(header: DirectoryHeader, entries: readonly IndexEntry[]): Buffer[] {
  const pages = Math.max(1, Math.ceil(entries.length / indexPageEntriesMax))
  return Array.from({ length: pages }, (_, page) => {
    const part = entries.slice(page * indexPageEntriesMax, (page + 1) * indexPageEntriesMax)
    const names = part.reduce((sum, entry) => sum + entry.name.length, 0)
    const start = page === 0 ? headerBytes : plainHeaderBytes
    const payload = Buffer.alloc(start + part.length * entryBytes + names)
    payload.writeUInt32LE(part.length, 0)
    if (page === 0) writeHeader(payload, header, pages)
    writeEntries(payload, start, part)
    return payload
  })
}

/** Writes the header of page 0 over that of `payload`. */
export function writeHeader(payload: Buffer, header: DirectoryHeader, pages: number): void {
  payload.writeUInt16LE(pages, 4)
  payload.writeUInt16LE(header.mount, 6)
  payload.writeDoubleLE(header.ino, 8)
  payload.writeDoubleLE(header.mtimeMs, 16)
  payload.writeDoubleLE(header.ctimeMs, 24)
  payload.writeUInt32LE(header.files, 32)
  payload.writeDoubleLE(header.bytes, 36)
  payload.writeUInt8(
    (header.listingTrusted ? flagListingTrusted : 0) | (header.tree === null ? 0 : flagHasTree),
    44,
  )
  writeOid(payload, treeAt, header.tree)
}

function writeEntries(payload: Buffer, start: number, entries: readonly IndexEntry[]): void {
  let nameAt = start + entries.length * entryBytes
  let previous = ''
  for (const [i, entry] of entries.entries()) {
    invariant(
      entry.name.length <= nameBytesMax && entry.name > previous,
      'index entries must be sorted, unique and short',
    )
    previous = entry.name
    writeEntry(payload, start + i * entryBytes, entry)
    nameAt += payload.write(entry.name, nameAt, 'latin1')
  }
}

/** Writes entry `i` over the one of the same name in a page that begins with `start` bytes of header. */
export function replaceEntry(payload: Buffer, page: number, i: number, entry: IndexEntry): void {
  writeEntry(payload, (page === 0 ? headerBytes : plainHeaderBytes) + i * entryBytes, entry)
}

function writeEntry(payload: Buffer, at: number, entry: IndexEntry): void {
  const { stat } = entry
  payload.writeDoubleLE(stat.ino, at)
  payload.writeDoubleLE(stat.size, at + 8)
  payload.writeDoubleLE(stat.mtimeMs, at + 16)
  payload.writeDoubleLE(stat.ctimeMs, at + 24)
  payload.writeUInt32LE(stat.uid, at + 32)
  payload.writeUInt32LE(stat.gid, at + 36)
  payload.writeUInt32LE(stat.nlink, at + 40)
  payload.writeUInt16LE(stat.mode, at + 44)
  payload.writeUInt16LE(entry.readDay, at + 46)
  payload.writeUInt8(entryKinds.indexOf(stat.kind), at + 48)
  payload.writeUInt8(fileClasses.indexOf(entry.fileClass), at + 49)
  payload.writeUInt8(flagsOf(entry), at + 50)
  payload.writeUInt8(entry.name.length, at + 51)
  writeOid(payload, at + 52, entry.oid)
}

/** No id is zeros, also where there was one. */
function writeOid(payload: Buffer, at: number, oid: Oid | null): void {
  if (oid === null) payload.fill(0, at, at + oidBytesLength)
  else payload.write(oid, at, oidBytesLength, 'hex')
}

function flagsOf(entry: IndexEntry): number {
  return (
    (entry.hashOnly ? flagHashOnly : 0) |
    (entry.silentChange ? flagSilentChange : 0) |
    (entry.trusted ? flagTrusted : 0) |
    (entry.oid === null ? 0 : flagHasOid)
  )
}
