import type { BytePath } from '../../domain/path.ts'
import type { Screen } from './screen.ts'

/** A field of a machine format; text is safe already (display form, escaped). */
export type Cell = string | number | null

/** What a list command says once per item. */
export interface Listing {
  readonly columns: readonly string[]
  readonly rows: () => readonly (readonly Cell[])[]
  /** One JSON value per item, as inside `items` of the whole. */
  readonly items: () => readonly unknown[]
  /** Bytes of each item's path for `paths0`; null when the items are not files. */
  readonly paths: (() => readonly BytePath[]) | null
}

/** Everything a command has to say, in every form; only the form asked for is made. */
export interface Answer {
  readonly screen: (screen: Screen) => readonly string[]
  readonly json: () => unknown
  /** null when the answer is one thing and not a list: then csv, tsv and paths0 are refused. */
  readonly listing: Listing | null
}
