import type { CleanRefusal } from '../../domain/cleaning.ts'
import type { Program } from '../../engine/php/ast.ts'
import type { Span } from '../../engine/span.ts'
import { excisionOf, isReadAfter, itemsAt, itemsOf, needs, runsOf } from './excision.ts'
import type { Excision } from './excision.ts'
import { growRuns, isNamedBeside, isNamedOutside } from './grow.ts'
import { isGuardOfTest, liftEmptied } from './lift.ts'
import type { Item } from './outline.ts'
import { mayBeSilenced } from './silencers.ts'
import { isCallOf, isOwnStatement, isPlainCode } from './ownStatement.ts'

export type PhpCut =
  | { readonly state: 'cut'; readonly statements: readonly Span[] }
  | { readonly state: 'refused'; readonly reason: CleanRefusal }

/** A source, its tree, and where the findings are. */
export interface PhpCutJob {
  readonly text: string
  readonly program: Program
  readonly marks: readonly Span[]
}

/**
 * The statements that findings stand in, with all that is there for them alone. Refused when the rest would miss something,
 * or when it cannot be told what belongs to whom. `step` pays for each node, and throws when there were too many.
 */
export function cutPhp({ text, program, marks }: PhpCutJob, step: () => void): PhpCut {
  const excision = excisionOf(program, text, step)
  const refused = marks.map((mark) => removeMark(excision, mark)).find((reason) => reason !== null)
  if (refused !== undefined) return { state: 'refused', reason: refused }
  while (growRuns(excision) || liftEmptied(excision) || dropOwners(excision) || dropCalls(excision)) step()
  const reason = whyNot(excision)
  if (reason !== null) return { state: 'refused', reason }
  return { state: 'cut', statements: excision.removed().map(({ statement }) => spanOf(statement)) }
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}

function removeMark(excision: Excision, mark: Span): CleanRefusal | null {
  const items = itemsAt(excision.top, mark)
  if (items.length === 0) return 'not-understood'
  for (const item of items) {
    if (item.statement.kind === 'opaque') return 'not-understood'
    const inner = {
      start: Math.max(mark.start, item.statement.start),
      end: Math.min(mark.end, item.statement.end),
    }
    if (!isOwnStatement(excision, item, inner)) return 'in-owner-code'
    if (!covers(mark, item.statement) && hasOwnBody(excision, item)) return 'in-owner-code'
    excision.remove(item)
  }
  return null
}

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** A test or loop around statements that are not findings: with its head gone, they would be run by everybody. */
function hasOwnBody(excision: Excision, item: Item): boolean {
  return (
    item.lists.some((list) => list.kind === 'flow' && list.items.length > 0) && !isGuardOfTest(excision, item)
  )
}

/** A function whose parameters what is out works with was made for it. */
function dropOwners(excision: Excision): boolean {
  let dropped = false
  for (const item of excision.removed()) {
    const { scope } = item.list
    if (scope === null) continue
    const run = { list: item.list, first: item.index, last: item.index }
    const isOwned = scope.node.parameters.some(({ name }) => needs(excision, run, name))
    if (!isOwned || scope.node.kind !== 'function' || !isMadeFor(excision, item)) continue
    dropped = excision.remove(scope.item) || dropped
  }
  return dropped
}

/** Called in this file, with nothing in it that needs the site: what other files call is the site's own. */
function isMadeFor(excision: Excision, { list }: Item): boolean {
  const { scope } = list
  if (scope?.node.kind !== 'function' || !isNamedBeside(excision, scope.item)) return false
  const own = new Set(excision.items.flatMap((one) => [...excision.uses(one).defined]))
  return list.items.every(
    ({ statement }) => excision.isOut(statement) || isPlainCode(statement, excision.step, own),
  )
}

/** Statements that only call a function which is out, or tell it to a hook. */
function dropCalls(excision: Excision): boolean {
  const names = new Set(excision.removed().flatMap((item) => [...excision.uses(item).defined]))
  if (names.size === 0) return false
  let dropped = false
  for (const item of excision.items) {
    const { statement } = item
    if (statement.kind !== 'expression' && statement.kind !== 'echo') continue
    if (excision.isGone(item)) continue
    const values = statement.kind === 'echo' ? statement.values : [statement.expression]
    // What it is called with may be a call of the site: a login that would not be asked for any more.
    if (!values.every((value) => isCallOf(value, names) && isPlainCode(value, excision.step, names))) continue
    dropped = excision.remove(item) || dropped
  }
  return dropped
}

function whyNot(excision: Excision): CleanRefusal | null {
  for (const item of excision.removed()) {
    const { written, defined } = excision.uses(item)
    if ([...written].some((name) => isReadAfter(excision, item, name))) return 'used-elsewhere'
    if ([...defined].some((name) => isNamedOutside(excision, name, item))) return 'used-elsewhere'
    if (isReturnOfOwner(item)) return 'in-owner-code'
  }
  if (excision.items.some((item) => !excision.isGone(item) && isLeftEmpty(excision, item)))
    return 'used-elsewhere'
  const runs = runsOf(excision)
  if (runs.some((run) => hasOwnerNeeds(excision, run) || mayBeSilenced(excision, run))) return 'in-owner-code'
  return null
}

/** The value of a function that stays would be another. */
function isReturnOfOwner({ statement, list }: Item): boolean {
  return statement.kind === 'return' && statement.value !== null && list.scope !== null
}

function isLeftEmpty(excision: Excision, { lists }: Item): boolean {
  return lists.some(
    ({ items, kind }) =>
      kind !== 'flow' && items.length > 0 && items.every(({ statement }) => excision.isOut(statement)),
  )
}

/** What is out takes a value from code that stays: a parameter or a variable that was set further up. */
function hasOwnerNeeds(excision: Excision, run: ReturnType<typeof runsOf>[number]): boolean {
  const names = new Set(itemsOf(run).flatMap((item) => [...excision.uses(item).variables]))
  return [...names].some((name) => needs(excision, run, name) && isSetBefore(excision, run, name))
}

function isSetBefore(
  excision: Excision,
  { list, first }: ReturnType<typeof runsOf>[number],
  name: string,
): boolean {
  const { scope } = list
  if (scope?.node.parameters.some((parameter) => parameter.name === name) === true) return true
  const start = list.items[first]?.statement.start ?? 0
  return excision.items.some(
    (item) =>
      item.list.scope === scope &&
      item.statement.start < start &&
      item.lists.length === 0 &&
      !excision.isGone(item) &&
      excision.uses(item).written.has(name),
  )
}
