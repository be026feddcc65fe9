import type { Expression, Program, Statement } from '../../src/engine/php/ast.ts'
import { parsePhp } from '../../src/engine/php/parse/parsePhp.ts'

/** Anything with a place in a tree of PHP. */
export interface TreeNode {
  readonly kind: string
  readonly start: number
  readonly end: number
}

export interface FoundNode {
  readonly node: TreeNode
  /** The next node around that has a place; null at the top. */
  readonly parent: TreeNode | null
  readonly depth: number
}

/** Every node of a tree, parents before their parts; walks without recursion, so that a deep tree is found and not died of. */
export function nodesOf(program: Program): FoundNode[] {
  const found: FoundNode[] = []
  const open: { value: unknown; parent: TreeNode | null; depth: number }[] = [
    { value: program.statements, parent: null, depth: 0 },
  ]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, parent, depth } = next
    if (typeof value !== 'object' || value === null) continue
    const isNode = isTreeNode(value)
    if (isNode) found.push({ node: value, parent, depth })
    const around = isNode ? value : parent
    for (const part of Object.values(value).reverse())
      open.push({ value: part, parent: around, depth: depth + (isNode ? 1 : 0) })
  }
  return found
}

/** The statements of code without tags; fails when something was not understood. */
export function statementsOf(code: string): readonly Statement[] {
  const program = parsePhp(code, { start: 'php', tags: 'all' })
  if (program.opaqueBytes > 0) throw new Error(`not understood: ${JSON.stringify(code)}`)
  return program.statements
}

/** The one expression of a statement such as `$a + 1`. */
export function expressionOf(code: string): Expression {
  const [statement] = statementsOf(`${code};`)
  if (statement?.kind !== 'expression') throw new Error(`no expression: ${code}`)
  return statement.expression
}

/** A tree without its places, which other tests look at. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'start' && name !== 'end')
      .map(([name, part]) => [name, withoutPlaces(part)]),
  )
}

function isTreeNode(value: object): value is TreeNode {
  return 'kind' in value && 'start' in value && 'end' in value
}
