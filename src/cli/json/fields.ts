import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import type { BytePath } from '../../domain/path.ts'
import { pathToBytes } from '../../domain/path.ts'

export interface FileFields {
  readonly file: string
  /** The bytes themselves, only where the display form had to escape something. */
  readonly fileBase64?: string
}

/** How every machine format names a file. */
export function fileFields(path: BytePath): FileFields {
  const file = displayPath(path)
  const bytes = pathToBytes(path)
  return bytes.equals(Buffer.from(file)) ? { file } : { file, fileBase64: bytes.toString('base64') }
}

/** The bytes of a path for a csv or tsv column, always present there: the display form may carry an apostrophe. */
export function fileBase64(path: BytePath): string {
  return pathToBytes(path).toString('base64')
}

export function instantOrNull(atMs: number | null): string | null {
  return atMs === null ? null : formatInstant(atMs)
}
