import { unknown } from '../value.ts'
import type { Unknown } from '../value.ts'
import { byteTable, mapBytes } from './byteTable.ts'
import { charactersOf } from './characterSet.ts'
import { floatResult, integerOrFloat } from './convert.ts'
import { numericText } from './numericText.ts'

/** What `++` makes of a string: a number counts up, letters and digits at the end turn over like an odometer. */
export function incrementedText(text: string): number | string | Unknown {
  if (text === '') return '1'
  const numeral = numericText(text)
  // A number with blanks behind it is one since PHP 8 only.
  if (numeral?.after === 'space') return unknown
  if (numeral?.after === 'whole')
    return numeral.isInteger ? integerOrFloat(numeral.value + 1) : floatResult(numeral.value + 1)
  return turnedOver(text)
}

const carries = charactersOf('zZ9')
const turned = byteTable('zZ9', 'aA0')

/** `Az` is `Ba`, `zz` is `aaa`, `a9` is `b0`; what is neither letter nor digit stops the carry. */
function turnedOver(text: string): string {
  let at = text.length - 1
  while (at >= 0 && carries[text.charCodeAt(at)] === 1) at -= 1
  const tail = mapBytes(text.slice(at + 1), turned)
  return at < 0 ? grown(text.charAt(0)) + tail : text.slice(0, at) + next(text.charAt(at)) + tail
}

function next(character: string): string {
  const isCounted = /[A-Ya-y0-8]/.test(character)
  return isCounted ? String.fromCharCode(character.charCodeAt(0) + 1) : character
}

function grown(first: string): string {
  if (first === 'z') return 'a'
  return first === 'Z' ? 'A' : '1'
}
