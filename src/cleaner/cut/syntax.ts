import type { Closure, Expression, FunctionLike, Member, Statement } from '../../engine/php/ast.ts'

/** Whatever has a `kind` in the tree. */
export type SyntaxNode = Statement | Expression | Member

/** The nodes right below one, in the order of the source; parts without a kind (arguments, cases) are looked through. */
export function childrenOf(node: object): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (const part of Object.values(node)) collect(part, found)
  return found.sort((a, b) => a.start - b.start)
}

function collect(value: unknown, into: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (isNode(value)) into.push(value)
  else for (const part of Object.values(value)) collect(part, into)
}

function isNode(value: object): value is SyntaxNode {
  return 'kind' in value
}

/** True for what has variables of its own: a function, a method or a closure with a body. */
export function isFunctionLike(node: SyntaxNode): node is SyntaxNode & FunctionLike {
  return node.kind === 'function' || node.kind === 'method' || node.kind === 'closure'
}

/** True for `fn () => value`, which sees the variables around it. */
export function isArrow(node: SyntaxNode): node is Closure {
  return node.kind === 'closure' && node.isArrow
}

const superglobals: ReadonlySet<string> = new Set([
  ...['_GET', '_POST', '_REQUEST', '_COOKIE', '_SERVER', '_FILES', '_ENV', '_SESSION', 'GLOBALS', 'this'],
  ...['HTTP_GET_VARS', 'HTTP_POST_VARS', 'HTTP_COOKIE_VARS', 'HTTP_SERVER_VARS'],
])

/** The name of a variable that is written down; undefined for a computed one, for `$this` and for what is there everywhere. */
export function variableName(node: SyntaxNode): string | undefined {
  const name = plainName(node)
  return name === undefined || superglobals.has(name) ? undefined : name
}

/** `$GLOBALS['name']`, which is the variable `name` of the top. */
export function globalName(node: SyntaxNode): string | undefined {
  if (node.kind !== 'index' || plainName(node.base) !== 'GLOBALS') return undefined
  return node.key?.kind === 'string' ? node.key.value : undefined
}

/** `_POST['key']` for an element of a superglobal with a written key. */
export function requestElement(node: SyntaxNode): string | undefined {
  if (node.kind !== 'index' || node.key === null) return undefined
  const base = plainName(node.base)
  if (base === undefined || !superglobals.has(base) || base === 'this') return undefined
  if (node.key.kind !== 'string' && node.key.kind !== 'number') return undefined
  return `${base}[${String(node.key.value)}]`
}

function plainName(node: SyntaxNode): string | undefined {
  if (node.kind !== 'variable') return undefined
  if (typeof node.name === 'string') return node.name
  return node.name.kind === 'string' ? node.name.value : undefined
}

/** Every node of a tree with the nodes above it, the root first. */
export function visit(
  node: SyntaxNode,
  take: (node: SyntaxNode, above: readonly SyntaxNode[]) => 'into' | 'past',
  above: readonly SyntaxNode[] = [],
): void {
  if (take(node, above) === 'past') return
  const below = [...above, node]
  for (const child of childrenOf(node)) visit(child, take, below)
}
