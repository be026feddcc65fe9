import type { Program } from '../../../src/engine/php/ast.ts'
import { parsePhp } from '../../../src/engine/php/parse/parsePhp.ts'
import type { Standing } from './kinds.ts'

/** A place in a clean file where a payload may be put. */
export interface Position {
  readonly name: string
  readonly at: number
  /** What stands before and behind the payload, and was put in with it. */
  readonly before: string
  readonly after: string
}

const reading = { start: 'html', tags: 'all' } as const

/** Every place of a clean file for payloads of one standing; none when the file does not parse. */
export function positionsIn(text: string, standing: Standing): readonly Position[] {
  const program = parsePhp(text, reading)
  if (program.opaqueBytes > 0) return []
  return standing === 'block' ? blockPositions(text, program) : statementPositions(text, program, standing)
}

function at(name: string, offset: number, before = '', after = ''): Position {
  return { name, at: offset, before, after }
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function blockPositions(text: string, program: Program): readonly Position[] {
  const start = text.startsWith('\xef\xbb\xbf') ? 3 : 0
  const html = program.statements.flatMap((node) => (node.kind === 'html' ? [node] : []))
  return [
    // Nothing may stand before a namespace or a declaration.
    ...(isFree(program)
      ? [at('before all', start, '', lineEndOf(text)), at('before all, in line', start)]
      : []),
    ...(endsOutside(text) ? [at('behind all', text.length)] : []),
    ...html.flatMap((node) => {
      const inner = text.slice(node.start, node.end).search(/>[^\s<]/)
      return inner === -1 ? [] : [at('in markup', node.start + inner + 1)]
    }),
  ]
}

function endsOutside(text: string): boolean {
  return text.trimEnd().endsWith('?>') || !text.includes('<?')
}

function isFree({ statements }: Program): boolean {
  return !statements.some(({ kind }) => kind === 'namespace' || kind === 'declare')
}

function statementPositions(text: string, program: Program, standing: Standing): readonly Position[] {
  const found: Position[] = []
  if (isFree(program)) {
    const tag = /^(?:\xef\xbb\xbf)?<\?php(?=\s)/i.exec(text)
    if (tag !== null) found.push(at('behind the tag', tag[0].length, ' '))
  }
  addBody(text, program.statements, 'top', found)
  if (standing === 'statement') for (const node of program.statements) addInner(text, node, found)
  if (endsInside(text, program)) {
    found.push(at('end of file', text.length))
    if (text.endsWith('\n')) found.push(at('line at the end', text.length, '', lineEndOf(text)))
  }
  return found
}

function endsInside(text: string, { statements }: Program): boolean {
  const last = statements.at(-1)
  return (
    last !== undefined && last.kind !== 'html' && last.kind !== 'halt' && !text.slice(last.end).includes('?>')
  )
}

/** Imports have to come first, and nothing is run behind a `return`. */
const fixed = new Set(['html', 'namespace', 'declare', 'use', 'label', 'halt', 'block'])

function addBody(text: string, body: readonly unknown[], name: string, found: Position[]): void {
  for (const node of body) {
    if (!isNode(node) || fixed.has(node.kind)) continue
    found.push(at(`${name}, before a statement`, node.start))
    if (node.kind === 'expression' && text.charAt(node.end - 1) === ';')
      found.push(at(`${name}, behind a statement`, node.end))
  }
}

interface Node {
  readonly kind: string
  readonly start: number
  readonly end: number
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'start' in value
}

/** Statements in braces and in cases, at any depth. */
function addInner(text: string, value: unknown, found: Position[]): void {
  if (Array.isArray(value)) for (const item of value) addInner(text, item, found)
  else if (typeof value === 'object' && value !== null && !isArrow(value)) {
    if ('body' in value && Array.isArray(value.body)) addBody(text, value.body, 'nested', found)
    for (const part of Object.values(value)) addInner(text, part, found)
  }
}

/** What stands behind `=>` is a value and no statement. */
function isArrow(value: object): boolean {
  return 'isArrow' in value && value.isArrow === true
}
