import type { Program, Statement } from '../../engine/php/ast.ts'
import type { Span } from '../../engine/span.ts'
import { bodyFate, fateOf } from './fate.ts'
import type { FateQuery } from './fate.ts'
import { everyItem, outlineOf } from './outline.ts'
import type { FunctionScope, Item, List } from './outline.ts'
import { usesOf } from './uses.ts'
import type { Uses } from './uses.ts'

/** One program and the statements that are to be taken out of it. */
export interface Excision {
  readonly top: List
  /** latin1 text of the content. */
  readonly text: string
  readonly step: () => void
  readonly items: readonly Item[]
  /** Adds a statement; false when it was out before. */
  remove(item: Item): boolean
  /** True for a statement that is out itself; what stands in one is not asked for. */
  readonly isOut: (statement: Statement) => boolean
  /** True for a statement that is out, or stands in one. */
  isGone(item: Item): boolean
  /** The outermost statements that are out. */
  removed(): readonly Item[]
  uses(item: Item): Uses
}

/** `step` pays for each node that is looked at, and throws when there were too many. */
export function excisionOf(program: Program, text: string, step: () => void): Excision {
  const top = outlineOf(program)
  const items = [...everyItem(top)]
  const out = new Set<Statement>()
  const known = new Map<Statement, Uses>()
  const isOut = (statement: Statement): boolean => out.has(statement)
  const isGone = (item: Item): boolean => {
    for (let at: Item | null = item; at !== null; at = at.list.owner) if (isOut(at.statement)) return true
    return false
  }
  return {
    top,
    text,
    step,
    items,
    remove: ({ statement }) => out.size < out.add(statement).size,
    isOut,
    isGone,
    removed: () =>
      items.filter(({ statement, list }) => isOut(statement) && (list.owner === null || !isGone(list.owner))),
    uses: ({ statement }) => {
      const uses = known.get(statement) ?? usesOf(statement, step)
      known.set(statement, uses)
      return uses
    },
  }
}

/** Statements that are out and follow each other in one list. */
export interface Run {
  readonly list: List
  readonly first: number
  readonly last: number
}

export function runsOf(excision: Excision): readonly Run[] {
  const runs: Run[] = []
  for (const { list, index } of excision.removed()) {
    const before = runs.at(-1)
    if (before?.list === list && before.last === index - 1) runs[runs.length - 1] = { ...before, last: index }
    else runs.push({ list, first: index, last: index })
  }
  return runs
}

export function itemsOf({ list, first, last }: Run): readonly Item[] {
  return list.items.slice(first, last + 1)
}

/** True when statements that are out need the value that a variable has before them. */
export function needs(excision: Excision, run: Run, name: string): boolean {
  const items = itemsOf(run).filter((item) => mentions(excision, item, name))
  const isAsked = items.some((item) => excision.uses(item).globals.has(name))
  if (isAsked && run.list.scope === null) return true
  return (
    bodyFate(
      items.map(({ statement }) => statement),
      query(excision, name, () => false),
    ) === 'read'
  )
}

/** True when what stays may read the value that a variable has after the statement. */
export function isReadAfter(excision: Excision, item: Item, name: string): boolean {
  const asked = query(excision, name, excision.isOut)
  for (let at = item; ; ) {
    const { list } = at
    const fate = bodyFate(after(excision, at, name), asked)
    if (fate !== 'open') return fate === 'read'
    if (list.kind !== 'flow' || list.owner === null) return escapes(excision, list.scope, name)
    // The next turn of a loop, and the cases that one falls into, begin anywhere in it.
    if (comesAgain.has(list.owner.statement.kind) && fateOf(list.owner.statement, asked) === 'read')
      return true
    at = list.owner
  }
}

/** The statements behind one that have a say about the variable. */
function after(excision: Excision, { list, index }: Item, name: string): readonly Statement[] {
  return list.items
    .slice(index + 1)
    .filter((item) => item.statement.kind === 'return' || mentions(excision, item, name))
    .map(({ statement }) => statement)
}

export function mentions(excision: Excision, item: Item, name: string): boolean {
  const { variables, globals } = excision.uses(item)
  return variables.has(name) || globals.has(name)
}

const comesAgain: ReadonlySet<Statement['kind']> = new Set(['while', 'do-while', 'for', 'foreach', 'switch'])

/** True when a variable lives on where its function ends. */
function escapes(excision: Excision, scope: FunctionScope | null, name: string): boolean {
  if (scope === null)
    return excision.items.some(
      (item) =>
        holdsFunction.has(item.statement.kind) &&
        !excision.isGone(item) &&
        excision.uses(item).globals.has(name),
    )
  if (scope.node.parameters.some((parameter) => parameter.name === name && parameter.byRef)) return true
  if (scope.node.kind === 'closure' && scope.node.uses.some((use) => use.name === name && use.byRef))
    return true
  return excision.items.some(
    ({ statement, list }) =>
      list.scope?.node === scope.node &&
      ((statement.kind === 'static' && statement.variables.some((variable) => variable.name === name)) ||
        (statement.kind === 'global' &&
          statement.targets.some((target) => target.kind === 'variable' && target.name === name))),
  )
}

const holdsFunction: ReadonlySet<Statement['kind']> = new Set(['function', 'class', 'expression', 'return'])

function query(excision: Excision, name: string, isOut: FateQuery['isOut']): FateQuery {
  return { name, isOut, step: excision.step }
}

/** The innermost list around a range, and its statements that the range touches. */
export function itemsAt(top: List, range: Span): readonly Item[] {
  for (let list = top; ; ) {
    const touched = list.items.filter(
      ({ statement }) =>
        statement.kind !== 'html' && statement.start < range.end && range.start < statement.end,
    )
    const [only] = touched
    if (only === undefined || touched.length > 1) return touched
    const inner = only.lists.find(({ start, end, items }) => {
      return start <= range.start && range.end <= end && items.length > 0
    })
    if (inner === undefined) return touched
    const deeper = inner.items.some(({ statement }) => {
      return statement.start < range.end && range.start < statement.end
    })
    if (!deeper) return touched
    list = inner
  }
}
