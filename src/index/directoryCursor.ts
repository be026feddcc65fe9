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
  #ended = false
  /** Path of the next row, once somebody asked. */
  #next: BytePath | undefined

  constructor(meta: KeyValue, top: BytePath) {
    this.#cursor = meta.cursor(subtreeRange('index', top))
  }

  /** The next directory's row, or undefined after the last. Call `await fill()` first whenever `needsFill` is true. */
  take(): DirectoryRow | undefined {
    const first = this.#buffer[this.#at]
    if (first === undefined) return undefined
    const path = this.#next ?? parseIndexPageKey(first[0]).path
    const end = this.#endOfDirectory(first[0])
    const rows = this.#buffer.slice(this.#at, end)
    this.#at = end
    this.#next = undefined
    return new DirectoryRow(path, rows)
  }

  /** Path of the next row without taking it. */
  peek(): BytePath | undefined {
    const first = this.#buffer[this.#at]
    if (first === undefined) return undefined
    this.#next ??= parseIndexPageKey(first[0]).path
    return this.#next
  }

  /** True while the next directory's pages may not all be in the buffer. */
  get needsFill(): boolean {
    if (this.#ended) return false
    const first = this.#buffer[this.#at]
    if (first === undefined) return true
    return this.#endOfDirectory(first[0]) === this.#buffer.length
  }

  /** Reads on until the next directory is complete in the buffer. */
  async fill(): Promise<void> {
    while (this.needsFill) {
      const rows = await this.#cursor.next(iteratorRows)
      if (rows.length === 0) this.#ended = true
      this.#buffer = [...this.#buffer.slice(this.#at), ...rows]
      this.#at = 0
    }
  }

  async close(): Promise<void> {
    await this.#cursor.close()
  }

  #endOfDirectory(first: Buffer): number {
    let end = this.#at + 1
    for (; end < this.#buffer.length; end += 1) {
      const row = this.#buffer[end]
      if (row === undefined || !sameDirectory(row[0], first)) break
    }
    return end
  }
}

/** Less than 0 when a walk meets directory `a` before `b`. */
export function compareWalkOrder(a: BytePath, b: BytePath): number {
  return pathKey(a).compare(pathKey(b))
}

/** Keys of one directory differ in the page number only, their last two bytes. */
function sameDirectory(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && a.compare(b, 0, b.length - 2, 0, a.length - 2) === 0
}
