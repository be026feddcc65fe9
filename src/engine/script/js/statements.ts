import type { Node } from 'acorn'
import type { Span } from '../../span.ts'
import type { ParsedPart } from './programs.ts'

/** One statement outside of all others, with the names that it shares with them. */
export interface TopStatement extends Span {
  readonly defines: ReadonlySet<string>
  readonly uses: ReadonlySet<string>
  readonly node: Node
  readonly base: number
}

/** All statements of the parts, in order. */
export function topStatements(parts: readonly ParsedPart[]): TopStatement[] {
  return parts.flatMap(({ program, base }) =>
    program.body.map((node) => {
      const { defines, uses } = namesOf(node)
      return { start: base + node.start, end: base + node.end, defines, uses, node, base }
    }),
  )
}

/** Names that are read anywhere in it, and those that it makes for its neighbours. */
function namesOf(node: Node): { readonly defines: Set<string>; readonly uses: Set<string> } {
  const uses = new Set<string>()
  for (const inner of nodesOf(node)) if (inner.type === 'Identifier') uses.add(nameOf(inner))
  return { defines: definedBy(node), uses }
}

/** Names of properties are among them: too much in common keeps a statement, too little would cut one. */
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
  else if ('expression' in node && isNode(node.expression)) addAssigned(names, node.expression)
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

/** `name = …` makes a global variable. */
function addAssigned(names: Set<string>, expression: Node): void {
  if (expression.type !== 'AssignmentExpression' || !('left' in expression) || !isNode(expression.left))
    return
  if (expression.left.type === 'Identifier') names.add(nameOf(expression.left))
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
