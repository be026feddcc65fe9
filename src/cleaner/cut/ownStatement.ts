import type { Call, Expression } from '../../engine/php/ast.ts'
import type { Span } from '../../engine/span.ts'
import { callbackTakers } from '../../engine/php/lists/callbacks.ts'
import { byKind } from './byKind.ts'
import type { Excision } from './excision.ts'
import type { Item } from './outline.ts'
import { isPhpFunction } from './phpFunctions.ts'
import { childrenOf } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'

/**
 * True when a statement is there for the finding in it, and not a statement of the site that a finding was put into: between
 * the two are only operators, conditions and functions of PHP.
 */
export function isOwnStatement(excision: Excision, item: Item, mark: Span): boolean {
  for (let node: SyntaxNode = item.statement; ; ) {
    excision.step()
    const children = childrenOf(node)
    const below = children.find((child) => isAround(child, mark))
    if (below === undefined) return true
    if (isAround(mark, node) && node !== item.statement) return true
    if (!passes(node, below, item)) return false
    const others = children.filter((child) => child !== below)
    if (mixes.has(node.kind) && !others.every((other) => isPlainCode(other, excision.step, noNames)))
      return false
    node = below
  }
}

function isAround(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

const noNames: ReadonlySet<string> = new Set()
const mixes: ReadonlySet<SyntaxNode['kind']> = new Set(['chain', 'ternary', 'template', 'echo'])

function passes(node: SyntaxNode, below: SyntaxNode, item: Item): boolean {
  return passesByKind(node, { below, item })
}

interface Passing {
  /** The child that the finding is in. */
  readonly below: SyntaxNode
  readonly item: Item
}

const never = (): boolean => false
const asTest = (node: SyntaxNode, { item }: Passing): boolean => node === item.statement
const asClass = (node: { readonly class: unknown }, { below }: Passing): boolean => below === node.class

const passesByKind = byKind<Passing, boolean>(
  {
    call: (node, { below }) => below === node.callee || takesAnything(node),
    'method-call': (node, { below }) => below === node.base || below === node.name,
    'static-call': asClass,
    new: asClass,
    array: ({ items }) => items.length === 1,
    assign: ({ target }, { below }) => below === target || isOfVariable(target),
    if: asTest,
    while: asTest,
    'do-while': asTest,
    for: asTest,
    foreach: asTest,
    switch: asTest,
    function: never,
    class: never,
    match: never,
    const: never,
    static: never,
  },
  () => true,
)

/** False for a property of the object or class around, which others read. */
function isOfVariable(target: Expression): boolean {
  let base = target
  while (base.kind === 'index' || base.kind === 'property') base = base.base
  if (base.kind === 'static-property') return false
  return base.kind !== 'variable' || base.name !== 'this'
}

/** A function of PHP itself, or one that hooks what it is given into the site. */
function takesAnything({ callee }: Call): boolean {
  if (typeof callee !== 'string') return true
  const name = callee.slice(callee.lastIndexOf('\\') + 1).toLowerCase()
  return isPhpFunction(name) || hooks.has(name)
}

const hooks: ReadonlySet<string> = new Set(['add_action', 'add_filter', 'add_shortcode'])
/** True for code that calls nothing of the site; `own` are names that the site does not have. */
export function isPlainCode(node: SyntaxNode, step: () => void, own: ReadonlySet<string>): boolean {
  step()
  return isPlainNode(node, own) && childrenOf(node).every((child) => isPlainCode(child, step, own))
}

const ofOwnClass = (node: { readonly class: unknown }, own: ReadonlySet<string>): boolean =>
  typeof node.class === 'string' && hasName(own, node.class)

const isPlainNode = byKind<ReadonlySet<string>, boolean>(
  {
    'method-call': (_, own) => own.size > 0,
    'static-call': ofOwnClass,
    new: ofOwnClass,
    call: (node, own) =>
      takesAnything(node) || (typeof node.callee === 'string' && hasName(own, node.callee)),
  },
  () => true,
)

/** True for a call of one of these names that is a statement by itself, or tells one of them to a hook. */
export function isCallOf(expression: Expression, names: ReadonlySet<string>): boolean {
  return callByKind(expression, names)
}

const callByKind = byKind<ReadonlySet<string>, boolean>(
  {
    unary: ({ operand }, names) => isCallOf(operand, names),
    print: ({ value }, names) => isCallOf(value, names),
    assign: ({ value }, names) => isCallOf(value, names),
    'static-call': ofOwnClass,
    new: ofOwnClass,
    'method-call': ({ base }, names) => isCallOf(base, names),
    call: (node, names) => {
      if (typeof node.callee !== 'string') return false
      return hasName(names, node.callee) || tellsName(node, names)
    },
  },
  () => false,
)

function hasName(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name.slice(name.lastIndexOf('\\') + 1).toLowerCase())
}

/** True when the callback of a call is one of the names: `define('name', 1)` has none. */
function tellsName({ callee, args }: Call, names: ReadonlySet<string>): boolean {
  if (typeof callee !== 'string') return false
  const taker = callbackTakers.get(callee.slice(callee.lastIndexOf('\\') + 1).toLowerCase())
  const value = taker === undefined ? undefined : args.at(taker.index)?.value
  if (value === undefined) return false
  const texts =
    value.kind === 'array' ? value.items.flatMap((item) => (item === null ? [] : [item.value])) : [value]
  return texts.some((text) => text.kind === 'string' && hasName(names, text.value))
}
