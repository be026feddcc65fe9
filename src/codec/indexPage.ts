import { displayPath } from '../domain/displayPath.ts'
import type { IndexEntry } from '../domain/entry.ts'
import { HoldfastError } from '../domain/errors.ts'
import { fileClasses } from '../domain/fileClass.ts'
import { entryKinds, type FileStat } from '../domain/fileStat.ts'
import { indexPageEntriesMax } from '../domain/limits.ts'
import { type Oid, oidBytesLength, oidFromBytes } from '../domain/oid.ts'
import { type ByteName, type BytePath, isByteName } from '../domain/path.ts'
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

const flagsMax = 15
const headerFlagsMax = 3
const modeMax = 0o7777

/** Reads one page without making an object per entry: an unchanged rescan only compares. */
export class IndexPage {
  readonly #payload: Buffer
  readonly #path: BytePath
  readonly #start: number
  readonly count: number
  #nameStarts: Uint32Array | undefined

  /** `path` names the directory in HF_RECORD_CORRUPT. */
  constructor(payload: Buffer, page: number, path: BytePath) {
    this.#payload = payload
    this.#path = path
    this.#start = page === 0 ? headerBytes : plainHeaderBytes
    if (payload.length < this.#start) throw corruptPage(path)
    this.count = payload.readUInt32LE(0)
    if (this.count > indexPageEntriesMax || payload.length < this.#start + this.count * entryBytes)
      throw corruptPage(path)
    if (this.#names()[this.count] !== payload.length) throw corruptPage(path)
  }

  copy(): Buffer {
    return Buffer.from(this.#payload)
  }

  name(i: number): ByteName {
    const starts = this.#names()
    return this.#payload.toString('latin1', starts[i], starts[i + 1]) as ByteName
  }

  /** False for what is no regular file, and for a file that was never read. */
  isReadFile(i: number): boolean {
    return this.#payload[this.#start + i * entryBytes + 48] === fileKind && this.hasOid(i)
  }

  /** True when every stat fact of decision 15 equals; the mount is compared per directory. */
  matches(i: number, stat: FileStat): boolean {
    const bytes = this.#payload
    const at = this.#start + i * entryBytes
    return (
      bytes.readDoubleLE(at + 24) === stat.ctimeMs &&
      bytes.readDoubleLE(at) === stat.ino &&
      bytes.readDoubleLE(at + 8) === stat.size &&
      bytes.readDoubleLE(at + 16) === stat.mtimeMs &&
      this.#sameOwner(at, stat)
    )
  }

  isSameDirectory(i: number, { kind, mode, uid, gid }: FileStat): boolean {
    const bytes = this.#payload
    const at = this.#start + i * entryBytes
    return (
      kind === 'directory' &&
      bytes[at + 48] === directoryKind &&
      bytes.readUInt16LE(at + 44) === mode &&
      bytes.readUInt32LE(at + 32) === uid &&
      bytes.readUInt32LE(at + 36) === gid
    )
  }

  trusted(i: number): boolean {
    return (this.#flags(i) & flagTrusted) !== 0
  }

  readDay(i: number): number {
    return this.#payload.readUInt16LE(this.#start + i * entryBytes + 46)
  }

  hasOid(i: number): boolean {
    return (this.#flags(i) & flagHasOid) !== 0
  }

  oid(i: number): Oid | null {
    if (!this.hasOid(i)) return null
    return oidFromBytes(this.#payload, this.#start + i * entryBytes + 52)
  }

  entry(i: number): IndexEntry {
    const bytes = this.#payload
    const at = this.#start + i * entryBytes
    const flags = this.#flags(i)
    const kind = entryKinds[bytes.readUInt8(at + 48)]
    const fileClass = fileClasses[bytes.readUInt8(at + 49)]
    const name = this.name(i)
    const stat = statAt(bytes, at)
    if (kind === undefined || fileClass === undefined || !isPlainStat(stat)) throw corruptPage(this.#path)
    if (!this.#isPlaced(i, name) || flags > flagsMax || !this.#isIdSpared(i)) throw corruptPage(this.#path)
    return {
      name,
      stat: { kind, ...stat },
      oid: this.oid(i),
      fileClass,
      readDay: bytes.readUInt16LE(at + 46),
      hashOnly: (flags & flagHashOnly) !== 0,
      silentChange: (flags & flagSilentChange) !== 0,
      trusted: (flags & flagTrusted) !== 0,
    }
  }

  /** Asked of an entry that is taken on, not of one that is only compared. */
  #isPlaced(i: number, name: string): boolean {
    return isByteName(name) && (i === 0 || this.name(i - 1) < name)
  }

  #isIdSpared(i: number): boolean {
    const at = this.#start + i * entryBytes + 52
    return this.hasOid(i) || isZero(this.#payload.subarray(at, at + oidBytesLength))
  }

  #flags(i: number): number {
    return this.#payload.readUInt8(this.#start + i * entryBytes + 50)
  }

  #sameOwner(at: number, stat: FileStat): boolean {
    const bytes = this.#payload
    return (
      bytes.readUInt16LE(at + 44) === stat.mode &&
      entryKinds[bytes.readUInt8(at + 48)] === stat.kind &&
      bytes.readUInt32LE(at + 32) === stat.uid &&
      bytes.readUInt32LE(at + 36) === stat.gid &&
      bytes.readUInt32LE(at + 40) === stat.nlink
    )
  }

  #names(): Uint32Array {
    if (this.#nameStarts !== undefined) return this.#nameStarts
    const starts = new Uint32Array(this.count + 1)
    let at = this.#start + this.count * entryBytes
    for (let i = 0; i < this.count; i += 1) {
      starts[i] = at
      at += this.#payload.readUInt8(this.#start + i * entryBytes + 51)
    }
    starts[this.count] = at
    this.#nameStarts = starts
    return starts
  }
}

const fileKind = entryKinds.indexOf('file')
const directoryKind = entryKinds.indexOf('directory')

/** Header of page 0 and the number of pages that follow from it. */
export function decodeIndexHeader(
  payload: Buffer,
  path: BytePath,
): DirectoryHeader & { readonly pages: number } {
  if (payload.length < headerBytes) throw corruptPage(path)
  const flags = payload.readUInt8(44)
  const hasTree = (flags & flagHasTree) !== 0
  const header = {
    pages: payload.readUInt16LE(4),
    mount: payload.readUInt16LE(6),
    ino: payload.readDoubleLE(8),
    mtimeMs: payload.readDoubleLE(16),
    ctimeMs: payload.readDoubleLE(24),
    files: payload.readUInt32LE(32),
    bytes: payload.readDoubleLE(36),
    listingTrusted: (flags & flagListingTrusted) !== 0,
    tree: hasTree ? oidFromBytes(payload, treeAt) : null,
  }
  const { ino, mtimeMs, ctimeMs, bytes } = header
  const isPlain = flags <= headerFlagsMax && areFinite(ino, mtimeMs, ctimeMs, bytes)
  if (!isPlain || !(hasTree || isZero(payload.subarray(treeAt, headerBytes)))) throw corruptPage(path)
  return header
}

function statAt(bytes: Buffer, at: number): Omit<FileStat, 'kind'> {
  return {
    ino: bytes.readDoubleLE(at),
    size: bytes.readDoubleLE(at + 8),
    mtimeMs: bytes.readDoubleLE(at + 16),
    ctimeMs: bytes.readDoubleLE(at + 24),
    mode: bytes.readUInt16LE(at + 44),
    uid: bytes.readUInt32LE(at + 32),
    gid: bytes.readUInt32LE(at + 36),
    nlink: bytes.readUInt32LE(at + 40),
  }
}

function isPlainStat({ mode, ino, size, mtimeMs, ctimeMs }: Omit<FileStat, 'kind'>): boolean {
  return mode <= modeMax && areFinite(ino, size, mtimeMs, ctimeMs)
}

/** No filesystem gives anything else, and not every NaN is written back as it was read. */
function areFinite(...numbers: readonly number[]): boolean {
  for (const number of numbers) if (!Number.isFinite(number)) return false
  return true
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}

function corruptPage(path: BytePath): HoldfastError {
  const place = displayPath(path)
  return new HoldfastError('HF_RECORD_CORRUPT', `an index page is damaged: ${place}`, {
    facts: { table: 'index', place },
    hint: 'holdfast fsck shows all damage',
  })
}
