import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { hasNumericEscape } from './stringSigns.ts'
import { sign } from './signs.ts'
import { kindAt, textOf, type TokenCursor } from './tokenCursor.ts'

const endsInclude = new Set<number>([operatorKind(';'), tokenKind.closeTag, tokenKind.end])

/** More tokens than this in a path are a computation. */
const pathTokensMax = 32

/** Signs of the include at `index`: what its path is made of. */
export function includeSigns(cursor: TokenCursor, index: number): number {
  let last = ''
  let isComputed = false
  for (let at = index + 1; at <= index + pathTokensMax; at += 1) {
    const kind = kindAt(cursor, at)
    if (endsInclude.has(kind)) break
    if (textKinds.has(kind)) {
      last = withoutQuotes(textOf(cursor, at))
      if (isOddPath(last)) return sign.strong
    } else if (kind === tokenKind.variable) isComputed = true
  }
  return isComputed && !codeName.test(last) ? sign.dynamicInclude : 0
}

const textKinds = new Set<number>([tokenKind.singleQuoted, tokenKind.doubleQuoted, tokenKind.templateText])

/** With a name before the ending: `'.php'` after something computed says nothing of the file. */
const codeName = /[\w-]\.(?:php[0-9]?|inc|html?|phtml|tpl|module|install|theme|dist|class)$/i

/** Stored in pieces such as `'/' . $name . '.php'`, so a text without an ending says nothing. */
function isOddPath(text: string): boolean {
  if (hasNumericEscape(text)) return true
  if (oddAddress.test(text) || temporary.test(text)) return true
  return oddEnding.test(text) || hiddenName.test(text)
}

const oddAddress = /^(?:https?|ftp|data|phar|zip|expect|compress\.zlib|php):/i
const temporary = /^\/(?:tmp|var\/tmp|dev\/shm)\//
const oddEnding =
  /\.(?:ico|gif|jpe?g|png|bmp|svg|webp|txt|log|css|js|csv|dat|tmp|bak|cache|zip|gz|pdf|ttf|woff2?|mp[34]|ott|psd)$/i
const hiddenName = /(?:^|\/)\.[a-z0-9_-][^/]*$/i

function withoutQuotes(text: string): string {
  const quote = text.charAt(0)
  return quote === "'" || quote === '"' ? text.slice(1, text.endsWith(quote) ? -1 : undefined) : text
}
