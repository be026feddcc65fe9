import { Engine } from 'php-parser'
import { parsePhp } from '../../src/engine/php/parse/parsePhp.ts'
import { nodesOf } from './phpTree.ts'

/** `kind start end` of each statement and method as npm php-parser sees them; undefined where it gives up. */
export function rangesOfPhpParser(text: string): Set<string> | undefined {
  const engine = new Engine({
    parser: { extractDoc: false, suppressErrors: false, version: '8.4' },
    ast: { withPositions: true },
    lexer: { short_tags: false },
  })
  const ranges = new Set<string>()
  try {
    collect(engine.parseCode(text, 'text.php'), text, ranges)
  } catch {
    return undefined
  }
  return ranges
}

/** The same of our parser. */
export function rangesOfOurs(text: string): Set<string> {
  const ranges = new Set<string>()
  for (const { node } of nodesOf(parsePhp(text, { start: 'html', tags: 'long' }))) {
    const kind = kindsOfOurs.get(node.kind)
    if (kind !== undefined) add(ranges, text, { kind, start: node.start, end: node.end })
  }
  return ranges
}

interface Range {
  readonly kind: string
  readonly start: number
  readonly end: number
}

/** Kinds of php-parser by those of ours; blocks in braces are compared too. */
const kindsOfOurs = new Map([
  ['expression', 'expressionstatement'],
  ['echo', 'echo'],
  ['html', 'inline'],
  ['if', 'if'],
  ['while', 'while'],
  ['do-while', 'do'],
  ['for', 'for'],
  ['foreach', 'foreach'],
  ['switch', 'switch'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['return', 'return'],
  ['global', 'global'],
  ['unset', 'unset'],
  ['static', 'static'],
  ['try', 'try'],
  ['block', 'block'],
  ['function', 'function'],
  ['class', 'class'],
  ['const', 'constantstatement'],
  ['declare', 'declare'],
  ['goto', 'goto'],
  ['label', 'label'],
  ['use', 'usegroup'],
  ['method', 'method'],
])

const kindsOfTheirs = new Map([
  ...[...kindsOfOurs.values()].map((kind) => [kind, kind] as const),
  ['throw', 'expressionstatement'],
  ['interface', 'class'],
  ['trait', 'class'],
  ['enum', 'class'],
])

function collect(tree: unknown, text: string, ranges: Set<string>): void {
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    const range = rangeOf(node)
    if (range !== undefined) add(ranges, text, range)
    for (const [name, part] of Object.entries(node)) if (!namesWithoutCode.has(name)) open.push(part)
  }
}

const namesWithoutCode = new Set(['loc', 'leadingComments', 'trailingComments'])

function rangeOf(node: object): Range | undefined {
  if (!('kind' in node) || !('loc' in node) || typeof node.kind !== 'string') return undefined
  const kind = kindsOfTheirs.get(node.kind)
  if (kind === undefined) return undefined
  const { start, end } = node.loc as { start: { offset: number }; end: { offset: number } }
  return { kind, start: start.offset, end: end.offset }
}

/**
 * Adds a range in the shape that both agree on. php-parser leaves the `;` out of imports, constants and abstract methods,
 * the parenthesis out of a statement that begins with one, the attributes out of a class, and the last `;` out of an
 * `elseif ...: endif;`; it has blocks for bodies without braces and for the cases of a `switch`.
 */
function add(ranges: Set<string>, text: string, { kind, start, end }: Range): void {
  if (kind === 'block') return
  const from =
    kind === 'echo' ? afterEchoTag(text, start) : kind === 'class' ? afterAttributes(text, start) : start
  if (kind === 'if' && text.slice(start, start + 6).toLowerCase() === 'elseif') ranges.add(`elseif ${start}`)
  else if (beginsWithParenthesis(text, from)) ranges.add(`${kind} to ${codeEnd(text, end)}`)
  else ranges.add(`${kind} ${from} ${codeEnd(text, end)}`)
}

function beginsWithParenthesis(text: string, start: number): boolean {
  let before = start - 1
  while (/\s/.test(text.charAt(before))) before -= 1
  return text.charAt(start) === '(' || text.charAt(before) === '('
}

function codeEnd(text: string, end: number): number {
  let at = end
  while (at > 0 && /[\s;]/.test(text.charAt(at - 1))) at -= 1
  return at
}

function afterEchoTag(text: string, start: number): number {
  if (!text.startsWith('<?=', start)) return start
  let at = start + 3
  while (/\s/.test(text.charAt(at))) at += 1
  return at
}

/** Attributes of classes are alone on their lines in what is compared. */
function afterAttributes(text: string, start: number): number {
  let at = start
  while (text.startsWith('#[', at)) {
    at = text.indexOf('\n', at)
    while (/\s/.test(text.charAt(at))) at += 1
  }
  return at
}
