import { unknown } from '../value.ts'
import type { PureFunction } from '../value.ts'
import { cutFunctions } from './cutFunctions.ts'
import { searchFunctions } from './searchFunctions.ts'
import { textFunctions } from './textFunctions.ts'

/** Functions that count characters: over ASCII they are those that count bytes, over anything else they are unknown. */
export const multibyteFunctions: Readonly<Record<string, PureFunction>> = {
  mb_substr: overAscii(cutFunctions['substr']),
  iconv_substr: overAscii(cutFunctions['substr']),
  mb_str_split: overAscii(cutFunctions['str_split']),
  mb_strlen: overAscii(textFunctions['strlen']),
  iconv_strlen: overAscii(textFunctions['strlen']),
  mb_strtolower: overAscii(textFunctions['strtolower']),
  mb_strtoupper: overAscii(textFunctions['strtoupper']),
  mb_strpos: overAscii(searchFunctions['strpos']),
  iconv_strpos: overAscii(searchFunctions['strpos']),
}

/** The encoding, a last argument more than the function of bytes has, makes it unknown too. */
function overAscii(ofBytes: PureFunction | undefined): PureFunction {
  return (args, meter) => {
    for (const argument of args) meter.touch(typeof argument === 'string' ? argument.length : 16)
    const isAscii = args.every((value) => typeof value !== 'string' || !/[^\0-\x7f]/.test(value))
    return isAscii && ofBytes !== undefined ? ofBytes(args, meter) : unknown
  }
}
