/**
 * True when a text is perhaps a script that does one of the things that the rules are about: hides something, runs what it
 * makes or fetches, adds a script of another machine, sends what is typed, sends visitors away. A few passes for words.
 */
export function wantsJavaScript(text: string): boolean {
  if (/^[\s\xef\xbb\xbf]*</.test(text) || !/[=(]/.test(text)) return false
  return hides.test(text) || isNamed(text) || isActing(text)
}

/** Letters as numbers, names of packers, decoders with their text. */
const hides =
  /_0x[0-9a-f]{2,8}\b|(?:\\x[0-9a-f]{2}){4}|fromCharCode\s*\(\s*(?:0x)?[0-9a-f]+\s*,|["'\[]fromCharCode|\batob\s*\(|unescape\s*\(\s*["']|\.reverse\s*\(\s*\)\s*\.\s*join|\["reverse"\]|["']e["']?\s*\+?\s*["']?v["']?\s*\+\s*["']?a/i

function isNamed(text: string): boolean {
  return /user-new\.php|eth_call|\.Anonymous\s*\(|powershell|mshta|api\.telegram\.org|bsc-dataseed|coin-?hive/i.test(
    text,
  )
}

/** An address of another machine, and something that is done with it. */
function isActing(text: string): boolean {
  if (!/["'`](?:https?:|wss?:)?\/\/[a-z0-9]/i.test(text)) return false
  if (/createElement|document\.write|getScript|importScripts/.test(text) && /["'`]?script/i.test(text))
    return true
  const sends =
    /XMLHttpRequest|\bfetch\s*\(|sendBeacon|WebSocket|new Image|\.ajax\s*\(|\$\.(?:post|get)/.test(text)
  if (
    sends &&
    /\.value\b|\.val\(\)|keyCode|\.key\b|serialize|FormData|\beval\b|Function\s*\(|cookie/.test(text)
  )
    return true
  return /referrer|userAgent/.test(text) && /location|window\.open/.test(text)
}
