import type { Call } from '../../engine/php/ast.ts'
import { outputArguments } from '../../engine/php/lists/outputs.ts'
import { byKind } from './byKind.ts'
import { isApart } from './fate.ts'
import { childrenOf, globalName, requestElement, variableName } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'

/** The names that a piece of the program speaks of. Functions, classes and texts in lower case. */
export interface Uses {
  /** Variables of the function around. */
  readonly variables: ReadonlySet<string>
  /** Those of them that may get a value. */
  readonly written: ReadonlySet<string>
  /** Variables of the top that functions in it ask for. */
  readonly globals: ReadonlySet<string>
  /** Functions, classes and constants that are named, and texts that could be such a name. */
  readonly symbols: ReadonlySet<string>
  /** Functions, classes and constants that it defines. */
  readonly defined: ReadonlySet<string>
  readonly methods: ReadonlySet<string>
  /** Elements of superglobals with a written key. */
  readonly requests: ReadonlySet<string>
  /** True when it writes a variable whose name is computed. */
  readonly writesUnknown: boolean
}

type Mutable = {
  -readonly [Key in keyof Uses]: Uses[Key] extends ReadonlySet<string> ? Set<string> : Uses[Key]
}

/** Reads the whole tree below the node. `step` pays for each node. */
export function usesOf(node: SyntaxNode, step: () => void): Uses {
  const uses: Mutable = {
    ...{ variables: new Set(), written: new Set(), globals: new Set(), symbols: new Set() },
    ...{ defined: new Set(), methods: new Set(), requests: new Set(), writesUnknown: false },
  }
  gather(node, uses, { step, isInside: true })
  return uses
}

interface Where {
  readonly step: () => void
  /** False in a function of its own. */
  readonly isInside: boolean
}

function gather(node: SyntaxNode, uses: Mutable, where: Where): void {
  where.step()
  noteNames(node, uses)
  noteVariables(node, uses, where)
  const isInside = where.isInside && !isApart(node)
  for (const child of childrenOf(node)) gather(child, uses, { ...where, isInside })
}

function noteVariables(node: SyntaxNode, uses: Mutable, { isInside }: Where): void {
  const asked = globalName(node)
  if (asked !== undefined) uses.globals.add(asked)
  const request = requestElement(node)
  if (request !== undefined) uses.requests.add(request)
  if (node.kind === 'global') for (const target of node.targets) addName(uses.globals, target)
  if (isInside) noteOwn(node, uses)
}

function noteOwn(node: SyntaxNode, uses: Mutable): void {
  if (node.kind === 'variable') addName(uses.variables, node)
  for (const name of takenByName(node, undefined)) uses.variables.add(name)
  for (const target of targetsOf(node, undefined)) {
    const base = baseOf(target)
    addName(uses.written, base)
    const asked = globalName(base)
    if (asked !== undefined) uses.written.add(asked)
    if (base.kind === 'variable' && variableName(base) === undefined && typeof base.name !== 'string')
      uses.writesUnknown = true
  }
}

const takenByName = byKind<undefined, readonly string[]>(
  { closure: (node) => node.uses.map(({ name }) => name), call: (node) => compacted(node) },
  () => [],
)

/** `compact('name')` takes the variables that it is told. */
function compacted({ callee, args }: Call): readonly string[] {
  if (typeof callee !== 'string' || callee.toLowerCase() !== 'compact') return []
  return args.flatMap(({ value }) => (value.kind === 'string' ? [value.value] : []))
}

function addName(names: Set<string>, node: SyntaxNode): void {
  const name = variableName(node)
  if (name !== undefined) names.add(name)
}

/** What an element or property is one of; `$GLOBALS['x']` stays, as it is a variable. */
function baseOf(target: SyntaxNode): SyntaxNode {
  let base = target
  while ((base.kind === 'index' || base.kind === 'property') && globalName(base) === undefined)
    base = base.base
  return base
}

const noNodes = (): readonly SyntaxNode[] => []

const targetsOf = byKind<undefined, readonly SyntaxNode[]>(
  {
    assign: ({ target }) => spread(target),
    step: ({ target }) => [target],
    foreach: ({ key, value }) => [key, value].flatMap((target) => (target === null ? [] : spread(target))),
    unset: ({ targets }) => targets,
    global: ({ targets }) => targets,
    call: (node) => outputsOf(node),
  },
  noNodes,
)

function spread(target: SyntaxNode): readonly SyntaxNode[] {
  if (target.kind !== 'array') return [target]
  return target.items.flatMap((item) => (item === null ? [] : spread(item.value)))
}

function outputsOf({ callee, args }: Call): readonly SyntaxNode[] {
  if (typeof callee !== 'string') return []
  const outputs = outputArguments.get(callee.toLowerCase()) ?? []
  return outputs.flatMap((index) => {
    const argument = args[index]
    return argument === undefined ? [] : [argument.value]
  })
}

/** Longer texts are no names. */
const nameCharsMax = 128

function noteNames(node: SyntaxNode, uses: Mutable): void {
  for (const name of symbolsIn(node, undefined)) uses.symbols.add(shortName(name))
  for (const name of definedIn(node, undefined)) uses.defined.add(shortName(name))
  if (node.kind !== 'method-call' && node.kind !== 'static-call') return
  if (typeof node.name === 'string') uses.methods.add(node.name.toLowerCase())
}

const noNames = (): readonly string[] => []

/** Functions, classes and constants that a node itself defines, as written. */
export const definedIn = byKind<undefined, readonly string[]>(
  {
    function: ({ name }) => [name],
    class: ({ name }) => (name === null ? [] : [name]),
    const: ({ constants }) => constants.map(({ name }) => name),
  },
  noNames,
)

const classNamed = (node: { readonly class: unknown }): readonly string[] =>
  typeof node.class === 'string' ? [node.class] : []

const symbolsIn = byKind<undefined, readonly string[]>(
  {
    call: ({ callee }) => (typeof callee === 'string' ? [callee] : []),
    string: ({ value }) => (value.length <= nameCharsMax ? value.split('::') : []),
    constant: ({ name }) => [name],
    class: ({ parent, interfaces }) => [...(parent === null ? [] : [parent]), ...interfaces],
    new: classNamed,
    'static-call': classNamed,
    'static-property': classNamed,
    'class-constant': classNamed,
    instanceof: classNamed,
    'trait-use': ({ names }) => names,
  },
  noNames,
)

/** Without its namespace: what an import calls otherwise is still the same name. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1).toLowerCase()
}
