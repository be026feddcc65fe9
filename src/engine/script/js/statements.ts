import type { Node } from 'acorn'
import type { Span } from '../../span.ts'
import type { ParsedPart } from './programs.ts'

/** One statement outside of all others, with the names that it shares with them. */
export interface TopStatement extends Span {
  readonly defines: ReadonlySet<string>
  /** Names that it reads. */
  readonly reads: ReadonlySet<string>
  /** Those and names of properties: `window.name` may be one that a statement defines. */
  readonly mentions: ReadonlySet<string>
  readonly node: Node
  readonly base: number
}

/** All statements of the parts, in order. */
export function topStatements(parts: readonly ParsedPart[]): TopStatement[] {
  return parts.flatMap(({ program, base }) =>
    program.body.map((node) => ({
      start: base + node.start,
      end: base + node.end,
      defines: definedBy(node),
      ...namesIn(node),
      node,
      base,
    })),
  )
}

function namesIn(node: Node): Pick<TopStatement, 'reads' | 'mentions'> {
  const reads = new Set<string>()
  const mentions = new Set<string>()
  const properties = new Set<Node>()
  for (const inner of nodesOf(node)) {
    const property = plainProperty(inner)
    if (property !== undefined) properties.add(property)
    if (inner.type !== 'Identifier') continue
    mentions.add(nameOf(inner))
    // A member comes before its parts.
    if (!properties.has(inner)) reads.add(nameOf(inner))
  }
  return { reads, mentions }
}

/** `name` in `.name` and `{name: …}`; undefined where it is read. */
function plainProperty(node: Node): Node | undefined {
  if ('computed' in node && node.computed === true) return undefined
  if ('shorthand' in node && node.shorthand === true) return undefined
  if (node.type === 'MemberExpression' && 'property' in node) return nodeOf(node.property)
  return node.type === 'Property' && 'key' in node ? nodeOf(node.key) : undefined
}

function nodeOf(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined
}

function nameOf(node: Node): string {
  return 'name' in node && typeof node.name === 'string' ? node.name : ''
}

/** A node with all those in it, without recursion: packers nest deep. */
function* nodesOf(root: Node): Generator<Node> {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (Array.isArray(value)) for (const item of value) open.push(item)
    else if (isNode(value)) {
      yield value
      const children: unknown[] = Object.values(value)
      for (const child of children) open.push(child)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function definedBy(node: Node): Set<string> {
  const names = new Set<string>()
  if (node.type === 'VariableDeclaration' && 'declarations' in node) {
    for (const inner of patternsOf(node.declarations)) names.add(nameOf(inner))
  } else if ('id' in node && isNode(node.id)) names.add(nameOf(node.id))
  else if (node.type !== 'ClassDeclaration') addAssigned(names, node)
  return names
}

/** Names in what stands before `=`. */
function* patternsOf(declarations: unknown): Generator<Node> {
  if (!Array.isArray(declarations)) return
  for (const declarator of declarations) {
    if (!isNode(declarator) || !('id' in declarator) || !isNode(declarator.id)) continue
    for (const inner of nodesOf(declarator.id)) if (inner.type === 'Identifier') yield inner
  }
}

/** `name = …` and `name += …`, anywhere in it. */
function addAssigned(names: Set<string>, node: Node): void {
  for (const inner of nodesOf(node)) {
    if (inner.type !== 'AssignmentExpression' || !('left' in inner)) continue
    const left = nodeOf(inner.left)
    if (left?.type === 'Identifier') names.add(nameOf(left))
  }
}

/** Statement lists in a node: bodies of its functions and blocks. */
export function innerLists(node: Node): Node[][] {
  const lists: Node[][] = []
  for (const inner of nodesOf(node)) {
    if (inner.type !== 'BlockStatement' || !('body' in inner) || !Array.isArray(inner.body)) continue
    lists.push(inner.body.filter(isNode))
  }
  return lists
}
