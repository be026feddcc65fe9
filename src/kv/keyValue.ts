export type BatchOperation =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer }

/** Keys from `gte` to before `lt`, bytewise. `keysOnly` rows carry empty values. */
export interface KeyRange {
  readonly gte: Buffer
  readonly lt: Buffer
  readonly reverse?: true
  readonly keysOnly?: true
}

/** One pass over a range as it was when the cursor was made. Calls must not overlap. */
export interface Cursor {
  /** At most `rows` rows, possibly fewer; [] only at the end. */
  next(rows: number): Promise<readonly (readonly [Buffer, Buffer])[]>
  /** Goes on at the first key at or after `key` (reverse: at or before), inside the range. */
  seek(key: Buffer): void
  close(): Promise<void>
}

/**
 * An ordered map from bytes to bytes. A batch happens whole or not at all. With `sync` it has reached the disk when the
 * promise resolves; an earlier batch without `sync` has not, even then.
 * Every method rejects with HF_IO, HF_DISK_FULL or HF_STORE_CORRUPT.
 */
export interface KeyValue {
  get(key: Buffer): Promise<Buffer | undefined>
  /** In the order of `keys`. */
  getMany(keys: readonly Buffer[]): Promise<(Buffer | undefined)[]>
  hasMany(keys: readonly Buffer[]): Promise<boolean[]>
  batch(operations: readonly BatchOperation[], options: { readonly sync: boolean }): Promise<void>
  cursor(range: KeyRange): Cursor
  /** When it resolves, what was deleted in the range is on the disk no more. */
  compact(range: Pick<KeyRange, 'gte' | 'lt'>): Promise<void>
  close(): Promise<void>
}
