import type {
  ArrayLiteral,
  Assign,
  Call,
  Closure,
  Foreach,
  If,
  Statement,
  Try,
  Variables,
} from '../../engine/php/ast.ts'
import { outputArguments } from '../../engine/php/lists/outputs.ts'
import { byKind } from './byKind.ts'
import type { ByKind } from './byKind.ts'
import { childrenOf, globalName, isArrow, isFunctionLike, variableName } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'

/**
 * What becomes of the value that a variable has when a piece of the program begins: it may be `read`, it is `gone`
 * (overwritten, or the program ends), or neither.
 */
export type Fate = 'read' | 'gone' | 'open'

/** How a fate is found. `isOut` says which statements are to be thought away; `step` pays for each node. */
export interface FateQuery {
  readonly name: string
  readonly isOut: (statement: Statement) => boolean
  readonly step: () => void
}

/** Errs on the side of `read`. */
export function fateOf(node: SyntaxNode, query: FateQuery): Fate {
  query.step()
  return fateByKind(node, query)
}

const notHere = (): Fate => 'open'
const ends = (node: SyntaxNode, query: FateQuery): Fate =>
  then(through(childrenOf(node), query), () => 'gone')

const table: ByKind<FateQuery, Fate> = {
  variable: (node, query) => (variableName(node) === query.name ? 'read' : through(childrenOf(node), query)),
  index: (node, query) => (globalName(node) === query.name ? 'read' : through(childrenOf(node), query)),
  assign: ofAssign,
  call: ofCall,
  closure: ofClosure,
  function: notHere,
  method: notHere,
  class: notHere,
  unset: ofListed,
  global: ofListed,
  if: ofIf,
  foreach: ofForeach,
  try: ofTry,
  while: ({ test, body }, query) => then(fateOf(test, query), () => maybe([statementFate(body, query)])),
  for: ({ init, tests, steps, body }, query) =>
    then(through([...init, ...tests], query), () =>
      maybe([then(statementFate(body, query), () => through(steps, query))]),
    ),
  switch: ({ subject, cases }, query) =>
    then(fateOf(subject, query), () => maybe(cases.map((one) => caseFate(one, query)))),
  chain: ({ first, links }, query) => then(fateOf(first, query), () => ofLinks(links, query)),
  ternary: (node, query) =>
    then(fateOf(node.test, query), () =>
      joined([node.then === null ? 'open' : fateOf(node.then, query), fateOf(node.otherwise, query)]),
    ),
  return: ends,
  throw: ends,
  exit: ends,
  block: ({ body }, query) => bodyFate(body, query),
}

const fateByKind = byKind(table, (node, query: FateQuery) => through(childrenOf(node), query))

/** Of statements one after the other. */
export function bodyFate(statements: readonly Statement[], query: FateQuery): Fate {
  for (const statement of statements) {
    const fate = statementFate(statement, query)
    if (fate !== 'open') return fate
  }
  return 'open'
}

function statementFate(statement: Statement, query: FateQuery): Fate {
  return query.isOut(statement) ? 'open' : fateOf(statement, query)
}

function caseFate(
  one: { readonly test: SyntaxNode | null; readonly body: readonly Statement[] },
  query: FateQuery,
): Fate {
  return then(one.test === null ? 'open' : fateOf(one.test, query), () => bodyFate(one.body, query))
}

/** `unset` takes the value away, `global` gives the name to another variable. */
function ofListed({ targets }: Variables, { name }: FateQuery): Fate {
  return targets.some((target) => variableName(target) === name) ? 'gone' : 'open'
}

function then(first: Fate, second: () => Fate): Fate {
  return first === 'open' ? second() : first
}

/** Of branches of which one is taken. */
function joined(fates: readonly Fate[]): Fate {
  if (fates.includes('read')) return 'read'
  return fates.every((fate) => fate === 'gone') ? 'gone' : 'open'
}

/** Of what may not be run at all. */
function maybe(fates: readonly Fate[]): Fate {
  return fates.includes('read') ? 'read' : 'open'
}

function through(nodes: readonly SyntaxNode[], query: FateQuery): Fate {
  for (const node of nodes) {
    const fate = fateOf(node, query)
    if (fate !== 'open') return fate
  }
  return 'open'
}

function ofAssign({ target, operator, value }: Assign, query: FateQuery): Fate {
  if (isNamed(target, query.name)) {
    if (operator !== '') return 'read'
    return then(fateOf(value, query), () => 'gone')
  }
  if (target.kind === 'array')
    return then(fateOf(value, query), () => (fills(target, query.name) ? 'gone' : fateOf(target, query)))
  return then(fateOf(target, query), () => fateOf(value, query))
}

function isNamed(node: SyntaxNode, name: string): boolean {
  return variableName(node) === name || globalName(node) === name
}

function fills({ items }: ArrayLiteral, name: string): boolean {
  return items.some((item) => item !== null && isNamed(item.value, name))
}

const optionalOperators: ReadonlySet<string> = new Set(['&&', '||', '??'])

function ofLinks(
  links: readonly { readonly operator: string; readonly right: SyntaxNode }[],
  query: FateQuery,
): Fate {
  for (const { operator, right } of links) {
    const fate = fateOf(right, query)
    if (fate === 'read' || (fate === 'gone' && !optionalOperators.has(operator))) return fate
  }
  return 'open'
}

function ofCall({ callee, args }: Call, query: FateQuery): Fate {
  if (typeof callee !== 'string')
    return then(fateOf(callee, query), () =>
      through(
        args.map(({ value }) => value),
        query,
      ),
    )
  const name = callee.toLowerCase()
  const outputs = outputArguments.get(name) ?? []
  const isOutput = (index: number): boolean => outputs.includes(index)
  const inputs = args
    .map(({ value }) => value)
    .filter((value, index) => !isOutput(index) || !isNamed(value, query.name))
  if (name === 'compact' && inputs.some((value) => value.kind === 'string' && value.value === query.name))
    return 'read'
  return then(through(inputs, query), () => (inputs.length < args.length ? 'gone' : 'open'))
}

function ofClosure(closure: Closure, query: FateQuery): Fate {
  if (closure.uses.some(({ name }) => name === query.name)) return 'read'
  if (!isArrow(closure) || closure.body === null) return 'open'
  const isOwn = closure.parameters.some(({ name }) => name === query.name)
  return isOwn ? 'open' : maybe([bodyFate(closure.body.body, query)])
}

function ofIf({ test, then: body, otherwise }: If, query: FateQuery): Fate {
  return then(fateOf(test, query), () =>
    joined([statementFate(body, query), otherwise === null ? 'open' : statementFate(otherwise, query)]),
  )
}

function ofForeach({ subject, key, value, body }: Foreach, query: FateQuery): Fate {
  return then(fateOf(subject, query), () => {
    const targets = [key, value].flatMap((target) => (target === null ? [] : [target]))
    const isFilled = targets.some(
      (target) => isNamed(target, query.name) || (target.kind === 'array' && fills(target, query.name)),
    )
    if (isFilled) return 'open'
    return maybe([then(through(targets, query), () => statementFate(body, query))])
  })
}

function ofTry({ body, catches, last }: Try, query: FateQuery): Fate {
  const fates = [body, ...catches.map((one) => one.body)].map((block) => bodyFate(block.body, query))
  if (fates.includes('read')) return 'read'
  return last === null ? 'open' : bodyFate(last.body, query)
}

/** True when a node is a function of its own, whose variables are others. */
export function isApart(node: SyntaxNode): boolean {
  return node.kind === 'class' || (isFunctionLike(node) && !isArrow(node))
}
