import { decodeIndexHeader, IndexPage } from '../codec/indexPage.ts'
import type { DirectoryHeader } from '../codec/indexPageLayout.ts'
import { encodeIndexPages } from '../codec/indexPageWrite.ts'
import { indexPageKey } from '../codec/keys.ts'
import { decodeRecord, encodeRecord } from '../codec/record.ts'
import { displayPath } from '../domain/displayPath.ts'
import type { IndexEntry } from '../domain/entry.ts'
import type { FileStat } from '../domain/fileStat.ts'
import { HoldfastError, invariant } from '../domain/errors.ts'
import { indexPageEntriesMax } from '../domain/limits.ts'
import type { BytePath, ByteName } from '../domain/path.ts'
import type { BatchOperation } from '../kv/keyValue.ts'

/** A key and its value. */
export type StoredRow = readonly [Buffer, Buffer]

/** All pages of one directory, read lazily: entry `i` of the directory is entry `i % 4096` of page `i / 4096`. */
export class DirectoryRow {
  readonly path: BytePath
  readonly header: DirectoryHeader
  readonly count: number
  readonly #pages: readonly IndexPage[]

  /** `rows` are pages 0..n-1 in order, as stored. */
  constructor(path: BytePath, rows: readonly StoredRow[]) {
    const payloads = rows.map(([key, value]) => decodeRecord(value, key, 'index-page').payload)
    const first = payloads[0]
    invariant(first !== undefined, 'a directory row has a page 0')
    const { pages, ...header } = decodeIndexHeader(first, path)
    if (pages !== rows.length) throw missingPage(path, pages, rows.length)
    this.path = path
    this.header = header
    this.#pages = payloads.map((payload, page) => new IndexPage(payload, page, path))
    this.count = this.#pages.reduce((sum, page) => sum + page.count, 0)
  }

  get pageCount(): number {
    return this.#pages.length
  }

  /** The page that holds entry `i`; entry `i` is `i % indexPageEntriesMax` in it. */
  page(i: number): IndexPage {
    const page = this.#pages[Math.floor(i / indexPageEntriesMax)]
    invariant(page !== undefined, 'an entry is asked for inside its row')
    return page
  }

  name(i: number): ByteName {
    return this.page(i).name(i % indexPageEntriesMax)
  }

  /** False for an entry without content: a special file, or one identified by its stat only. */
  hasOid(i: number): boolean {
    return this.page(i).hasOid(i % indexPageEntriesMax)
  }

  /** True when entry `i` (-1: there is none) is a directory of this mode and owner: all that a line of a directory says of itself. */
  isSameDirectory(i: number, stat: FileStat): boolean {
    return i !== -1 && this.page(i).isSameDirectory(i % indexPageEntriesMax, stat)
  }

  entry(i: number): IndexEntry {
    return this.page(i).entry(i % indexPageEntriesMax)
  }

  entries(): IndexEntry[] {
    return Array.from({ length: this.count }, (_, i) => this.entry(i))
  }

  find(name: ByteName): IndexEntry | undefined {
    const position = this.positionOf(name)
    return position === undefined ? undefined : this.entry(position)
  }

  /** Binary search by name; undefined when the directory has no such entry. */
  positionOf(name: ByteName): number | undefined {
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const candidate = this.name(middle)
      if (candidate === name) return middle
      if (candidate < name) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }
}

/** Writes all pages of a directory and removes those a larger former row had. */
export function directoryOperations(
  path: BytePath,
  header: DirectoryHeader,
  entries: readonly IndexEntry[],
  formerPages: number,
): BatchOperation[] {
  const payloads = encodeIndexPages(header, entries)
  const writes = payloads.map((payload, page) => pageOperation(path, page, payload))
  return [...writes, ...removePages(path, payloads.length, formerPages)]
}

export function pageOperation(path: BytePath, page: number, payload: Buffer): BatchOperation {
  const key = indexPageKey(path, page)
  const value = encodeRecord({ kind: 'index-page', codec: 'raw', size: payload.length, payload }, key)
  return { type: 'put', key, value }
}

/** Forgets one directory (not what lies below it). */
export function forgetDirectory(row: DirectoryRow): BatchOperation[] {
  return removePages(row.path, 0, row.pageCount)
}

function removePages(path: BytePath, from: number, to: number): BatchOperation[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
    type: 'del',
    key: indexPageKey(path, from + i),
  }))
}

function missingPage(path: BytePath, expected: number, found: number): HoldfastError {
  const place = displayPath(path)
  return new HoldfastError(
    'HF_RECORD_CORRUPT',
    `the index of ${place} has ${String(found)} of ${String(expected)} pages`,
    {
      facts: { table: 'index', place, expected, found },
      hint: 'holdfast fsck shows all damage',
    },
  )
}
