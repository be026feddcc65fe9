import { serverKeyTaint } from '../lists/sources.ts'
import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { sign } from './signs.ts'
import { endOf, kindAt, lowerOf, startOf, textOf, type TokenCursor } from './tokenCursor.ts'
import { variableSigns as namedVariables } from './words.ts'

const openParenthesis = operatorKind('(')
const openBracket = operatorKind('[')
const closeBracket = operatorKind(']')
const doubleColon = operatorKind('::')
const arrow = operatorKind('->')

/** Signs of the variable at `index`: where its value is from, whether it is called, how it is named. */
export function variableSigns(cursor: TokenCursor, index: number): number {
  return calledSigns(cursor, index) | nameOfSigns(cursor, index)
}

function calledSigns(cursor: TokenCursor, index: number): number {
  const before = kindAt(cursor, index - 1)
  const isCalled = kindAt(cursor, index + 1) === openParenthesis
  if (before === arrow || before === doubleColon) return isCalled ? sign.dynamicMember : 0
  if (before === tokenKind.name && lowerOf(cursor, index - 1) === 'new') return sign.dynamicMember
  return isCalled ? sign.dynamicCall : 0
}

function nameOfSigns(cursor: TokenCursor, index: number): number {
  const start = startOf(cursor, index) + 1
  const end = endOf(cursor, index)
  switch (cursor.text.charCodeAt(start)) {
    case 0x5f:
      return superglobalSigns(cursor, index, cursor.text.slice(start, end))
    case 0x47:
      return cursor.text.slice(start, end) === 'GLOBALS' ? globalsSigns(cursor, index) : 0
    case 0x48:
      return namedVariables.get(cursor.text.slice(start, end)) ?? 0
    default:
      return isUnreadableName(cursor.text, start, end) ? sign.unreadable : 0
  }
}

function superglobalSigns(cursor: TokenCursor, index: number, name: string): number {
  if (name === '_SERVER') return serverSigns(cursor, index)
  return namedVariables.get(name) ?? (/^_+$/.test(name) ? sign.unreadable : 0)
}

function serverSigns(cursor: TokenCursor, index: number): number {
  const key = writtenKey(cursor, index)
  if (key === 'HTTP_USER_AGENT' || key === 'HTTP_REFERER') return sign.visitor | sign.source
  return serverKeyTaint(key) === 0 ? 0 : sign.source
}

/** `$GLOBALS['_POST']` and keys that are computed; a plain name is a variable like others. */
function globalsSigns(cursor: TokenCursor, index: number): number {
  const key = writtenKey(cursor, index)
  return key !== undefined && /^[a-z]\w*$/i.test(key) ? 0 : sign.variableVariable
}

/** The key of `$x['key']`, when it stands there. */
function writtenKey(cursor: TokenCursor, index: number): string | undefined {
  if (kindAt(cursor, index + 1) === tokenKind.templateIndex) return textOf(cursor, index + 1).slice(1, -1)
  if (kindAt(cursor, index + 1) !== openBracket || kindAt(cursor, index + 3) !== closeBracket)
    return undefined
  const kind = kindAt(cursor, index + 2)
  if (kind !== tokenKind.singleQuoted && kind !== tokenKind.doubleQuoted) return undefined
  return textOf(cursor, index + 2).slice(1, -1)
}

/** Names of look-alike letters, and names that no keyboard writes. */
function isUnreadableName(text: string, start: number, end: number): boolean {
  let kinds = 0
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) return true
    kinds |= lookAlikes.get(code) ?? readable
  }
  return end - start >= unreadableNameMin && (kinds === round || kinds === straight)
}

const unreadableNameMin = 5
const round = 1
const straight = 2
const readable = 4

/** `O` and `0`, `I`, `l` and `1`; the underscore goes with both. */
const lookAlikes: ReadonlyMap<number, number> = new Map([
  [0x4f, round],
  [0x30, round],
  [0x49, straight],
  [0x6c, straight],
  [0x31, straight],
  [0x5f, 0],
])
