import type { Statement } from '../../engine/php/ast.ts'
import { isReadAfter, itemsOf, mentions, needs, runsOf } from './excision.ts'
import type { Excision, Run } from './excision.ts'
import { bodyFate } from './fate.ts'
import type { Item } from './outline.ts'
import { isPlainCode } from './ownStatement.ts'
import { silences } from './silencers.ts'

/**
 * Takes out what stands right before and after statements that are out and is there for them alone: what gives them their
 * values, defines their functions and uses what they made. True when there was something.
 */
export function growRuns(excision: Excision): boolean {
  let grew = false
  for (const run of runsOf(excision)) {
    const before = run.list.items[run.first - 1]
    const after = run.list.items[run.last + 1]
    if (before !== undefined && servesAfter(excision, before, run)) grew = excision.remove(before) || grew
    if (after !== undefined && usesBefore(excision, after, run)) grew = excision.remove(after) || grew
  }
  return grew
}

function servesAfter(excision: Excision, item: Item, run: Run): boolean {
  if (definesFor(excision, item) || silences(excision, item, run)) return true
  if (!canGo(excision, item)) return false
  const { written, writesUnknown } = excision.uses(item)
  const gives =
    [...written].some((name) => needs(excision, run, name)) || (writesUnknown && hasUnmetNeed(excision, run))
  return gives && isPlainCode(item.statement, excision.step, knownNames(excision))
}

/** What a site does besides giving a value is not known; these only read, or are defined where they can be seen. */
function knownNames(excision: Excision): ReadonlySet<string> {
  return new Set([...readers, ...excision.items.flatMap((item) => [...excision.uses(item).defined])])
}

const readers: readonly string[] = [
  ...[
    'get_option',
    'get_site_option',
    'get_transient',
    'get_site_transient',
    'get_theme_mod',
    'get_post_meta',
  ],
  ...['wp_remote_get', 'wp_remote_post', 'wp_remote_retrieve_body', 'wp_upload_dir', 'wp_get_current_user'],
]

/** A variable that nothing before the run gives a value: `$$name = ...` may do it. */
function hasUnmetNeed(excision: Excision, run: Run): boolean {
  const names = new Set(itemsOf(run).flatMap((item) => [...excision.uses(item).variables]))
  return [...names].some((name) => needs(excision, run, name))
}

function usesBefore(excision: Excision, item: Item, run: Run): boolean {
  if (definesFor(excision, item)) return true
  if (!canGo(excision, item)) return false
  // A call of the site with such a value is the site's own.
  const own = new Set(excision.removed().flatMap((one) => [...excision.uses(one).defined]))
  if (!isPlainCode(item.statement, excision.step, own)) return false
  const made = new Set(itemsOf(run).flatMap((one) => [...excision.uses(one).written]))
  return [...made].some((name) => mentions(excision, item, name) && takes(excision, item, name))
}

function takes(excision: Excision, { statement }: Item, name: string): boolean {
  if (statement.kind === 'unset') return true
  return bodyFate([statement], { name, isOut: () => false, step: excision.step }) === 'read'
}

/** True for a function, class or constant that only statements which are out speak of, and at least one does. */
function definesFor(excision: Excision, item: Item): boolean {
  const { defined } = excision.uses(item)
  if (!declares.has(item.statement.kind) || defined.size === 0) return false
  return (
    [...defined].every((name) => !isNamedOutside(excision, name, item)) && isNamedInside(excision, defined)
  )
}

const declares: ReadonlySet<Statement['kind']> = new Set(['function', 'class', 'const'])

function isNamedInside(excision: Excision, names: ReadonlySet<string>): boolean {
  return excision.removed().some((item) => {
    const { symbols } = excision.uses(item)
    return [...names].some((name) => symbols.has(name))
  })
}

/** True when something beside a definition, out or not, names it. */
export function isNamedBeside(excision: Excision, item: Item): boolean {
  const { defined } = excision.uses(item)
  const isApart = ({ start, end }: Statement): boolean =>
    end <= item.statement.start || item.statement.end <= start
  return excision.items.some(
    (one) => isApart(one.statement) && [...defined].some((name) => excision.uses(one).symbols.has(name)),
  )
}

/** True when something that stays, other than `self`, names a function, class or constant. */
export function isNamedOutside(excision: Excision, name: string, self: Item): boolean {
  return excision.top.items.some((item) => isNamedIn(excision, item, { name, self }))
}

function isNamedIn(
  excision: Excision,
  item: Item,
  asked: { readonly name: string; readonly self: Item },
): boolean {
  if (item === asked.self || excision.isOut(item.statement)) return false
  if (!excision.uses(item).symbols.has(asked.name)) return false
  const inner = item.lists.flatMap(({ items }) => items)
  const isHere = inner.every((one) => !isPartOf(excision, one, asked.name))
  return isHere || inner.some((one) => isNamedIn(excision, one, asked))
}

function isPartOf(excision: Excision, item: Item, name: string): boolean {
  return excision.uses(item).symbols.has(name)
}

/** True when what stays does not miss the statement. */
function canGo(excision: Excision, item: Item): boolean {
  const { statement } = item
  if (stays.has(statement.kind)) return false
  const { written, defined } = excision.uses(item)
  if ([...defined].some((name) => isNamedOutside(excision, name, item))) return false
  return [...written].every((name) => !isReadAfter(excision, item, name))
}

/** What ends a function or is no code is never there for others. */
const stays: ReadonlySet<Statement['kind']> = new Set([
  ...([
    'html',
    'return',
    'break',
    'continue',
    'namespace',
    'use',
    'declare',
    'label',
    'goto',
    'halt',
  ] as const),
  ...(['opaque', 'class', 'function', 'const'] as const),
])
