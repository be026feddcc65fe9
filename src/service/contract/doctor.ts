export interface Examination {
  /** `fail`: holdfast does not work or is not safe like this. `warn`: slower or weaker than it could be. */
  readonly state: 'ok' | 'warn' | 'fail'
  readonly subject: string
  readonly finding: string
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null
}

export interface DoctorReport {
  readonly examinations: readonly Examination[]
  readonly ok: boolean
}
