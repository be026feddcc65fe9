import type { EngineHit } from '../analysis.ts'
import type { Span } from '../span.ts'
import type { Abstract } from './abstract.ts'

/** One thing the program does, as the interpreter met it. Told once per place, with all that is known of the arguments. */
export interface CallFact {
  readonly kind:
    | 'function'
    | 'method'
    | 'static-method'
    | 'new'
    | 'eval'
    | 'include'
    | 'shell'
    | 'echo'
    | 'write-global'
  /** Lower case, without namespace; `class::name` for static methods, the class for `new`, null when not known. */
  readonly name: string | null
  /** `written`: the name stands there. `computed`: an expression made it. */
  readonly naming: 'written' | 'computed'
  /** What computed the name, or the object of a method; null when written. */
  readonly callee: Abstract | null
  readonly args: readonly Abstract[]
  readonly place: CodePlace
  /** Checks that stand around the call, in words of `guardWords`. */
  readonly guards: readonly Guard[]
}

/** Around a call or before it in its function: the request decides it, a secret is asked, or the application's own right. */
export type Guard = 'request-test' | 'password' | 'capability' | 'cli-only'

export interface CodePlace {
  /** In the content: the call itself, or the statement whose layers hold it. */
  readonly span: Span
  /** Decoders between; empty for the content itself. */
  readonly layer: readonly string[]
  /** latin1 text of the call in its layer, at most excerptBytesMax. */
  readonly excerpt: string
  /** Name of the function or `class::method` around, null at the top. */
  readonly within: string | null
}

/** Told of every call; says at the end which rules are true. */
export interface Observer {
  call(fact: CallFact): void
  finish(): readonly EngineHit[]
}
