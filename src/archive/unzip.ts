import { crc32 } from 'node:zlib'
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { HoldfastError } from '../domain/errors.ts'
import {
  releaseEntryBytesMax,
  releaseFilesMax,
  releasePieceBytes,
  releaseRatioMax,
} from '../domain/actingLimits.ts'
import { pathBytesMax } from '../domain/limits.ts'
import { isByteName } from '../domain/path.ts'

/** One file of an archive. `path` is relative, latin1, one char per byte, and names nothing outside of the archive. */
export interface ArchiveFile {
  readonly path: string
  readonly bytes: Buffer
}

/** Some successive files; `next` is the entry to go on with, null after the last. */
export interface ArchivePiece {
  readonly files: readonly ArchiveFile[]
  readonly next: number | null
}

/**
 * The files of a ZIP archive from its entry number `from` on, in memory, as many as make releasePieceBytes. `step` is called
 * before each entry. Throws HF_ARCHIVE_INVALID for an archive that is damaged, encrypted, too large, a bomb, or that names
 * links or places outside of itself: nothing of such an archive is used.
 */
export async function unzipPiece(archive: Buffer, from: number, step: () => void): Promise<ArchivePiece> {
  const zip = await orInvalid(
    async () => await fromBufferPromise(archive, { lazyEntries: true, decodeStrings: false }),
  )
  if (zip.entryCount > releaseFilesMax) throw invalid('it has more entries than any release')
  const files: ArchiveFile[] = []
  let bytes = 0
  let at = 0
  for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
    step()
    if (at >= from) {
      if (bytes >= releasePieceBytes) return { files, next: at }
      const file = await readEntry(zip, entry)
      if (file !== null) files.push(file)
      bytes += file?.bytes.length ?? 0
    }
    at += 1
  }
  return { files, next: null }
}

async function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return await orInvalid(
    async () =>
      await new Promise((resolve, reject) => {
        const done = (entry: Entry | null): void => {
          zip.removeAllListeners()
          resolve(entry)
        }
        zip.once('entry', done)
        zip.once('end', () => {
          done(null)
        })
        zip.once('error', reject)
        zip.readEntry()
      }),
  )
}

/** null for a directory. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<ArchiveFile | null> {
  const path = entry.fileNameRaw.toString('latin1')
  const isDirectory = path.endsWith('/')
  checkName(isDirectory ? path.slice(0, -1) : path)
  checkEntry(entry)
  if (isDirectory) return null
  const bytes = await orInvalid(async () => await inflated(zip, entry))
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32)
    throw invalid('an entry is not what its checksum says')
  return { path, bytes }
}

function checkName(path: string): void {
  const isInside = path.split('/').every(isByteName) && !path.includes('\\') && path.length <= pathBytesMax
  if (!isInside) throw invalid('a name in it leads out of it')
}

const fileTypes = 0o170000
const regular = 0o100000
const directory = 0o040000

/** The sizes are those stated; the reader of the entry ends at them. */
function checkEntry(entry: Entry): void {
  const type = (entry.externalFileAttributes >>> 16) & fileTypes
  if (type !== 0 && type !== regular && type !== directory) throw invalid('it holds links or special files')
  if (entry.isEncrypted()) throw invalid('it is encrypted')
  const { uncompressedSize: size, compressedSize } = entry
  if (size > releaseEntryBytesMax) throw invalid('a file in it is larger than any of a release')
  if (size > releaseRatioMax * Math.max(compressedSize, 1024))
    throw invalid('it unpacks to far more than any release')
}

async function inflated(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    length += (piece as Buffer).length
    if (length > entry.uncompressedSize) throw invalid('a file in it is larger than stated')
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces, length)
}

/** What the library says of a damaged archive is the attacker's text as far as names are in it: only its kind is told. */
async function orInvalid<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof HoldfastError) throw cause
    throw invalid('it is damaged or no ZIP archive')
  }
}

function invalid(why: string): HoldfastError {
  return new HoldfastError('HF_ARCHIVE_INVALID', `the archive cannot be used: ${why}`)
}
