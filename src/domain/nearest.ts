/** The candidate that a mistyped `word` most likely meant, or undefined when none is close. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.slice(0, wordCharactersMax).toLowerCase()
  const ranked = candidates
    .map((name) => ({ name, distance: editDistance(typed, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  if (best === undefined) return undefined
  return best.distance <= Math.max(2, Math.floor(best.name.length / 2)) ? best.name : undefined
}

/** Longer than any name we have; bounds the table below for hostile words. */
const wordCharactersMax = 64

/** Levenshtein distance, two rows of the table at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[b.length] ?? 0
}
