import type { Block, ClassDeclaration, Closure, Expression, Statement } from '../ast.ts'
import { tokenKind } from '../lex/tokenKind.ts'
import { kindOf, type Tokens } from '../lex/tokens.ts'
import type { Span } from '../../span.ts'

/** A place in the tokens, and what has to be known to go on from there. */
export interface Parser {
  readonly text: string
  readonly tokens: Tokens
  readonly grammar: Grammar
  /** Ranges that were not understood. */
  readonly opaque: Span[]
  /** Blocks that are complete and lie in the statement at hand, not in each other; all that is left of it in trouble. */
  readonly blocks: Block[]
  /** Index of the token to read next; opening tags are passed over. */
  at: number
  /** Kind, start and end of that token. */
  kind: number
  start: number
  end: number
  /** End of the last token that was taken and is no closing tag. */
  lastEnd: number
  /** Constructs around. */
  depth: number
  /** Levels of the tree below the construct that is being read, as far as it has come. */
  height: number
  /** False where a brace after a string begins the hooks of a property and no index. */
  braceIsIndex: boolean
}

/** The rules that call each other across files. */
export interface Grammar {
  /** Any expression, `or` included. */
  readonly expression: (parser: Parser) => Expression
  /** An expression that stops at `and`, `or`, `xor`. */
  readonly value: (parser: Parser) => Expression
  /** What may follow `new`, `clone`, `++`: no operators between operands. */
  readonly operand: (parser: Parser) => Expression
  readonly variable: (parser: Parser) => Expression
  readonly statement: (parser: Parser) => Statement
  /** Statements up to `}`, the end, or one of these words, which are not taken. */
  readonly statements: (parser: Parser, stops: ReadonlySet<string>) => Statement[]
  readonly closure: (parser: Parser) => Closure
  /** Members of the class in braces. */
  readonly classBody: (parser: Parser) => ClassDeclaration['members']
}

/** The source is not what the grammar says at this place. Caught where statements and members are listed. */
export class ParseTrouble extends Error {}

// One object for all: making a stack trace for each broken statement of a binary file takes seconds.
const trouble = new ParseTrouble('not understood')

export function fail(): never {
  throw trouble
}

export function createParser(text: string, tokens: Tokens, grammar: Grammar): Parser {
  const parser: Parser = {
    text,
    tokens,
    grammar,
    opaque: [],
    blocks: [],
    at: -1,
    kind: tokenKind.end,
    start: 0,
    end: 0,
    lastEnd: 0,
    depth: 0,
    height: 0,
    braceIsIndex: true,
  }
  moveTo(parser, 0)
  return parser
}

/** Takes the token. */
export function advance(parser: Parser): void {
  if (parser.kind !== tokenKind.closeTag) parser.lastEnd = parser.end
  moveTo(parser, parser.at + 1)
}

/** Takes the token when it is of this kind. */
export function accept(parser: Parser, kind: number): boolean {
  if (parser.kind !== kind) return false
  advance(parser)
  return true
}

export function expect(parser: Parser, kind: number): void {
  if (parser.kind !== kind) fail()
  advance(parser)
}

/** The token as it stands there. */
export function tokenText(parser: Parser): string {
  return parser.text.slice(parser.start, parser.end)
}

/** The name in lower case; empty when the token is no name. */
export function word(parser: Parser): string {
  return parser.kind === tokenKind.name ? tokenText(parser).toLowerCase() : ''
}

export function acceptWord(parser: Parser, expected: string): boolean {
  if (word(parser) !== expected) return false
  advance(parser)
  return true
}

/** Takes a name. */
export function takeName(parser: Parser): string {
  if (parser.kind !== tokenKind.name) fail()
  const name = tokenText(parser)
  advance(parser)
  return name
}

/** Takes a variable; the name is without `$`. */
export function takeVariable(parser: Parser): string {
  if (parser.kind !== tokenKind.variable) fail()
  const name = parser.text.slice(parser.start + 1, parser.end)
  advance(parser)
  return name
}

/** Kind of the token after this one. */
export function nextKind(parser: Parser): number {
  return kindOf(parser.tokens, parser.at + 1)
}

/** Lower-case text of the token after this one. */
export function nextText(parser: Parser): string {
  const at = 3 * (parser.at + 1)
  const { data, count } = parser.tokens
  if (parser.at + 1 >= count) return ''
  return parser.text.slice(data[at + 1], data[at + 2]).toLowerCase()
}

function moveTo(parser: Parser, index: number): void {
  const { data, count } = parser.tokens
  let at = index
  while (at < count && data[3 * at] === tokenKind.openTag) at += 1
  parser.at = at
  if (at >= count) {
    parser.kind = tokenKind.end
    parser.start = parser.text.length
    parser.end = parser.text.length
    return
  }
  parser.kind = data[3 * at] ?? tokenKind.end
  parser.start = data[3 * at + 1] ?? 0
  parser.end = data[3 * at + 2] ?? 0
}
