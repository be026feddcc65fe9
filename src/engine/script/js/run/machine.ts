import type { Expression, Pattern, Statement } from 'acorn'
import { jsFactsMax, jsPendingMax, jsWordsCharsMax } from '../../../../domain/engineLimits.ts'
import type { Fact, FactKind } from './fact.ts'
import type { JsMeter } from './meter.ts'
import type { MadeCode } from './madeCode.ts'
import { marksOf, textOf } from './value.ts'
import type { FunctionNode, JsObject, JsValue, Marks, Scope } from './value.ts'

/** How a statement ended; null is the usual end. */
export type Completion =
  | null
  | { readonly type: 'break' | 'continue'; readonly label: string | null }
  | { readonly type: 'return'; readonly value: JsValue }

/** Thrown by a `throw` of the program and by what the program does wrong, and caught by its `catch`. */
export class JsThrow extends Error {
  readonly thrown: JsValue
  constructor(thrown: JsValue) {
    super('thrown by the program')
    this.thrown = thrown
  }
}

/** A function that runs later, with what had been asked before it was handed over. */
interface Pending {
  readonly callee: JsValue
  readonly args: readonly JsValue[]
  readonly guards: Marks
  readonly place: CodeText
}

/** The text that nodes point into: the content itself, or a layer of it. */
export interface CodeText {
  readonly text: string
  /** Where a layer comes out of the content; null for the content itself, whose nodes say so themselves. */
  readonly origin: number | null
  /** Added to offsets of nodes. */
  readonly base: number
  readonly layer: readonly string[]
}

/** One analysis. The parts of the interpreter know each other through it alone. */
export interface Machine {
  readonly meter: JsMeter
  readonly globals: Scope
  readonly facts: Fact[]
  readonly made: MadeCode[]
  readonly pending: Pending[]
  readonly created: Map<FunctionNode, { readonly closure: JsObject; readonly place: CodeText }>
  readonly executed: Set<FunctionNode>
  readonly words: WordStore
  place: CodeText
  /** What had been asked on the way to here. */
  guards: Marks
  depth: number
  /** Enclosing `try` blocks. */
  tries: number
  /** How often a loop was perhaps left. */
  leaves: number
  /** What the function that is running may have given back before its end. */
  returns: JsValue | null
  evaluate(node: Expression, scope: Scope): JsValue
  execute(node: Statement, scope: Scope): Completion
  bind(pattern: Pattern, value: JsValue, scope: Scope): void
  /** The function that stands there. */
  closure(code: FunctionNode, scope: Scope): JsValue
  /** Calls a function of the program, the language or the browser. */
  call(callee: JsValue, receiver: JsValue, args: readonly JsValue[], at: number): JsValue
  /** `new` of something that is not a function of the program. */
  construct(callee: JsValue, args: readonly JsValue[], at: number): JsValue
  /** Reads a property. */
  get(base: JsValue, key: string): JsValue
  set(base: JsValue, key: string, value: JsValue, at: number): void
  /** Runs a text as a program of its own. */
  runText(code: JsValue, name: string, at: number): JsValue
}

/** Strings that the program has or makes, by the offset of where. */
interface WordStore {
  readonly entries: { readonly at: number; readonly text: string }[]
  chars: number
}

/** Offset in the content of something at `at` in the text that is run now. */
export function offsetIn(machine: Machine, at: number): number {
  return machine.place.origin ?? machine.place.base + at
}

export function keepWord(machine: Machine, at: number, text: string): void {
  if (text.length < 3 || machine.words.chars > jsWordsCharsMax) return
  const kept = text.slice(0, wordCharsMax)
  machine.words.chars += kept.length
  machine.words.entries.push({ at: offsetIn(machine, at), text: kept })
}

/** A word is at the front, or the text is a page of its own that is looked at elsewhere. */
const wordCharsMax = 400

/** Notes something that the program does. */
export function note(
  machine: Machine,
  kind: FactKind,
  at: number,
  facts: Pick<Fact, 'target' | 'data'> & { readonly via: string },
): void {
  const { place, guards } = machine
  const start = offsetIn(machine, at)
  const excerpt = place.text.slice(at, at + excerptCharsMax)
  const fact: Fact = { kind, ...facts, guards, at: start, layer: place.layer, excerpt }
  const known = machine.facts.findIndex((other) => isSamePlace(other, fact))
  const before = machine.facts[known]
  if (before === undefined) {
    if (machine.facts.length < jsFactsMax) machine.facts.push(fact)
  } else if (weightOf(fact) > weightOf(before)) machine.facts[known] = fact
}

/** A place that is met again says the same, or more when more is known by then. */
function isSamePlace(one: Fact, other: Fact): boolean {
  const isPlace = one.kind === other.kind && one.at === other.at && one.excerpt === other.excerpt
  return isPlace && textOf(one.target) === textOf(other.target)
}

function weightOf({ target, data, guards }: Fact): number {
  let bits = 0
  for (let left = marksOf(data) | target.marks | guards; left !== 0; left &= left - 1) bits += 1
  return bits
}

const excerptCharsMax = 160

/** Hands a function over to be run after the statement. */
export function postpone(machine: Machine, callee: JsValue, args: readonly JsValue[]): void {
  if (callee.kind !== 'object' || callee.nature.name !== 'function') return
  if (machine.pending.length >= jsPendingMax) return
  machine.pending.push({ callee, args, guards: machine.guards, place: machine.place })
}
