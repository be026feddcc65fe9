export interface FsckRequest {
  readonly readData: 'none' | 'all'
}

export interface FsckReport {
  readonly ok: boolean
  readonly objects: number
  readonly events: number
  readonly problems: readonly { readonly kind: string; readonly id: string; readonly problem: string }[]
}
