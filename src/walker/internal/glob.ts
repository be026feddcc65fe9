import { HoldfastError } from '../../domain/errors.ts'

/**
 * A pattern as a chain of tokens, matched by following all positions at once: the work is path length times tokens
 * whatever the pattern, where a backtracking match of `*a*a*a*b` is exponential in the stars.
 */
export type Glob = readonly Token[]

/** One byte out of a set, any number of them, or any number of whole components each with its slash. */
type Token = { readonly token: 'one' | 'many'; readonly bytes: Uint8Array } | { readonly token: 'components' }

/** `pattern` and `text` are latin1 strings of bytes without a leading slash. Throws HF_USAGE for a broken class. */
export function compileGlob(pattern: string): Glob {
  const components = pattern.split('/')
  return components.flatMap((component, index) => {
    const isLast = index === components.length - 1
    if (component === '**') return isLast ? everythingBelow : [{ token: 'components' }]
    const tokens = componentTokens(component)
    return isLast ? tokens : [...tokens, literal('/')]
  })
}

export function matchesGlob(glob: Glob, text: string): boolean {
  const end = 2 * glob.length
  const run: Run = { glob, stamps: new Uint32Array(end + 1), stamp: 1, reached: [] }
  reach(run, 0)
  for (let index = 0; index < text.length && run.reached.length > 0; index += 1) {
    const now = run.reached
    run.reached = []
    run.stamp += 1
    for (const position of now) readByte(run, position, text.charCodeAt(index))
  }
  return run.reached.includes(end)
}

const slash = 0x2f
const anyByte = new Uint8Array(256).fill(1)
const insideName = new Uint8Array(256).fill(1)
insideName[slash] = 0

const everythingBelow: Token[] = [
  { token: 'one', bytes: anyByte },
  { token: 'many', bytes: anyByte },
]

function literal(character: string): Token {
  const bytes = new Uint8Array(256)
  bytes[character.charCodeAt(0)] = 1
  return { token: 'one', bytes }
}

function componentTokens(component: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < component.length; ) {
    const { token, length } = tokenAt(component, at)
    tokens.push(token)
    at += length
  }
  return tokens
}

function tokenAt(component: string, at: number): { readonly token: Token; readonly length: number } {
  const character = component.charAt(at)
  switch (character) {
    case '*':
      return { token: { token: 'many', bytes: insideName }, length: 1 }
    case '?':
      return { token: { token: 'one', bytes: insideName }, length: 1 }
    case '[':
      return classAt(component, at)
    case '\\':
      if (at + 1 === component.length) throw broken(component, 'ends with a backslash')
      return { token: literal(component.charAt(at + 1)), length: 2 }
    default:
      return { token: literal(character), length: 1 }
  }
}

/** `]` right after the opening is one of the bytes, as in a shell. */
function classAt(component: string, at: number): { readonly token: Token; readonly length: number } {
  const negated = /[!^]/.test(component.charAt(at + 1))
  const from = at + (negated ? 2 : 1)
  const end = component.indexOf(']', from + 1)
  if (end === -1) throw broken(component, 'has a [ without a ]')
  const body = component.slice(from, end)
  if (/[^ -~]/.test(body)) throw broken(component, 'has a class with characters other than printable ASCII')
  const bytes = new Uint8Array(256)
  for (const [first, last] of rangesOf(body)) bytes.fill(1, first, last + 1)
  return { token: { token: 'one', bytes: negated ? complement(bytes) : bytes }, length: end + 1 - at }
}

function rangesOf(body: string): (readonly [number, number])[] {
  return Array.from(body.matchAll(/(.)(?:-(.))?/g), ([, first = '', last = first]) => [
    first.charCodeAt(0),
    last.charCodeAt(0),
  ])
}

/** A class never stands for a slash. */
function complement(bytes: Uint8Array): Uint8Array {
  return bytes.map((member, byte) => (member === 1 || byte === slash ? 0 : 1))
}

function broken(component: string, what: string): HoldfastError {
  return new HoldfastError('HF_USAGE', `the exclude pattern ${JSON.stringify(component)} ${what}`)
}

/**
 * One match. Positions: 2i is before token i, 2i+1 is inside a component that token i (`components`) swallows, the
 * last one is the end. `stamps` says in which step a position was last reached, so that each counts once per byte.
 */
interface Run {
  readonly glob: Glob
  readonly stamps: Uint32Array
  stamp: number
  reached: number[]
}

/** Adds `position` and every one that is reached from it without reading a byte. */
function reach(run: Run, position: number): void {
  for (let at = position; run.stamps[at] !== run.stamp; at += 2) {
    run.stamps[at] = run.stamp
    run.reached.push(at)
    const token = run.glob[at >> 1]?.token
    if (token !== 'many' && token !== 'components') return
  }
}

function readByte(run: Run, position: number, byte: number): void {
  const token = run.glob[position >> 1]
  if (token === undefined) return
  if (token.token === 'components') readComponent(run, position, byte)
  else if (token.bytes[byte] === 1) reach(run, token.token === 'one' ? position + 2 : position)
}

function readComponent(run: Run, position: number, byte: number): void {
  const inside = position | 1
  if (byte === slash) reach(run, inside - 1)
  else if (run.stamps[inside] !== run.stamp) {
    run.stamps[inside] = run.stamp
    run.reached.push(inside)
  }
}
