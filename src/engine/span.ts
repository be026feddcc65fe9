/** A range of bytes, end excluded. */
export interface Span {
  readonly start: number
  readonly end: number
}
