/** What a regular expression may do to a long text: empty when its time grows with the text and no faster. */
export function slowShapes(source: string, flags: string): string[] {
  const reader = { source, at: 0, caseless: flags.includes('i') }
  const root = readChoice(reader)
  if (reader.at < source.length) return [`not understood at ${reader.at}`]
  const isFixed = flags.includes('y')
  return [...nested(root, false), ...adjacent(root), ...(isFixed ? [] : openStarts(root))]
}

type Node =
  | { readonly kind: 'set'; readonly set: ReadonlySet<number> }
  | { readonly kind: 'edge'; readonly anchors: boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'repeat'; readonly body: Node; readonly least: number; readonly most: number }

interface Reader {
  readonly source: string
  readonly caseless: boolean
  at: number
}

/** More turns than this count as no end. */
const turnsMax = 64

function isLong(node: Node): node is Extract<Node, { kind: 'repeat' }> {
  return node.kind === 'repeat' && node.most > turnsMax
}

/** A repetition in a repetition, unless each turn of the outer one begins with a byte that the inner one cannot take. */
function nested(node: Node, isInside: boolean): string[] {
  const own = isLong(node) && isInside ? ['a repetition inside a repetition'] : []
  return [
    ...own,
    ...childrenOf(node).flatMap((child) => nested(child, isInside || (isLong(node) && !isParted(node)))),
  ]
}

function isParted(repeat: Extract<Node, { kind: 'repeat' }>): boolean {
  const inner = longInside(repeat.body)
  const [first] = repeat.body.kind === 'sequence' ? repeat.body.parts : [repeat.body]
  return first?.kind === 'set' && inner.every((one) => disjoint(first.set, takes(one)))
}

function longInside(node: Node): Node[] {
  return [...(isLong(node) ? [node] : []), ...childrenOf(node).flatMap(longInside)]
}

/** Two repetitions that may share bytes with nothing between them that has to be there. */
function adjacent(node: Node): string[] {
  const found = childrenOf(node).flatMap(adjacent)
  if (node.kind !== 'sequence') return found
  for (const [at, part] of node.parts.entries()) {
    if (!isLong(part)) continue
    const next = node.parts.slice(at + 1)
    const end = next.findIndex((one) => !isNullable(one))
    const reached = end === -1 ? next : next.slice(0, end + 1)
    if (reached.some((one) => isLong(one) && !disjoint(takes(part), takes(one))))
      found.push('two repetitions that overlap')
  }
  return found
}

/** A repetition that a match may begin with and that something has to follow: each place of the text begins it again. */
function openStarts(root: Node): string[] {
  const options = root.kind === 'choice' ? root.options : [root]
  return options.flatMap((option) => {
    const parts = option.kind === 'sequence' ? option.parts : [option]
    const [first, ...others] = parts
    const isSlow =
      first !== undefined && isLong(first) && others.some((one) => !isNullable(one) || one.kind === 'edge')
    return isSlow ? ['a repetition at the start that something follows'] : []
  })
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.parts
    case 'choice':
      return node.options
    case 'repeat':
      return [node.body]
    default:
      return []
  }
}

function isNullable(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'edge':
      return true
    case 'sequence':
      return node.parts.every(isNullable)
    case 'choice':
      return node.options.some(isNullable)
    case 'repeat':
      return node.least === 0 || isNullable(node.body)
  }
}

function takes(node: Node): ReadonlySet<number> {
  if (node.kind === 'set') return node.set
  return new Set(childrenOf(node).flatMap((child) => [...takes(child)]))
}

function disjoint(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return ![...one].some((code) => other.has(code))
}

function readChoice(reader: Reader): Node {
  const options = [readSequence(reader)]
  while (reader.source.charAt(reader.at) === '|') {
    reader.at += 1
    options.push(readSequence(reader))
  }
  return options.length === 1 ? options[0]! : { kind: 'choice', options }
}

function readSequence(reader: Reader): Node {
  const parts: Node[] = []
  while (reader.at < reader.source.length && !'|)'.includes(reader.source.charAt(reader.at)))
    parts.push(readRepeat(reader, readAtom(reader)))
  return { kind: 'sequence', parts }
}

function readRepeat(reader: Reader, body: Node): Node {
  const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(reader.source.slice(reader.at))
  if (match === null) return body
  const [all, least, comma, most] = match
  reader.at += all.length
  if (least === undefined) {
    return {
      kind: 'repeat',
      body,
      least: all.startsWith('+') ? 1 : 0,
      most: all.startsWith('?') ? 1 : Infinity,
    }
  }
  const end = most === '' ? Infinity : Number(most)
  return { kind: 'repeat', body, least: Number(least), most: comma === '' ? Number(least) : end }
}

function readAtom(reader: Reader): Node {
  const character = reader.source.charAt(reader.at)
  reader.at += 1
  if (character === '^' || character === '$') return { kind: 'edge', anchors: character === '^' }
  if (character === '(') return readGroup(reader)
  const from = reader.at - 1
  if (character === '[') reader.at = classEnd(reader.source, reader.at)
  else if (character === '\\') reader.at += escapeLength(reader.source.slice(reader.at))
  const piece = reader.source.slice(from, reader.at)
  if (piece === '\\b' || piece === '\\B') return { kind: 'edge', anchors: false }
  return { kind: 'set', set: bytesOf(piece, reader.caseless) }
}

/** What is looked at around a place takes no bytes, but is read as a part of its own. */
function readGroup(reader: Reader): Node {
  const opening = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(reader.source.slice(reader.at))?.[0] ?? ''
  reader.at += opening.length
  const body = readChoice(reader)
  reader.at += 1
  const isLook = /[=!]$/.test(opening)
  return isLook ? { kind: 'repeat', body, least: 0, most: 1 } : body
}

function classEnd(source: string, from: number): number {
  let at = from
  while (source.charAt(at) !== ']') at += source.charAt(at) === '\\' ? 2 : 1
  return at + 1
}

function escapeLength(rest: string): number {
  return /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[A-Z]|[\s\S])/.exec(rest)?.[0].length ?? 1
}

/** Asked of the engine itself, byte by byte. */
function bytesOf(piece: string, caseless: boolean): ReadonlySet<number> {
  const test = new RegExp(`^(?:${piece})$`, caseless ? 'i' : '')
  const codes = Array.from({ length: 256 }, (_, code) => code)
  return new Set(codes.filter((code) => test.test(String.fromCharCode(code))))
}
