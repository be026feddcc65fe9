import type { Expression, Statement } from '../../engine/php/ast.ts'
import { byKind } from './byKind.ts'
import type { Excision } from './excision.ts'
import { isNamedBeside } from './grow.ts'
import type { SyntaxNode } from './syntax.ts'
import type { Item, List } from './outline.ts'
import { childrenOf } from './syntax.ts'
import { usesOf } from './uses.ts'

/**
 * Takes out what holds nothing but statements that are out: tests, loops and functions that were there for them. True when
 * there was something.
 */
export function liftEmptied(excision: Excision): boolean {
  let lifted = false
  for (const item of [...excision.items].reverse())
    if (!excision.isGone(item) && isEmptied(excision, item)) lifted = excision.remove(item) || lifted
  return lifted
}

function isEmptied(excision: Excision, item: Item): boolean {
  const { statement, lists } = item
  const held = lists.filter(({ items }) => items.length > 0)
  if (!held.some((list) => list.items.some((one) => excision.isOut(one.statement)))) return false
  return emptiedByKind(statement, { excision, item, held })
}

interface Held {
  readonly excision: Excision
  readonly item: Item
  /** The bodies with statements in them. */
  readonly held: readonly List[]
}

const isWhollyOut = (_: SyntaxNode, { excision, held }: Held): boolean =>
  held.every((list) => isAllOut(excision, list))
/** A function that nothing in the file names may have been empty: others call it. */
const isFunctionOut = (_: SyntaxNode, { excision, item, held }: Held): boolean =>
  held.every((list) => isAllOut(excision, list)) && isNamedBeside(excision, item)
const isGuardOut = (_: SyntaxNode, holding: Held): boolean => isGuardOfNothing(holding)
const isCallOut = (_: SyntaxNode, { excision, held }: Held): boolean =>
  held.every((list) => list.kind === 'closure' && isAllOut(excision, list))

const emptiedByKind = byKind<Held, boolean>(
  {
    if: isGuardOut,
    while: isGuardOut,
    'do-while': isGuardOut,
    for: isGuardOut,
    foreach: isGuardOut,
    switch: isGuardOut,
    try: isWhollyOut,
    block: isWhollyOut,
    function: isFunctionOut,
    class: (_, holding) => isClassOfNothing(holding) && isNamedBeside(holding.excision, holding.item),
    // A statement around a closure of which nothing is left.
    expression: isCallOut,
    echo: isCallOut,
  },
  () => false,
)

function isAllOut(excision: Excision, { items }: List): boolean {
  return items.every(({ statement }) => excision.isOut(statement))
}

/**
 * A guard without braces may be of the site, its own statement pushed behind what was put in; one in braces was not
 * empty before. What only ends the answer goes with a guard that asks for the same request as what is out.
 */
function isGuardOfNothing({ excision, item, held }: Held): boolean {
  const tests = headOf(item.statement, undefined)
  if (held.every((list) => isAllOut(excision, list) || isCaseOf(item, list, excision)))
    return hasBraces(item.statement) || isOwnTest(excision, item, tests)
  return isGuardOnly(excision, item) && sharesRequest(excision, item, tests)
}

/** True for a guard around a finding in its own test, and not one of the site that the finding was put into. */
export function isGuardOfTest(excision: Excision, item: Item): boolean {
  const tests = headOf(item.statement, undefined)
  return isGuardOnly(excision, item) && !tests.some((test) => turnsAway(test, excision.step))
}

/** True when a guard holds nothing but what is out or only ends the answer. */
function isGuardOnly(excision: Excision, { lists }: Item): boolean {
  return lists.every((list) => list.items.every((one) => excision.isOut(one.statement) || isEpilogue(one)))
}

/** What ends a case is a part of the switch. */
function isCaseOf({ statement }: Item, { items }: List, excision: Excision): boolean {
  return (
    statement.kind === 'switch' &&
    items.every((one) => excision.isOut(one.statement) || one.statement.kind === 'break')
  )
}

const testOf = ({ test }: { readonly test: Expression }): readonly Expression[] => [test]
const subjectOf = ({ subject }: { readonly subject: Expression }): readonly Expression[] => [subject]

const headOf = byKind<undefined, readonly Expression[]>(
  {
    if: testOf,
    while: testOf,
    'do-while': testOf,
    for: ({ init, tests, steps }) => [...init, ...tests, ...steps],
    foreach: subjectOf,
    switch: subjectOf,
  },
  () => [],
)

function hasBraces(statement: Statement): boolean {
  if (statement.kind === 'if') return statement.then.kind === 'block'
  if (!('body' in statement) || statement.kind === 'try') return true
  return statement.body === null || !('kind' in statement.body) || statement.body.kind === 'block'
}

/** True when a test speaks of nothing that the rest of its function speaks of. */
function isOwnTest(excision: Excision, item: Item, tests: readonly Expression[]): boolean {
  const named = tests.flatMap((test) => [...usesOf(test, excision.step).variables])
  const inside = new Set(
    item.lists.flatMap(({ items }) => items.flatMap((one) => [...excision.uses(one).variables])),
  )
  const hasRequest = tests.some((test) => usesOf(test, excision.step).requests.size > 0)
  if (!hasRequest && named.length > 0) return named.every((name) => inside.has(name))
  return sharesRequest(excision, item, tests) || !isBodyPushed(excision, item)
}

/**
 * True when the next statement may be what a guard without braces was for: it stands in the same line, further in, or it ends
 * the program, which would end for everybody.
 */
function isBodyPushed({ text }: Excision, { statement, list, index }: Item): boolean {
  const next = list.items[index + 1]?.statement
  if (next === undefined) return false
  if (next.kind === 'return' || (next.kind === 'expression' && next.expression.kind === 'exit')) return true
  const isSameLine = !/[\r\n]/.test(text.slice(statement.end, next.start))
  return isSameLine || indentOf(text, next.start) > indentOf(text, statement.start)
}

function indentOf(text: string, at: number): number {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1
  let end = lineStart
  while (end < at && (text.charAt(end) === ' ' || text.charAt(end) === '\t')) end += 1
  return end - lineStart
}

/** What a visitor is left with when the code before it has done its work. */
function isEpilogue({ statement }: Item): boolean {
  return epilogueByKind(statement, undefined)
}

const epilogueByKind = byKind<undefined, boolean>(
  {
    html: () => true,
    break: () => true,
    return: ({ value }) => isPlainOrNone(value),
    echo: ({ values }) => values.every(isPlain),
    expression: ({ expression }) => expression.kind === 'exit' && isPlainOrNone(expression.value),
  },
  () => false,
)

function isPlainOrNone(value: Expression | null): boolean {
  return value === null || isPlain(value)
}

function isPlain({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number' || kind === 'constant'
}

/** Who is logged in is asked by the site, and a test for what is missing turns visitors away: neither is there for a finding. */
function sharesRequest(excision: Excision, item: Item, tests: readonly Expression[]): boolean {
  if (tests.some((test) => turnsAway(test, excision.step))) return false
  const asked = new Set(tests.flatMap((test) => [...usesOf(test, excision.step).requests]))
  return item.lists.some(({ items }) =>
    items.some(
      (one) =>
        excision.isOut(one.statement) &&
        [...excision.uses(one).requests].some((request) => asked.has(request)),
    ),
  )
}

function turnsAway(node: SyntaxNode, step: () => void): boolean {
  step()
  if (isFilled(node)) return false
  return turnsAwayByKind(node, undefined) || childrenOf(node).some((child) => turnsAway(child, step))
}

/** `!empty(...)` */
function isFilled(node: SyntaxNode): boolean {
  return node.kind === 'unary' && node.operator === '!' && node.operand.kind === 'empty'
}

const turnsAwayByKind = byKind<undefined, boolean>(
  {
    variable: ({ name }) => name === '_SESSION',
    unary: ({ operator }) => operator === '!',
    empty: () => true,
    chain: ({ links }) =>
      links.some(
        ({ operator, right }) => differs.has(operator) && !(right.kind === 'string' && right.value === ''),
      ),
  },
  () => false,
)

const differs: ReadonlySet<string> = new Set(['!=', '!==', '<>'])

/** All methods are out, or nobody but what is out calls them. */
function isClassOfNothing({ excision, item, held }: Held): boolean {
  const inside = new Set(excision.removed().flatMap((one) => [...excision.uses(one).methods]))
  return held.every((list) => {
    if (isAllOut(excision, list)) return true
    const { node } = list.scope ?? {}
    return (
      node?.kind === 'method' && inside.has(node.name.toLowerCase()) && isOnlyHere(excision, item, node.name)
    )
  })
}

function isOnlyHere(excision: Excision, item: Item, method: string): boolean {
  return excision.top.items.every((one) => {
    return one === item || excision.isGone(one) || !excision.uses(one).methods.has(method.toLowerCase())
  })
}
