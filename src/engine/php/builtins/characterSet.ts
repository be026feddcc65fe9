/** Which of the 256 bytes belong to a set: 1 for those that do. */
export type CharacterSet = Uint8Array

/** The characters of a list as `trim` takes it: each one, and `a..z` for a range. */
export function characterSet(list: string): CharacterSet {
  const characters = new Uint8Array(256)
  let at = 0
  while (at < list.length) {
    const last = list.charAt(at + 3)
    const isRange = list.startsWith('..', at + 1) && last !== '' && last >= list.charAt(at)
    if (isRange) characters.fill(1, list.charCodeAt(at), last.charCodeAt(0) + 1)
    else characters[list.charCodeAt(at)] = 1
    at += isRange ? 4 : 1
  }
  return characters
}

/** The characters of a text, without ranges. */
export function charactersOf(text: string): CharacterSet {
  const characters = new Uint8Array(256)
  for (let at = 0; at < text.length; at += 1) characters[text.charCodeAt(at)] = 1
  return characters
}

/** How many characters from the start are inside of the set, or outside of it. */
export function leading(text: string, characters: CharacterSet, side: 'inside' | 'outside'): number {
  const wanted = side === 'inside' ? 1 : 0
  let end = 0
  while (end < text.length && characters[text.charCodeAt(end)] === wanted) end += 1
  return end
}
