import fc from 'fast-check'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { PhpValue } from '../../src/engine/php/value.ts'
import { args, eachOf, needle, optional, small, words } from './phpArguments.ts'
import type { Calls } from './phpArguments.ts'
import { formatCalls } from './phpFormatCalls.ts'
import { patternCalls } from './phpPatternCalls.ts'
import {
  phpArray,
  phpArrayOf,
  phpBytes,
  phpFloat,
  phpInteger,
  phpKey,
  phpNumeral,
  phpScalar,
  phpText,
  phpValue,
  phpWord,
} from './phpArbitraries.ts'

const flag = fc.boolean()
const count = fc.integer({ min: 0, max: 12 })
const base = fc.constantFrom(2, 8, 10, 16, 36)
const texts = phpArrayOf(phpText)

const twins = phpWord.map((text) => [text, text])

const hexDigits = phpBytes.map((text) => Buffer.from(text, 'latin1').toString('hex'))
const packed = phpBytes.map((text) => Buffer.from(text.repeat(3), 'latin1'))
const base64 = fc.oneof(
  phpBytes.map((text) => Buffer.from(text, 'latin1').toString('base64')),
  fc
    .array(fc.constantFrom('a', 'Q', '=', ' ', '\n', '-', '_', '+', '/', 'z', '*'), { maxLength: 10 })
    .map((all) => all.join('')),
)

const textCalls: Calls = {
  ...eachOf(
    ['strlen', 'strrev', 'strtolower', 'strtoupper', 'ucfirst', 'lcfirst', 'addslashes', 'quotemeta'],
    args(phpScalar),
  ),
  ...eachOf(
    ['nl2br', 'ord', 'stripslashes', 'bin2hex', 'base64_encode', 'urlencode', 'rawurlencode', 'str_rot13'],
    args(phpText),
  ),
  stripcslashes: args(
    fc
      .array(fc.constantFrom('\\', 'x', '4', '1', 'n', '0', 'a', 'z', '7'), { maxLength: 10 })
      .map((all) => all.join('')),
  ),
  ucwords: optional(1, phpText, needle),
  ...eachOf(
    ['trim', 'ltrim', 'rtrim', 'chop'],
    optional(1, phpText, fc.oneof(needle, fc.constantFrom('a..z', '0..9A', 'a..', '..z', '\0..\x20'))),
  ),
  str_repeat: args(phpText, small),
  str_pad: optional(2, phpText, fc.integer({ min: -2, max: 30 }), needle, fc.integer({ min: 0, max: 2 })),
  count_chars: args(phpText, fc.constantFrom(1, 3)),
  str_word_count: optional(1, phpWord, fc.constantFrom(0, 1)),
  chr: args(fc.oneof(phpInteger, phpNumeral)),
  substr: optional(1, phpText, small, fc.oneof(small, fc.constant(null))),
  str_split: optional(1, phpText, count),
  chunk_split: optional(2, phpText, count, needle),
  explode: optional(1, needle, phpWord, small),
  ...eachOf(['implode', 'join'], fc.oneof(args(needle, phpArray), args(phpArray))),
  substr_replace: optional(1, phpText, needle, small, fc.oneof(small, fc.constant(null))),
  ...eachOf(['strpos', 'stripos', 'strrpos', 'strripos'], optional(1, phpWord, needle, small)),
  ...eachOf(['strstr', 'strchr', 'stristr'], optional(1, phpWord, needle, flag)),
  strrchr: args(phpWord, needle),
  strpbrk: args(phpWord, needle),
  substr_count: optional(2, phpWord, needle, small, fc.oneof(small, fc.constant(null))),
  ...eachOf(['str_contains', 'str_starts_with', 'str_ends_with'], args(phpWord, needle)),
  ...eachOf(['strspn', 'strcspn'], optional(2, phpWord, needle, small, fc.oneof(small, fc.constant(null)))),
  ...eachOf(['strcmp', 'strcasecmp', 'similar_text', 'levenshtein'], fc.oneof(args(phpWord, phpWord), twins)),
  ...eachOf(
    ['strncmp', 'strncasecmp'],
    args(fc.constantFrom('abc', 'abd', 'b'), fc.constantFrom('ab', 'abc', 'Abe'), small),
  ),
  ...eachOf(
    ['str_replace', 'str_ireplace'],
    fc.oneof(
      args(needle, needle, phpWord),
      args(words, needle, phpWord),
      args(words, words, phpWord),
      args(words, words, texts),
    ),
  ),
  strtr: fc.oneof(
    args(phpWord, needle, needle),
    args(
      phpWord,
      fc.array(fc.tuple(needle, needle)).map((pairs) => ({ entries: new Map(pairs), next: 0 })),
    ).filter(hasTextKeys),
  ),
}

/** A key such as '0' would be a number in PHP. */
function hasTextKeys([, table]: readonly PhpValue[]): boolean {
  if (typeof table !== 'object' || table === null) return false
  return [...table.entries.keys()].every((key) => !/^-?\d+$/.test(String(key)))
}

const directive = fc
  .tuple(
    fc.constantFrom('', '-', '+', '0', ' ', "'*", "-'x", '+0', '-0'),
    fc.constantFrom('', '3', '10'),
    fc.constantFrom('', '.0', '.1', '.3'),
    fc.constantFrom('s', 's', 'd', 'd', 'x', 'X', 'o', 'b', 'c', 'u', 'f', 'F', 'e', 'E'),
  )
  .map(([flags, width, precision, type]) => `%${flags}${width}${precision}${type}`)
const format = fc
  .array(fc.oneof(directive, fc.constantFrom('%%', ' a ', '%2$s', '%1$d', '%')), { maxLength: 4 })
  .map((parts) => parts.join('|'))

const codecCalls: Calls = {
  base64_decode: optional(1, base64, flag),
  hex2bin: args(
    fc.oneof(
      phpBytes.map((text) => Buffer.from(text, 'latin1').toString('hex')),
      phpText,
    ),
  ),
  ...eachOf(
    ['urldecode', 'rawurldecode'],
    args(
      fc
        .array(fc.constantFrom('%', '4', '1', 'f', 'F', '+', 'g', ' '), { maxLength: 12 })
        .map((all) => all.join('')),
    ),
  ),
  quoted_printable_decode: args(
    fc
      .array(fc.constantFrom('=', '4', '1', 'F', '\n', '\r\n', 'g', ' '), { maxLength: 12 })
      .map((all) => all.join('')),
  ),
  convert_uuencode: args(phpBytes.map((text) => text.repeat(4))),
  pack: fc.oneof(
    args(fc.constantFrom('H*', 'h*', 'H3', 'A*', 'a5', 'A5', 'Z*', 'Z4', 'H'), fc.oneof(hexDigits, phpText)),
    args(
      fc.constantFrom('C*', 'c2', 'n2', 'N*', 'vV', 's2', 'l*', 'Lx2C', 'q2', 'JP', 'A2C', 'i*', 'I2'),
      phpInteger,
      phpInteger,
    ),
  ),
  unpack: args(
    fc.constantFrom(
      'H*',
      'h*',
      'H3',
      'C*',
      'c2x',
      'n2',
      'Na/nb',
      'a3a/A*b',
      'Z4',
      'C1len/a*data',
      'vx',
      's*',
      'V',
      'l',
      'H2k',
      'C2chars/nint',
    ),
    phpBytes,
  ),
  gzinflate: args(packed.map((bytes) => deflateRawSync(bytes).toString('latin1'))),
  gzuncompress: args(packed.map((bytes) => deflateSync(bytes).toString('latin1'))),
  gzdecode: args(packed.map((bytes) => gzipSync(bytes).toString('latin1'))),
  zlib_decode: args(
    fc
      .tuple(packed, fc.constantFrom(deflateRawSync, deflateSync, gzipSync))
      .map(([bytes, pack]) => pack(bytes).toString('latin1')),
  ),
  ...eachOf(['md5', 'sha1'], optional(1, phpText, flag)),
  crc32: args(phpText),
  hash: optional(
    1,
    fc.constantFrom('md5', 'SHA1', 'sha256', 'sha512', 'crc32b', 'sha224', 'sha384'),
    phpText,
    flag,
  ),
  hash_hmac: optional(1, fc.constantFrom('md5', 'sha256'), phpText, phpText, flag),
  sprintf: fc.tuple(format, fc.array(phpScalar, { maxLength: 5 })).map(([text, values]) => [text, ...values]),
  vsprintf: args(format, phpArray),
}

const numberCalls: Calls = {
  ...eachOf(['abs', 'ceil', 'floor', 'sqrt'], args(fc.oneof(phpInteger, phpFloat, phpNumeral))),
  round: optional(1, fc.oneof(phpInteger, fc.double({ min: -1e6, max: 1e6, noNaN: true })), count),
  pi: args(),
  pow: args(fc.oneof(phpInteger, phpNumeral), small),
  intdiv: args(phpInteger, small),
  fmod: args(fc.oneof(phpInteger, phpFloat), fc.oneof(small, phpFloat)),
  ...eachOf(
    ['is_nan', 'is_infinite', 'is_finite'],
    args(fc.oneof(phpFloat, phpInteger, fc.constantFrom(Infinity, NaN))),
  ),
  ...eachOf(['dechex', 'decoct', 'decbin'], args(phpInteger)),
  ...eachOf(['hexdec', 'octdec', 'bindec'], args(phpText)),
  base_convert: args(fc.oneof(phpWord, phpNumeral), base, base),
  ...eachOf(['max', 'min'], fc.oneof(args(phpArray), fc.array(phpScalar, { minLength: 2, maxLength: 4 }))),
  intval: optional(
    1,
    fc.oneof(phpScalar, fc.constantFrom('0x1A', '-0x1a', '0b11', '017', '12abc', '')),
    fc.constantFrom(0, 2, 8, 10, 16, 36),
  ),
  ...eachOf(['floatval', 'doubleval', 'strval', 'boolval'], args(phpScalar)),
  ...eachOf(
    ['is_array', 'is_bool', 'is_float', 'is_double', 'is_int', 'is_integer', 'is_long', 'is_null'],
    args(phpValue),
  ),
  ...eachOf(['is_numeric', 'is_object', 'is_resource', 'is_scalar', 'is_string', 'gettype'], args(phpValue)),
  ...eachOf(
    ['alnum', 'alpha', 'cntrl', 'digit', 'graph', 'lower', 'print', 'punct', 'space', 'upper', 'xdigit'].map(
      (kind) => `ctype_${kind}`,
    ),
    args(fc.oneof(phpText, fc.constantFrom('abc', 'ABC', '123', 'a1', '!?', ' \t', '\x01', 'é'))),
  ),
}

const plain = fc.oneof(phpWord, fc.integer({ min: 0, max: 5 }))
const plainArray = phpArrayOf(plain)
const keys = fc.oneof<fc.Arbitrary<PhpValue>[]>(phpKey, fc.constantFrom('1', '01', null, true))

const arrayCalls: Calls = {
  ...eachOf(
    ['count', 'sizeof', 'current', 'pos', 'key', 'array_key_first', 'array_key_last'],
    args(phpArray),
  ),
  ...eachOf(
    ['array_values', 'array_is_list', 'array_filter', 'array_flip', 'array_count_values'],
    args(plainArray),
  ),
  ...eachOf(
    ['array_sum', 'array_product'],
    args(phpArrayOf(fc.oneof(phpInteger, phpFloat, fc.constantFrom('3', '1.5', true, null)))),
  ),
  ...eachOf(['array_key_exists', 'key_exists'], args(keys, phpArray)),
  array_keys: fc.oneof(args(phpArray), args(plainArray, plain, flag)),
  ...eachOf(['in_array', 'array_search'], optional(1, phpScalar, phpArray, flag)),
  array_reverse: optional(1, phpArray, flag),
  array_slice: optional(2, phpArray, small, fc.oneof(small, fc.constant(null)), flag),
  array_pad: args(phpArray, small, phpScalar),
  array_chunk: optional(1, phpArray, count, flag),
  array_fill: args(small, count, phpScalar),
  array_fill_keys: args(phpArrayOf(plain), phpScalar),
  array_combine: args(plainArray, plainArray),
  array_change_key_case: optional(1, phpArray, fc.constantFrom(0, 1)),
  array_column: args(phpArrayOf(phpArray), phpKey),
  array_unique: args(plainArray),
  ...eachOf(
    ['array_merge', 'array_replace', 'array_diff_key', 'array_intersect_key'],
    args(phpArray, phpArray),
  ),
  ...eachOf(
    ['array_diff', 'array_diff_assoc', 'array_intersect', 'array_intersect_assoc'],
    args(phpArrayOf(phpScalar), phpArrayOf(phpScalar)),
  ),
  range: fc.oneof(
    args(small, small),
    args(small, small, fc.constantFrom(1, 2, -2, 3)),
    args(fc.constantFrom('a', 'z', 'A', 'f'), fc.constantFrom('a', 'e', 'z', 'Z')),
    args(fc.constantFrom('1', 'a', 2.5), fc.constantFrom('9', 'z', 5)),
  ),
}

/** By name of the function. */
export const phpCalls: Calls = {
  ...textCalls,
  ...codecCalls,
  ...formatCalls,
  ...patternCalls,
  ...numberCalls,
  ...arrayCalls,
}
