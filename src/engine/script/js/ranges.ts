import type { Span } from '../../span.ts'
import { innerLists } from './statements.ts'
import type { TopStatement } from './statements.ts'

/**
 * What belongs to the place of a finding, the part with the place itself first: its statement, those that make what only it
 * uses, and small neighbours that do nothing without it. Neighbours are one range. Of a large statement, such as a whole
 * library in a function, only the statement in it.
 */
export function rangesAround(text: string, statements: readonly TopStatement[], at: number): Span[] {
  const first = statements.findIndex(({ start, end }) => start <= at && at < end)
  const own = statements[first]
  if (own === undefined) return [{ start: at, end: Math.min(text.length, at + 1) }]
  const inner = innerStatement(own, at)
  if (inner !== undefined) return [inner]
  const members = closure(statements, first)
  const ranges = merged(text, statements, members)
  const main = ranges.find(({ start, end }) => start <= at && at < end)
  return main === undefined ? ranges : [main, ...ranges.filter((range) => range !== main)]
}

const largeStatementBytes = 8192
/** What was put into a library is a small part of it. */
const innerShare = 4

function innerStatement({ node, base, start, end }: TopStatement, at: number): Span | undefined {
  if (end - start < largeStatementBytes) return undefined
  let best: Span | undefined
  for (const list of innerLists(node)) {
    if (list.length < 2) continue
    const found = list.find((inner) => base + inner.start <= at && at < base + inner.end)
    if (found === undefined || (found.end - found.start) * innerShare > end - start) continue
    if (best === undefined || found.end - found.start > best.end - best.start)
      best = { start: base + found.start, end: base + found.end }
  }
  return best
}

/** At most this many statements are held against each other. */
const comparedMax = 2000

function closure(statements: readonly TopStatement[], first: number): Set<number> {
  const members = new Set([first])
  if (statements.length > comparedMax) return members
  const users = usersOf(statements)
  for (let grew = true; grew; ) {
    grew = false
    for (const [index, statement] of statements.entries()) {
      if (members.has(index)) continue
      if (!isOnlyFor(statement, index, members, users) && !isNothingWithout(statements, index, members))
        continue
      members.add(index)
      grew = true
    }
  }
  return members
}

function usersOf(statements: readonly TopStatement[]): ReadonlyMap<string, number[]> {
  const users = new Map<string, number[]>()
  for (const [index, { uses }] of statements.entries())
    for (const name of uses) {
      const list = users.get(name)
      if (list === undefined) users.set(name, [index])
      else list.push(index)
    }
  return users
}

/** It makes names, and nobody but members uses them. */
function isOnlyFor(
  { defines }: TopStatement,
  index: number,
  members: ReadonlySet<number>,
  users: ReadonlyMap<string, number[]>,
): boolean {
  if (defines.size === 0) return false
  const others = [...defines].flatMap((name) => users.get(name) ?? []).filter((user) => user !== index)
  return others.length > 0 && others.every((user) => members.has(user))
}

/** A neighbour that uses names of the file, all of them made by members: what turns a table of strings, for instance. */
function isNothingWithout(
  statements: readonly TopStatement[],
  index: number,
  members: ReadonlySet<number>,
): boolean {
  if (!members.has(index - 1) && !members.has(index + 1)) return false
  const statement = statements[index]
  if (statement === undefined || statement.end - statement.start > neighbourBytesMax) return false
  let ofMembers = 0
  for (const [other, { defines }] of statements.entries()) {
    if (other === index) continue
    for (const name of defines) {
      if (!statement.uses.has(name)) continue
      if (!members.has(other)) return false
      ofMembers += 1
    }
  }
  return ofMembers > 0
}

const neighbourBytesMax = 8192

/** Members next to each other, with nothing but blanks and `;` between, are one range. */
function merged(text: string, statements: readonly TopStatement[], members: ReadonlySet<number>): Span[] {
  const ranges: Span[] = []
  for (const [index, { start, end }] of statements.entries()) {
    if (!members.has(index)) continue
    const last = ranges.at(-1)
    if (last !== undefined && /^[\s;]*$/.test(text.slice(last.end, start)))
      ranges[ranges.length - 1] = { start: last.start, end }
    else ranges.push({ start, end })
  }
  return ranges
}
