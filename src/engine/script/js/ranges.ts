import type { Span } from '../../span.ts'
import { looksObfuscated } from './rules/shape.ts'
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
  const members = closure(text, statements, first)
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

/** Everything that hangs together with the first one, without what others need. */
function closure(text: string, statements: readonly TopStatement[], first: number): Set<number> {
  if (statements.length > comparedMax) return new Set([first])
  const members = connected(text, statements, first)
  for (let left = statements.length; left > 0; left -= 1) {
    const needed = [...members].filter((index) => index !== first && isNeeded(statements, index, members))
    if (needed.length === 0) break
    for (const index of needed) members.delete(index)
  }
  return members
}

/** What makes the names that a member reads, and what reads nothing of the file but names of members. */
function connected(text: string, statements: readonly TopStatement[], first: number): Set<number> {
  const members = new Set([first])
  const made = new Set<string>()
  for (const { defines } of statements) for (const name of defines) made.add(name)
  const read = new Set<string>()
  const given = new Set<string>()
  const join = (index: number): void => {
    members.add(index)
    for (const name of statements[index]?.reads ?? []) read.add(name)
    for (const name of statements[index]?.defines ?? []) given.add(name)
  }
  join(first)
  for (let size = 0; size !== members.size; ) {
    size = members.size
    for (const [index, statement] of statements.entries()) {
      if (members.has(index) || !isSmallOrPacked(text, statement)) continue
      const own = [...statement.reads].filter((name) => made.has(name) && !statement.defines.has(name))
      const isMaker = [...statement.defines].some((name) => read.has(name))
      const isDependent = own.length > 0 && own.every((name) => given.has(name))
      if (isMaker || isDependent) join(index)
    }
  }
  return members
}

/** A library is not a helper of what was put behind it, whoever else uses it. */
function isSmallOrPacked(text: string, { start, end }: TopStatement): boolean {
  return end - start <= helperBytesMax || looksObfuscated(text.slice(start, end))
}

const helperBytesMax = 4096

function isNeeded(statements: readonly TopStatement[], index: number, members: ReadonlySet<number>): boolean {
  const defines = statements[index]?.defines
  if (defines === undefined || defines.size === 0) return false
  return statements.some(
    ({ mentions }, other) => !members.has(other) && [...defines].some((name) => mentions.has(name)),
  )
}

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
