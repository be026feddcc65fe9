/** `percent` reads that share of all objects, going on where the last such check ended: 10 reads everything in 10 runs. */
export type DataToCheck = 'none' | 'all' | { readonly percent: number }

export interface FsckRequest {
  /** Besides rows, references and presence: which objects are read, decompressed and hashed again. */
  readonly readData: DataToCheck
}

export interface FsckProblem {
  readonly kind: string
  readonly id: string
  readonly problem: string
}

export interface FsckRepair {
  readonly kind: string
  readonly id: string
  readonly repair: string
}

export interface FsckReport {
  /** Nothing is damaged; after a repair: any more. */
  readonly ok: boolean
  readonly objects: number
  readonly objectsRead: number
  /** Ids that begin with these 8 hex digits were read, from the first to before the second; null unless a share was. */
  readonly readRange: { readonly from: string; readonly to: string } | null
  readonly events: number
  readonly problems: readonly FsckProblem[]
  /** What was put right; empty for a check alone. */
  readonly repaired: readonly FsckRepair[]
  /** The file with all rows that were taken out, base64; null when there were none. */
  readonly setAside: string | null
}
