import { operatorKind } from './tokenKind.ts'
import { kindOf, pushToken, type TokenSink } from './tokens.ts'

/** Where the scanner stands: in text outside of tags, in code, or in the text of a template. */
export type LexMode = 'html' | 'code' | 'template'

export interface LexState {
  /** latin1. */
  readonly text: string
  readonly tags: 'all' | 'long'
  readonly sink: TokenSink
  at: number
  mode: LexMode
  /** Templates around, the innermost last. */
  readonly templates: TemplateFrame[]
  /** Braces that are open in this code since it or the innermost template began. */
  braces: number
  /** Whether the block was opened by `<script language=php>`, so that `</script>` closes it. */
  inScriptTag: boolean
}

export interface TemplateFrame {
  /** Character that ends it; `<` for a heredoc, which ends at its label. */
  readonly quote: '"' | '`' | '<'
  readonly label: string
  /** `LexState.braces` of the code around. */
  readonly braces: number
}

/** Adds the token that ends at `end` and goes on there. */
export function emit(state: LexState, kind: number, end: number): void {
  pushToken(state.sink, kind, state.at, end)
  state.at = end
}

/** Whether the last token is an arrow: what follows is the name of a property, whatever it may mean elsewhere. */
export function isAfterArrow({ sink }: LexState): boolean {
  return isArrow(kindOf(sink, sink.count - 1))
}

export function isArrow(kind: number): boolean {
  return kind === arrow || kind === nullArrow
}

const arrow = operatorKind('->')
const nullArrow = operatorKind('?->')

/** Code of the character, -1 beyond the end. */
export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : -1
}
