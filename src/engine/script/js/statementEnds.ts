/**
 * Offsets behind statements outside of all brackets: after `;` and `}`, and at line ends. Strings, templates and comments
 * are passed over; a quote that is none (in a regular expression) ends with its line. Linear.
 */
export function endsOfStatements(text: string): number[] {
  const ends: number[] = []
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    const quietEnd = endOfQuiet(text, at, char)
    if (quietEnd !== undefined) {
      at = quietEnd - 1
      continue
    }
    if ('([{'.includes(char)) depth += 1
    if (')]}'.includes(char)) depth = Math.max(0, depth - 1)
    if (depth === 0 && (char === ';' || char === '}' || char === '\n') && ends.length < endsMax)
      ends.push(at + 1)
  }
  return ends
}

const endsMax = 100_000

/** End of a string or comment that starts here; undefined for anything else. */
function endOfQuiet(text: string, at: number, char: string): number | undefined {
  if (char === '"' || char === "'") return endOfString(text, at + 1, char, '\n')
  if (char === '`') return endOfString(text, at + 1, char, null)
  if (char !== '/') return undefined
  if (text.startsWith('/*', at)) return endAt(text, '*/', at + 2)
  return text.startsWith('//', at) ? endAt(text, '\n', at) : undefined
}

function endAt(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end === -1 ? text.length : end + (mark === '\n' ? 0 : mark.length)
}

function endOfString(text: string, from: number, quote: string, stop: string | null): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === quote) return at + 1
    if (char === stop) return at
    if (char === '\\') at += 1
  }
  return text.length
}
