import { parseIndexPageKey, pathKey, subtreeRange } from '../codec/keys.ts'
import { iteratorRows } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { Cursor, KeyValue } from '../kv/keyValue.ts'
import { DirectoryRow } from './directoryRow.ts'

/**
 * The rows of a directory and everything below it in walk order: parents before children, siblings bytewise. `peek`
 * answers without waiting while rows are buffered, so that a rescan does not pay a promise per directory.
 */
export class DirectoryCursor {
  readonly #cursor: Cursor
  #buffer: readonly (readonly [Buffer, Buffer])[] = []
  #at = 0
  /** Where the rows of the next directory end in the buffer; `#at` when it is empty. */
  #end = 0
  #ended = false

  constructor(meta: KeyValue, top: BytePath) {
    this.#cursor = meta.cursor(subtreeRange('index', top))
  }

  /** The next directory's row, or undefined after the last. Call `await fill()` first whenever `needsFill` is true. */
  take(): DirectoryRow | undefined {
    const first = this.#buffer[this.#at]
    return first === undefined ? undefined : this.takeAs(parseIndexPageKey(first[0]).path)
  }

  /** The next directory's row, which is that of `path`: compareNext has said so. */
  takeAs(path: BytePath): DirectoryRow {
    const rows = this.#buffer.slice(this.#at, this.#end)
    this.#at = this.#end
    this.#end = this.#endOfDirectory()
    return new DirectoryRow(path, rows)
  }

  /** Whether the next directory comes before (< 0), is (0) or comes after the one with this walkKey. */
  compareNext(key: Buffer): number | 'ended' {
    const next = this.#buffer[this.#at]?.[0]
    return next === undefined ? 'ended' : next.compare(key, 0, key.length, 1, next.length - pageBytes)
  }

  /** True while the next directory's pages may not all be in the buffer. */
  get needsFill(): boolean {
    return !this.#ended && this.#end === this.#buffer.length
  }

  /** Reads on until the next directory is complete in the buffer. */
  async fill(): Promise<void> {
    while (this.needsFill) {
      const rows = await this.#cursor.next(iteratorRows)
      if (rows.length === 0) this.#ended = true
      this.#buffer = [...this.#buffer.slice(this.#at), ...rows]
      this.#at = 0
      this.#end = this.#endOfDirectory()
    }
  }

  async close(): Promise<void> {
    await this.#cursor.close()
  }

  #endOfDirectory(): number {
    const first = this.#buffer[this.#at]?.[0]
    if (first === undefined) return this.#at
    let end = this.#at + 1
    for (; end < this.#buffer.length; end += 1) {
      const row = this.#buffer[end]
      if (row === undefined || !sameDirectory(row[0], first)) break
    }
    return end
  }
}

/** Bytes whose order is the order in which a walk meets directories; see compareNext. */
export function walkKey(path: BytePath): Buffer {
  return pathKey(path)
}

/** The page number at the end of a key, u16. */
const pageBytes = 2

/** Keys of one directory differ in the page number only. */
function sameDirectory(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && a.compare(b, 0, b.length - pageBytes, 0, a.length - pageBytes) === 0
}
