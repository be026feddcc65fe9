import { serverKeyTaint } from '../lists/sources.ts'
import { operatorKind, tokenKind } from '../lex/tokenKind.ts'
import { sign } from './signs.ts'
import { kindAt, lowerOf, textOf, type TokenCursor } from './tokenCursor.ts'
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
  const name = textOf(cursor, index).slice(1)
  const first = name.charCodeAt(0)
  if (first === 0x5f) return superglobalSigns(cursor, index, name)
  if (first === 0x47 && name === 'GLOBALS') return globalsSigns(cursor, index)
  if (first === 0x48) return namedVariables.get(name) ?? 0
  return isUnreadableName(name) ? sign.unreadable : 0
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
function isUnreadableName(name: string): boolean {
  if (name.length < unreadableNameMin) return /[\x80-\xff]/.test(name)
  return /^(?:[O0_]+|[Il1_]+)$/.test(name) || /[\x80-\xff]/.test(name)
}

const unreadableNameMin = 5
