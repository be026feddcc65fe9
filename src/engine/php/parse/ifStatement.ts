import type { Expression, If, Statement } from '../ast.ts'
import { colonBlock, condition, takeEndWord } from './bodies.ts'
import { mark } from './marks.ts'
import { isTooDeep, skipStatement } from './nesting.ts'
import { acceptWord, advance, fail, nextText, type Parser, word } from './parser.ts'
import { endStatement } from './statementEnd.ts'

/**
 * `if`, its `elseif`s and `else`. The clauses are read in a loop and put together from the last one, but they are nested in
 * the tree, so each counts as one level; those that go too deep are opaque.
 */
export function ifStatement(parser: Parser): If {
  const { depth } = parser
  const clauses = [clauseHead(parser)]
  const isColonForm = parser.kind === mark.colon
  const { otherwise, end } = isColonForm ? colonForm(parser, clauses) : braceForm(parser, clauses)
  parser.depth = depth
  return assembled(clauses, otherwise, end)
}

interface Clause {
  readonly start: number
  readonly test: Expression
  then: Statement | null
}

interface Rest {
  readonly otherwise: Statement | null
  readonly end: number
}

/** Takes `if` or `elseif` and the condition. */
function clauseHead(parser: Parser): Clause {
  const { start } = parser
  advance(parser)
  return { start, test: condition(parser), then: null }
}

function braceForm(parser: Parser, clauses: Clause[]): Rest {
  for (;;) {
    const then = parser.grammar.statement(parser)
    setThen(clauses, then)
    const isElseIf = word(parser) === 'else' && nextText(parser) === 'if'
    if (word(parser) !== 'elseif' && !isElseIf) return lastElse(parser, then.end)
    if (isElseIf) advance(parser)
    parser.depth += 1
    if (isTooDeep(parser)) return tooMany(parser)
    const clause = clauseHead(parser)
    // `else if (...):` is an `if` of the other form in the `else` of this one.
    if (parser.kind === mark.colon) return innerColonForm(parser, clause)
    clauses.push(clause)
  }
}

function lastElse(parser: Parser, endOfThen: number): Rest {
  if (!acceptWord(parser, 'else')) return { otherwise: null, end: endOfThen }
  const otherwise = parser.grammar.statement(parser)
  return { otherwise, end: otherwise.end }
}

function tooMany(parser: Parser): Rest {
  const otherwise = skipStatement(parser)
  return { otherwise, end: otherwise.end }
}

function innerColonForm(parser: Parser, clause: Clause): Rest {
  const inner = [clause]
  const { otherwise, end } = colonForm(parser, inner)
  return { otherwise: assembled(inner, otherwise, end), end }
}

const stops = new Set(['elseif', 'else', 'endif'])

function colonForm(parser: Parser, clauses: Clause[]): Rest {
  for (;;) {
    setThen(clauses, colonBlock(parser, stops))
    if (word(parser) !== 'elseif') break
    parser.depth += 1
    if (isTooDeep(parser)) return tooMany(parser)
    clauses.push(clauseHead(parser))
  }
  const otherwise = acceptWord(parser, 'else') ? colonBlock(parser, stops) : null
  takeEndWord(parser, 'endif', clauses[0]?.start ?? 0)
  return { otherwise, end: endStatement(parser) }
}

function setThen(clauses: readonly Clause[], then: Statement): void {
  const last = clauses.at(-1)
  if (last !== undefined) last.then = then
}

function assembled(clauses: readonly Clause[], otherwise: Statement | null, end: number): If {
  const [first, ...others] = clauses
  if (first === undefined) return fail()
  const rest = others.reduceRight<Statement | null>((below, clause) => ifOf(clause, below, end), otherwise)
  return ifOf(first, rest, end)
}

function ifOf({ start, test, then }: Clause, otherwise: Statement | null, end: number): If {
  return then === null ? fail() : { kind: 'if', test, then, otherwise, start, end }
}
