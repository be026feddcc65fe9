import { newCell } from './cell.ts'
import type { ClassDeclaration, FunctionDeclaration, Member, Statement, Use } from '../ast.ts'
import type { ClassInfo, Machine, Routine, Source } from './machine.ts'
import { plainName } from './names.ts'
import { anything } from './values.ts'

/** Blocks in blocks that are looked through for declarations. */
const hoistDepthMax = 64

/** Makes functions and classes known before the first statement runs; the first of a name stays. */
export function hoist(statements: readonly Statement[], source: Source, machine: Machine, depth = 0): void {
  if (depth > hoistDepthMax) return
  for (const statement of statements) {
    if (statement.kind === 'function') declareFunction(statement, source, machine)
    else if (statement.kind === 'class') declareClass(statement, source, machine)
    else if (statement.kind === 'use') declareImports(statement, machine)
    else hoist(innerStatements(statement), source, machine, depth + 1)
  }
}

function declareImports({ imports }: Use, machine: Machine): void {
  for (const { type, name, alias } of imports) {
    if (type === 'function') machine.imported.set(alias.toLowerCase(), name)
  }
}

/** Statements directly inside another one. */
export function innerStatements(statement: Statement): readonly Statement[] {
  const inner = inners[statement.kind] as ((node: Statement) => readonly (Statement | null)[]) | undefined
  if (inner === undefined) return []
  return inner(statement).filter((one) => one !== null)
}

type Inner<Kind> = (node: Extract<Statement, { readonly kind: Kind }>) => readonly (Statement | null)[]

const inners: { readonly [Kind in Statement['kind']]?: Inner<Kind> } = {
  block: (node) => node.body,
  namespace: (node) => node.body?.body ?? [],
  if: (node) => [node.then, node.otherwise],
  while: (node) => [node.body],
  'do-while': (node) => [node.body],
  for: (node) => [node.body],
  foreach: (node) => [node.body],
  declare: (node) => [node.body],
  try: (node) => [node.body, ...node.catches.map((one) => one.body), node.last],
  switch: (node) => node.cases.flatMap((one) => one.body),
}

export function declareFunction(node: FunctionDeclaration, source: Source, machine: Machine): void {
  const name = plainName(node.name)
  if (machine.functions.has(name)) return
  machine.functions.set(
    name,
    newRoutine(machine, { like: node, span: node, source, within: name, classInfo: null }),
  )
}

export function newRoutine(
  machine: Machine,
  routine: Pick<Routine, 'like' | 'span' | 'source' | 'within' | 'classInfo'>,
): Routine {
  const made: Routine = { ...routine, runs: 0, again: 'allowed', answers: new Map() }
  machine.routines.add(made)
  return made
}

export function declareClass(node: ClassDeclaration, source: Source, machine: Machine): ClassInfo {
  const name = node.name === null ? `class@${source.names.length}.${node.start}` : plainName(node.name)
  const old = machine.classes.get(name)
  if (old !== undefined) return old
  const info: ClassInfo = {
    name,
    parent: node.parent === null ? null : plainName(node.parent),
    traits: node.members.flatMap((member) =>
      member.kind === 'trait-use' ? member.names.map(plainName) : [],
    ),
    declaration: node,
    source,
    methods: new Map(),
    constants: new Map(),
    statics: new Map(),
    values: 'waiting',
  }
  machine.classes.set(name, info)
  for (const member of node.members) declareMember(member, info, machine)
  return info
}

/** Constants and static properties get their values when they are first asked for. */
function declareMember(member: Member, info: ClassInfo, machine: Machine): void {
  switch (member.kind) {
    case 'method':
      info.methods.set(
        member.name.toLowerCase(),
        newRoutine(machine, {
          like: member,
          span: member,
          source: info.source,
          within: `${info.name}::${member.name.toLowerCase()}`,
          classInfo: info,
        }),
      )
      return
    case 'property-member':
      if (member.isStatic) info.statics.set(member.name, newCell(anything))
      return
    case 'constant-member':
    case 'enum-case':
      info.constants.set(member.name, newCell(anything))
      return
    case 'trait-use':
      return
  }
}
