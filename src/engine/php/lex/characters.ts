/** 1 for bytes that may stand in a name, 2 for those that may also start one. */
const nameBytes = new Uint8Array(256)
for (let code = 0; code < 256; code += 1) {
  const isLetter = /[a-z_\x80-\xff]/i.test(String.fromCharCode(code))
  const isDigit = code >= 0x30 && code <= 0x39
  nameBytes[code] = isLetter ? 2 : isDigit ? 1 : 0
}

export function isNameStart(code: number): boolean {
  return nameBytes[code] === 2
}

export function isNamePart(code: number): boolean {
  return (nameBytes[code] ?? 0) > 0
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** Offset after the name that begins or goes on at `at`. */
export function endOfName(text: string, at: number): number {
  let end = at
  while (end < text.length && (nameBytes[text.charCodeAt(end)] ?? 0) > 0) end += 1
  return end
}

/** Offset after the blanks and tabs at `at`. */
export function endOfBlanks(text: string, at: number): number {
  let end = at
  while (end < text.length && isBlank(text.charCodeAt(end))) end += 1
  return end
}

/** Offset after the one line end at `at`, or `at` when there is none. */
export function endOfLineEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x0d) return text.charCodeAt(at + 1) === 0x0a ? at + 2 : at + 1
  return text.charCodeAt(at) === 0x0a ? at + 1 : at
}
