import type { Block, FunctionLike, Program, Statement } from '../../engine/php/ast.ts'
import type { Span } from '../../engine/span.ts'
import { byKind } from './byKind.ts'
import { isFunctionLike, visit } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'

/** A statement and where it stands. */
export interface Item {
  readonly statement: Statement
  readonly list: List
  readonly index: number
  /** What stands in it: bodies of branches and loops, of functions, methods and closures. */
  readonly lists: readonly List[]
}

/** Statements that follow each other. */
export interface List extends Span {
  readonly items: readonly Item[]
  /** The statement they stand in; null at the top. */
  readonly owner: Item | null
  readonly kind: 'top' | 'flow' | 'function' | 'method' | 'closure'
  /** The function around; null at the top. */
  readonly scope: FunctionScope | null
}

export interface FunctionScope {
  readonly node: SyntaxNode & FunctionLike
  /** The statement that the function stands in. */
  readonly item: Item
}

/** All statements of a program, each known with its neighbours. */
export function outlineOf(program: Program): List {
  return listOf(program, program.statements, { owner: null, kind: 'top', scope: null })
}

/** Depth first, in the order of the source. */
export function* everyItem(list: List): Generator<Item> {
  for (const item of list.items) {
    yield item
    for (const inner of item.lists) yield* everyItem(inner)
  }
}

type Place = Pick<List, 'owner' | 'kind' | 'scope'>

function listOf({ start, end }: Span, statements: readonly Statement[], place: Place): List {
  const items: Item[] = []
  const list: List = { start, end, items, ...place }
  statements.forEach((statement, index) => items.push(itemOf(statement, list, index)))
  return list
}

function itemOf(statement: Statement, list: List, index: number): Item {
  const lists: List[] = []
  const item: Item = { statement, list, index, lists }
  for (const { span, body } of flowBodies(statement))
    lists.push(listOf(span, body, { owner: item, kind: 'flow', scope: list.scope }))
  lists.push(...functionBodies(item))
  return item
}

interface Body {
  readonly span: Span
  readonly body: readonly Statement[]
}

/** A body in braces is what stands in them; one without is itself. */
function bodyOf(statement: Statement): Body {
  return { span: statement, body: statement.kind === 'block' ? statement.body : [statement] }
}

const noBodies = (): readonly Body[] => []
const onlyBody = ({ body }: { readonly body: Statement }): readonly Body[] => [bodyOf(body)]
const someBodies = (parts: readonly (Statement | null)[]): readonly Body[] =>
  parts.flatMap((part) => (part === null ? [] : [bodyOf(part)]))

const bodiesByKind = byKind<undefined, readonly Body[]>(
  {
    if: (node) => someBodies([node.then, node.otherwise]),
    while: onlyBody,
    'do-while': onlyBody,
    for: onlyBody,
    foreach: onlyBody,
    switch: ({ cases }) => cases.map((one) => ({ span: one, body: one.body })),
    try: ({ body, catches, last }) => someBodies([body, ...catches.map((one) => one.body), last]),
    block: (node) => [bodyOf(node)],
    namespace: ({ body }) => someBodies([body]),
    declare: ({ body }) => someBodies([body]),
  },
  noBodies,
)

function flowBodies(statement: Statement): readonly Body[] {
  return bodiesByKind(statement, undefined)
}

/** Functions that the statement itself holds, not the statements in its bodies. */
function functionBodies(item: Item): readonly List[] {
  const found: List[] = []
  const inner = new Set<object>(flowBodies(item.statement).flatMap(({ body }) => body))
  visit(item.statement, (node) => {
    if (inner.has(node)) return 'past'
    if (!isFunctionLike(node)) return 'into'
    if (node.body !== null) found.push(functionList(item, node, node.body))
    return 'past'
  })
  return found
}

function functionList(item: Item, node: SyntaxNode & FunctionLike, body: Block): List {
  const kind = node.kind === 'function' || node.kind === 'method' ? node.kind : 'closure'
  return listOf(body, body.body, { owner: item, kind, scope: { node, item } })
}
