import type { SyntaxNode } from './syntax.ts'

type NodeOf<Kind, Node = SyntaxNode> = Node extends { readonly kind: infer Own }
  ? Kind extends Own
    ? Node
    : never
  : never

/** What to do with nodes of some kinds. */
export type ByKind<Context, Result> = {
  readonly [Kind in SyntaxNode['kind']]?: (node: NodeOf<Kind>, context: Context) => Result
}

/** What the table says for the kind of the node; for a kind that it does not name, `otherwise`. */
export function byKind<Context, Result>(
  table: ByKind<Context, Result>,
  otherwise: (node: SyntaxNode, context: Context) => Result,
): (node: SyntaxNode, context: Context) => Result {
  return (node, context) => {
    const handler = table[node.kind] as ((node: SyntaxNode, context: Context) => Result) | undefined
    return handler === undefined ? otherwise(node, context) : handler(node, context)
  }
}
