import * as fs from 'node:fs'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { formatFileBytesMax } from '../domain/limits.ts'
import { ioFailure } from './ioFailure.ts'
import { formatFile, type StorePlace, syncPlace, unfinishedFormatFile } from './storePlace.ts'

/** The format this program writes (docs/FORMAT.md). */
export const currentFormat = 1

/** Writes the format file under its unfinished name; publishFormat makes the directory a store. */
export function writeUnfinishedFormat(place: StorePlace, storeId: string): void {
  const file = `${place.directory}/${unfinishedFormatFile}`
  const text = `${JSON.stringify({ format: currentFormat, storeId })}\n`
  try {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = fs.constants
    const fd = fs.openSync(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
    try {
      fs.writeFileSync(fd, text)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    throw ioFailure(cause, file)
  }
  syncPlace(place)
}

/** The commit point of a creation: before it there is no store, after it there is a whole one. */
export function publishFormat(place: StorePlace): void {
  const file = `${place.directory}/${formatFile}`
  try {
    fs.renameSync(`${place.directory}/${unfinishedFormatFile}`, file)
  } catch (cause) {
    throw ioFailure(cause, file)
  }
  syncPlace(place)
}

/** The store's id; undefined when there is no format file. Throws HF_FORMAT_NEWER, HF_FORMAT_OLDER, HF_STORE_CORRUPT. */
export function readFormat(place: StorePlace): string | undefined {
  const found = readAnyFormat(place)
  if (found === undefined) return undefined
  if (found.format < currentFormat) throw older(found.file, found.format)
  return idOf(found)
}

/** The same for a store of any format up to ours: what `upgrade` begins with. */
export function readFormatNumber(
  place: StorePlace,
): { readonly format: number; readonly storeId: string } | undefined {
  const found = readAnyFormat(place)
  return found === undefined ? undefined : { format: found.format, storeId: idOf(found) }
}

interface FoundFormat {
  readonly file: string
  readonly format: number
  readonly storeId: unknown
}

function readAnyFormat(place: StorePlace): FoundFormat | undefined {
  const file = `${place.directory}/${formatFile}`
  const text = readSmallFile(file)
  if (text === undefined) return undefined
  const { format, storeId } = parseFormat(text, file)
  if (format > currentFormat) throw newer(file, format)
  return { file, format, storeId }
}

function idOf({ file, storeId }: FoundFormat): string {
  if (typeof storeId !== 'string' || !/^[0-9a-f]{32}$/.test(storeId)) throw damaged(file)
  return storeId
}

function readSmallFile(file: string): string | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  try {
    const fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const bytes = Buffer.alloc(formatFileBytesMax)
      return bytes.toString('utf8', 0, fs.readSync(fd, bytes, 0, bytes.length, 0))
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw ioFailure(cause, file)
  }
}

function parseFormat(text: string, file: string): { readonly format: number; readonly storeId: unknown } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw damaged(file)
  }
  if (typeof parsed !== 'object' || parsed === null || !('format' in parsed)) throw damaged(file)
  const { format } = parsed
  if (typeof format !== 'number' || !Number.isSafeInteger(format) || format < 0) throw damaged(file)
  return { format, storeId: 'storeId' in parsed ? parsed.storeId : undefined }
}

function newer(file: string, format: number): HoldfastError {
  const message = `this store is format ${String(format)}, this holdfast writes format ${String(currentFormat)}`
  return new HoldfastError('HF_FORMAT_NEWER', message, {
    facts: { file, format, writes: currentFormat },
    hint: 'install a newer holdfast; nothing was touched',
  })
}

function older(file: string, format: number): HoldfastError {
  const message = `this store is format ${String(format)}, this holdfast writes format ${String(currentFormat)}`
  return new HoldfastError('HF_FORMAT_OLDER', message, {
    facts: { file, format, writes: currentFormat },
    hint: 'what it would take: holdfast upgrade --dry-run; nothing was touched',
  })
}

function damaged(file: string): HoldfastError {
  return new HoldfastError('HF_STORE_CORRUPT', `${file} is damaged`, {
    facts: { file },
    hint: 'nothing was opened or changed; put the file back from a backup of the store',
  })
}
