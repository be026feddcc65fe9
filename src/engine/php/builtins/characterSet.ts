/** The characters of a list as `trim` takes it: each one, and `a..z` for a range. */
export function characterSet(list: string): ReadonlySet<string> {
  const characters = new Set<string>()
  let at = 0
  while (at < list.length && characters.size < 256) {
    const last = list.charAt(at + 3)
    const isRange = list.startsWith('..', at + 1) && last !== '' && last >= list.charAt(at)
    if (isRange) addRange(characters, list.charCodeAt(at), last.charCodeAt(0))
    else characters.add(list.charAt(at))
    at += isRange ? 4 : 1
  }
  return characters
}

function addRange(characters: Set<string>, from: number, to: number): void {
  for (let code = from; code <= to; code += 1) characters.add(String.fromCharCode(code))
}
