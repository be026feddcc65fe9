interface ReadByte {
  readonly code: number
  readonly end: number
}

const named: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['f', 12],
  ['e', 27],
  ['a', 7],
])

const hexPattern = /x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,2})\})/y
const octalPattern = /0[0-7]{0,2}/y

/** The byte behind a backslash at `at`; undefined for a reference to a group and for what is no byte. */
export function readEscapedByte(text: string, at: number): ReadByte | undefined {
  const character = text.charAt(at)
  const code = named.get(character)
  if (code !== undefined) return { code, end: at + 1 }
  if (character === 'x') return readNumber(text, at, { pattern: hexPattern, base: 16 })
  if (character === '0') return readNumber(text, at, { pattern: octalPattern, base: 8 })
  // Letters and digits are classes, references and commands; everything else stands for itself.
  if (character === '' || /[A-Za-z0-9]/.test(character)) return undefined
  return { code: character.charCodeAt(0), end: at + 1 }
}

function readNumber(
  text: string,
  at: number,
  { pattern, base }: { readonly pattern: RegExp; readonly base: number },
): ReadByte | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  if (match === null) return undefined
  const digits = match[1] ?? match[2] ?? match[0]
  return { code: Number.parseInt(digits, base), end: at + match[0].length }
}
