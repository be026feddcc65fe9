/** The text that takes the place of a match: `$1`, `${1}` and `\1` are groups, and a backslash makes the next sign plain. */
export function replacementOf(by: string, group: (index: number) => string): string {
  if (!/[\\$]/.test(by)) return by
  const out: string[] = []
  let at = 0
  while (at < by.length) {
    const piece = pieceAt(by, at, group)
    out.push(piece.text)
    at = piece.end
  }
  return out.join('')
}

function pieceAt(
  by: string,
  at: number,
  group: (index: number) => string,
): { readonly text: string; readonly end: number } {
  const reference = referenceAt(by, at)
  if (reference !== undefined) return { text: group(reference.index), end: reference.end }
  const next = by.charAt(at + 1)
  const isEscape = by.charAt(at) === '\\' && (next === '\\' || next === '$')
  return isEscape ? { text: next, end: at + 2 } : { text: by.charAt(at), end: at + 1 }
}

const referencePattern = /\\(\d{1,2})|\$(\d{1,2})|\$\{(\d{1,2})\}/y

function referenceAt(by: string, at: number): { readonly index: number; readonly end: number } | undefined {
  referencePattern.lastIndex = at
  const match = referencePattern.exec(by)
  if (match === null) return undefined
  return { index: Number(match[1] ?? match[2] ?? match[3]), end: referencePattern.lastIndex }
}
