/** One code of a format of `pack` or `unpack` with its repeater. */
export interface PackCode {
  readonly code: string
  readonly count: number | 'all' | 'one'
  /** `unpack` only: what stands behind the code. */
  readonly name: string
}

/** Codes of one format; programs use a handful. */
const codesMax = 1000

/** Undefined for what is no format. */
export function packCodes(format: string): PackCode[] | undefined {
  return read(format, /([a-zA-Z@])(\*|\d{1,9})?()/y)
}

/** Parts with names, with `/` between. */
export function unpackCodes(format: string): PackCode[] | undefined {
  return read(format, /([a-zA-Z@])(\*|\d{1,9})?([^/]*)(?:\/|$)/y)
}

function read(format: string, pattern: RegExp): PackCode[] | undefined {
  const codes: PackCode[] = []
  let at = 0
  while (at < format.length) {
    pattern.lastIndex = at
    const match = pattern.exec(format)
    if (match === null || codes.length === codesMax) return undefined
    const [all, code = '', repeater, name = ''] = match
    codes.push({ code, count: countOf(repeater), name })
    at += all.length
  }
  return codes
}

function countOf(repeater: string | undefined): PackCode['count'] {
  if (repeater === undefined) return 'one'
  return repeater === '*' ? 'all' : Number(repeater)
}

/** Bytes and order of the integer codes; the machine's own order is that of x86 and ARM, the smaller byte first. */
export const integerCodes: ReadonlyMap<string, IntegerCode> = new Map<string, IntegerCode>([
  ['c', { bytes: 1, order: 'little', sign: 'signed' }],
  ['C', { bytes: 1, order: 'little', sign: 'unsigned' }],
  ['s', { bytes: 2, order: 'little', sign: 'signed' }],
  ['S', { bytes: 2, order: 'little', sign: 'unsigned' }],
  ['n', { bytes: 2, order: 'big', sign: 'unsigned' }],
  ['v', { bytes: 2, order: 'little', sign: 'unsigned' }],
  ['i', { bytes: 4, order: 'little', sign: 'signed' }],
  ['I', { bytes: 4, order: 'little', sign: 'unsigned' }],
  ['l', { bytes: 4, order: 'little', sign: 'signed' }],
  ['L', { bytes: 4, order: 'little', sign: 'unsigned' }],
  ['N', { bytes: 4, order: 'big', sign: 'unsigned' }],
  ['V', { bytes: 4, order: 'little', sign: 'unsigned' }],
  ['q', { bytes: 8, order: 'little', sign: 'signed' }],
  ['Q', { bytes: 8, order: 'little', sign: 'signed' }],
  ['J', { bytes: 8, order: 'big', sign: 'signed' }],
  ['P', { bytes: 8, order: 'little', sign: 'signed' }],
])

export interface IntegerCode {
  readonly bytes: number
  readonly order: 'little' | 'big'
  readonly sign: 'signed' | 'unsigned'
}
