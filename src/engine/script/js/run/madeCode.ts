/** Code that the program makes and runs, and where it comes out of the content. */
export interface MadeCode {
  readonly names: readonly string[]
  readonly text: string
  readonly at: number
}
