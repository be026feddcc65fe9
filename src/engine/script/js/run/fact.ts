import type { JsValue, Marks } from './value.ts'

/**
 * `code`: a text is run. `script`: a script of an address is added to the page. `frame`: so is a frame. `send`: something
 * goes to an address. `navigate`: the visitor does. `write`: markup is put into the page. `listen`: an event is waited for
 * (`data` is its name). `copy`: the clipboard is written. `make`: something is constructed (`via` says what).
 */
export type FactKind =
  | 'code'
  | 'script'
  | 'frame'
  | 'send'
  | 'navigate'
  | 'write'
  | 'listen'
  | 'copy'
  | 'make'

/** One thing the program does, as the interpreter met it. */
export interface Fact {
  readonly kind: FactKind
  /** How: `eval`, `XMLHttpRequest`, `document.write`. Safe ASCII. */
  readonly via: string
  /** The address, or the text that is run or written. */
  readonly target: JsValue
  /** What is sent along. */
  readonly data: JsValue
  /** What the program had asked before. */
  readonly guards: Marks
  /** Offset in the content. */
  readonly at: number
  /** Decoders between, outermost first. */
  readonly layer: readonly string[]
  readonly excerpt: string
}
