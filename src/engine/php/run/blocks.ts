import { phpLoopTurnsMax } from '../../../domain/engineLimits.ts'
import type { Statement } from '../ast.ts'
import { visitDead } from './branches.ts'
import { next } from './completion.ts'
import { innerStatements } from './declare.ts'
import type { Completion, Frame } from './machine.ts'

/** Runs statements in order, follows `goto` inside them, and visits what no way led to. */
export function runBlock(statements: readonly Statement[], frame: Frame): Completion {
  return runFrom(statements, { at: 0, label: null }, frame)
}

/** Where a block starts: at a statement, or at a label inside that statement. */
interface Start {
  readonly at: number
  readonly label: string | null
}

function runFrom(statements: readonly Statement[], start: Start, frame: Frame): Completion {
  let { at, label } = start
  let completion = next
  let jumps = 0
  while (at < statements.length) {
    const statement = statements[at]
    if (statement === undefined) break
    completion =
      label === null ? frame.machine.parts.execute(statement, frame) : resume(statement, label, frame)
    label = null
    if (completion.kind === 'next') {
      at += 1
      continue
    }
    const target = jumps < phpLoopTurnsMax ? targetOf(completion, statements) : null
    if (target === null) break
    jumps += 1
    at = target.at
    label = target.label
  }
  followPending(statements, frame)
  if (at < statements.length || jumps > 0) visitRest(statements, frame)
  return completion
}

/** Where a jump goes in these statements; null when it leaves them, or is none. */
function targetOf(completion: Completion, statements: readonly Statement[]): Start | null {
  if (completion.kind !== 'goto') return null
  const at = indexOfLabel(statements, completion.label)
  return at === -1 ? null : { at, label: completion.label }
}

/** Goes to a label inside a statement. */
function resume(statement: Statement, label: string, frame: Frame): Completion {
  const { visited, parts } = frame.machine
  if (!enterable.has(statement.kind)) return parts.execute(statement, frame)
  visited.add(statement)
  const inner = innerStatements(statement)
  const at = indexOfLabel(inner, label)
  const found = inner[at]
  if (found === undefined) return next
  // The arms of an `if` and of a `try` exclude each other; a block goes on behind the label.
  const isList = statement.kind !== 'if' && statement.kind !== 'try'
  return isList ? runFrom(inner, { at, label }, frame) : resume(found, label, frame)
}

/** Statements that a jump may go into; PHP lets none go into a loop. */
const enterable: ReadonlySet<Statement['kind']> = new Set([
  'label',
  'if',
  'block',
  'namespace',
  'declare',
  'try',
])

/** Where each label is, worked out once a block: a search for every jump would take minutes for some thousands of them. */
const placesOf = new WeakMap<readonly Statement[], ReadonlyMap<string, number>>()

function indexOfLabel(statements: readonly Statement[], label: string): number {
  const places = placesOf.get(statements) ?? placesIn(statements)
  placesOf.set(statements, places)
  return places.get(label) ?? -1
}

function placesIn(statements: readonly Statement[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [at, statement] of statements.entries()) {
    for (const label of labelsIn(statement)) if (!places.has(label)) places.set(label, at)
  }
  return places
}

const noLabels: ReadonlySet<string> = new Set()
const labelsOf = new WeakMap<Statement, ReadonlySet<string>>()
/** Blocks in blocks that are looked through for labels. */
const labelDepthMax = 64

function labelsIn(statement: Statement, depth = 0): ReadonlySet<string> {
  if (statement.kind === 'label') return new Set([statement.name])
  if (depth > labelDepthMax) return noLabels
  const old = labelsOf.get(statement)
  if (old !== undefined) return old
  const labels = new Set<string>()
  for (const inner of innerStatements(statement)) {
    for (const label of labelsIn(inner, depth + 1)) labels.add(label)
  }
  labelsOf.set(statement, labels)
  return labels
}

/** Jumps that a branch may take, nobody knows whether. */
function followPending(statements: readonly Statement[], frame: Frame): void {
  const { pending } = frame
  for (let label = pending.pop(); label !== undefined; label = pending.pop()) {
    const at = indexOfLabel(statements, label)
    const target = statements[at]
    if (target === undefined) continue
    const start = { at, label }
    visitDead(frame, target, () => runFrom(statements, start, frame))
  }
}

function visitRest(statements: readonly Statement[], frame: Frame): void {
  const { visited } = frame.machine
  for (const [at, statement] of statements.entries()) {
    if (visited.has(statement)) continue
    visitDead(frame, statement, () => runFrom(statements, { at, label: null }, frame))
  }
}
