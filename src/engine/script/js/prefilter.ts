import { isForeign } from './hosts.ts'

/**
 * True when a text is perhaps a script that does one of the things that the rules are about: hides something, or does
 * something with an address of another machine. Of a large file what stands around such a place must look like it: bundles
 * have every word somewhere, and to run one costs a hundred times as much as to search it.
 */
export function wantsJavaScript(text: string): boolean {
  if (/^[\s\xef\xbb\xbf]*</.test(text) || !/[=(]/.test(text)) return false
  const ends = endsOf(text)
  if (hides.test(text) || named.test(text) || addsScript.test(ends)) return true
  return isDecoding(text.length <= middleFileChars ? text : ends) || isActing(text) || isReplacing(text)
}

/** A small file as a whole, and where scripts are put into larger ones. */
function endsOf(text: string): string {
  return text.length <= smallFileChars ? text : `${text.slice(0, endChars)}\n${text.slice(-endChars)}`
}

const endChars = 6144

const addsScript = /createElement\s*\(\s*["'`]script["'`][^]{0,300}?(?:\.src\b|["']src["'])/i

/** Letters as numbers, names of packers, decoders with their text. */
const hides =
  /_0x[0-9a-f]{2,8}\b|["'](?:\\x[2-7][0-9a-f]){3}|fromCharCode\s*\(\s*(?:0x)?[0-9a-f]{1,4}\s*,|["']fromCharCode|\batob\s*\(\s*["'`][\w+/=]{12}|unescape\s*\(\s*["']%|["']e(?:va?)?["']\s*\+\s*["'](?:v|al?|l)["'a]|\beval\s*\(\s*(?:\(\s*)?function/i

/** What hardly anybody has in a script. */
const named =
  /user-new\.php|eth_call|\.Anonymous\s*\(|powershell[ .]|\bmshta\b|api\.telegram\.org\/bot|bsc-dataseed|coin-?hive/i

/** Decoders of something that does not stand there, near what runs or loads it. */
function isDecoding(text: string): boolean {
  return around(text, decoders, { before: 400, after: 600 }).some((part) => runs.test(part))
}

const decoders =
  /\batob\b|fromCharCode|unescape\s*\(|decodeURIComponent\s*\(\s*escape|\.reverse\s*\(\s*\)\s*\.\s*join|\^\s*(?:0x)?\d/gi
const runs =
  /\beval\s*\(|[^\w.]Function\s*\(|\.src\s*=|document\.write|["']script["']|location(?:\.href)?\s*=[^=]|location\.replace/

function isActing(text: string): boolean {
  let left = addressesMax
  for (const match of text.matchAll(absolute)) {
    if ((left -= 1) < 0) break
    if (!isForeign(match[0].slice(1))) continue
    if (text.length <= smallFileChars) return acts(text)
    const part = text.slice(Math.max(0, match.index - nearChars), match.index + nearChars)
    if (acts(part)) return true
  }
  return false
}

/** Something is done with the clipboard, and an address of a wallet stands there. */
function isReplacing(text: string): boolean {
  return text.includes('clipboardData') && walletText.test(text)
}

const walletText = /["'`](?:bc1[a-z0-9]{25}|0x[0-9a-fA-F]{40}["'`]|[13][a-km-zA-HJ-NP-Z1-9]{25,34}["'`])/

const smallFileChars = 32_768
const middleFileChars = 131_072
const nearChars = 1200
const addressesMax = 300
const absolute = /["'`](?:https?:|wss?:)?\\?\/\\?\/[a-z0-9.-]{4,100}/gi

function acts(part: string): boolean {
  if (loads.test(part)) return true
  if (sends.test(part) && given.test(part)) return true
  return leaves.test(part) && asks.test(part)
}

const loads =
  /createElement\s*\(\s*["'`](?:script|iframe)|document\.write(?:ln)?\s*\([^)]{0,200}<(?:script|iframe)|getScript\s*\(|importScripts\s*\(/i
const sends =
  /XMLHttpRequest|\bfetch\s*\(|sendBeacon|WebSocket\s*\(|new Image|createElement\s*\(\s*["']img|\.ajax\s*\(|\$\.(?:post|get)\s*\(/i
const given =
  /\.value\b|\.val\(\)|keyCode|\.key\b|serialize|FormData|\beval\b|[^\w.]Function\s*\(|document\.cookie|querySelectorAll/
const leaves = /location(?:\.href)?\s*=[^=]|location\.(?:replace|assign)|window\.open\s*\(/
const asks = /referrer|userAgent/

/** The text around each place that a pattern finds. */
function around(
  text: string,
  pattern: RegExp,
  { before, after }: { readonly before: number; readonly after: number },
): string[] {
  const parts: string[] = []
  for (const { index } of text.matchAll(pattern)) {
    if (parts.length === addressesMax) break
    parts.push(text.slice(Math.max(0, index - before), index + after))
  }
  return parts
}
