import type { Call, Expression } from '../../engine/php/ast.ts'
import { pureFunctions } from '../../engine/php/builtins/pureFunctions.ts'
import { callbackTakers } from '../../engine/php/lists/callbacks.ts'
import { codeSinks, commandSinks, patternSinks } from '../../engine/php/lists/sinks.ts'
import type { Span } from '../../engine/span.ts'
import { byKind } from './byKind.ts'
import type { Excision } from './excision.ts'
import type { Item } from './outline.ts'
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
    if (mixes.has(node.kind) && !others.every((other) => isPlainCode(other, excision))) return false
    node = below
  }
}

function isAround(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

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
  return isOfPhp(name) || hooks.has(name)
}

function isOfPhp(name: string): boolean {
  return (
    pureFunctions.has(name) ||
    callbackTakers.has(name) ||
    codeSinks.has(name) ||
    commandSinks.has(name) ||
    patternSinks.has(name) ||
    outputFunctions.has(name)
  )
}

const hooks: ReadonlySet<string> = new Set(['add_action', 'add_filter', 'add_shortcode'])
const outputFunctions: ReadonlySet<string> = new Set([
  ...[
    'print_r',
    'var_dump',
    'var_export',
    'printf',
    'fwrite',
    'fputs',
    'file_put_contents',
    'header',
    'error_log',
  ],
  ...[
    'is_callable',
    'function_exists',
    'fclose',
    'fopen',
    'file_get_contents',
    'unlink',
    'chmod',
    'set_time_limit',
  ],
  ...['ini_set', 'error_reporting', 'ignore_user_abort', 'ob_get_clean', 'ob_get_contents', 'ob_end_clean'],
  ...[
    'stream_get_contents',
    'feof',
    'fgets',
    'fread',
    'curl_exec',
    'curl_init',
    'curl_setopt',
    'mail',
    'func_get_args',
  ],
])

/** True for code that calls nothing of the site. */
function isPlainCode(node: SyntaxNode, excision: Excision): boolean {
  excision.step()
  if (node.kind === 'method-call' || node.kind === 'static-call' || node.kind === 'new') return false
  if (node.kind === 'call' && !takesAnything(node)) return false
  return childrenOf(node).every((child) => isPlainCode(child, excision))
}

/** True for a call of one of these names that is a statement by itself, or tells one of them to a hook. */
export function isCallOf(expression: Expression, names: ReadonlySet<string>): boolean {
  return callByKind(expression, names)
}

const isOfClass = (node: { readonly class: unknown }, names: ReadonlySet<string>): boolean =>
  typeof node.class === 'string' && hasName(names, node.class)

const callByKind = byKind<ReadonlySet<string>, boolean>(
  {
    unary: ({ operand }, names) => isCallOf(operand, names),
    print: ({ value }, names) => isCallOf(value, names),
    assign: ({ value }, names) => isCallOf(value, names),
    'static-call': isOfClass,
    new: isOfClass,
    'method-call': ({ base }, names) => isCallOf(base, names),
    call: (node, names) => {
      if (typeof node.callee !== 'string') return false
      return hasName(names, node.callee) || (takesAnything(node) && hasText(node, names))
    },
  },
  () => false,
)

function hasName(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name.slice(name.lastIndexOf('\\') + 1).toLowerCase())
}

function hasText({ args }: Call, names: ReadonlySet<string>): boolean {
  return args.some(({ value }) => {
    const texts =
      value.kind === 'array' ? value.items.flatMap((item) => (item === null ? [] : [item.value])) : [value]
    return texts.some((text) => text.kind === 'string' && hasName(names, text.value))
  })
}
