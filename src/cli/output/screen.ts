/** The least that tables are made for; also what a terminal gets that says it has no columns. */
export const widthMin = 80

/** What a renderer must know of the place its lines go to. */
export interface Screen {
  /** Columns a line may take. Piped output has a width for wrapping words but is never cut. */
  readonly width: number
  readonly target: 'terminal' | 'pipe'
  /** `all`, or with --quiet only what is new. */
  readonly detail: 'all' | 'new'
  /** Local `YYYY-MM-DD HH:MM`, with `:SS` for `second`. */
  readonly time: (atMs: number, precision: 'minute' | 'second') => string
  /** Abbreviation of the local zone at that time, for table headers. */
  readonly zone: (atMs: number) => string
}
