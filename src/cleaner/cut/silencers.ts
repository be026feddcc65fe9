import type { Expression } from '../../engine/php/ast.ts'
import type { Excision, Run } from './excision.ts'
import type { Item } from './outline.ts'

/**
 * True for a statement right before code that is out which turns off what would betray it, when it came with that code: with
 * nothing else in its block, in one line with more code of the site before or behind both, or at the end of the file.
 */
export function silences(excision: Excision, item: Item, run: Run): boolean {
  if (!isSilencer(item)) return false
  if (isOwnBlock(excision, run)) return true
  return sharesLine(excision, item, run) && (isBeforeCode(excision, run) || isBehindCode(excision, item))
}

/** True when it cannot be told whose the statement right before, in the same line, is. */
export function mayBeSilenced(excision: Excision, run: Run): boolean {
  const before = run.list.items[run.first - 1]
  return before !== undefined && isSilencer(before) && sharesLine(excision, before, run)
}

function isSilencer({ statement }: Item): boolean {
  if (statement.kind !== 'expression') return false
  let call: Expression = statement.expression
  while (call.kind === 'unary' && call.operator === '@') call = call.operand
  if (call.kind !== 'call' || typeof call.callee !== 'string') return false
  return silencers.has(call.callee.toLowerCase()) && call.args.every(({ value }) => plain.has(value.kind))
}

const silencers: ReadonlySet<string> = new Set([
  ...['error_reporting', 'ini_set', 'ini_alter', 'set_time_limit', 'ignore_user_abort'],
])
const plain: ReadonlySet<Expression['kind']> = new Set(['string', 'number', 'constant'])

function sharesLine({ text }: Excision, item: Item, run: Run): boolean {
  const first = run.list.items[run.first]
  return first !== undefined && !/[\r\n]/.test(text.slice(item.statement.end, first.statement.start))
}

/** True when more follows in the line, or nothing in the file. */
function isBeforeCode({ text }: Excision, run: Run): boolean {
  const last = run.list.items[run.last]
  const next = run.list.items[run.last + 1]
  if (last === undefined) return false
  if (next === undefined) return run.list.kind === 'top' && !/\S/.test(text.slice(last.statement.end))
  return !/[\r\n]|<\?/.test(text.slice(last.statement.end, next.statement.start))
}

function isBehindCode({ text }: Excision, { statement }: Item): boolean {
  const lineStart = Math.max(
    text.lastIndexOf('\n', statement.start - 1),
    text.lastIndexOf('\r', statement.start - 1),
  )
  return /\S/.test(text.slice(lineStart + 1, statement.start))
}

/** Nothing but the run and silencers stands between the tags around it. */
function isOwnBlock(excision: Excision, run: Run): boolean {
  return run.list.kind === 'top' && endsBlock(excision, run) && startsBlock(excision, run)
}

function endsBlock(excision: Excision, { list, last }: Run): boolean {
  const [item, next] = [list.items[last], list.items[last + 1]]
  if (item === undefined || next === undefined) return true
  return next.statement.kind === 'html' || isTagBetween(excision, item, next)
}

function startsBlock(excision: Excision, { list, first }: Run): boolean {
  for (let at = first; at > 0; at -= 1) {
    const [before, item] = [list.items[at - 1], list.items[at]]
    if (before === undefined || item === undefined || isTagBetween(excision, before, item)) return true
    if (!isSilencer(before)) return false
  }
  return true
}

function isTagBetween({ text }: Excision, before: Item, item: Item): boolean {
  return text.slice(before.statement.end, item.statement.start).includes('<?')
}
