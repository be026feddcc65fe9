import { expect, test } from 'vitest'
import { createMeter } from '../../../../src/engine/php/budget.ts'
import {
  arrayKeyOf,
  compareValues,
  looseEquals,
  toPhpBoolean,
  toPhpNumber,
  toPhpString,
} from '../../../../src/engine/php/builtins/convert.ts'
import {
  applyBinary,
  applyUnary,
  decrement,
  increment,
} from '../../../../src/engine/php/builtins/operators.ts'
import { arrayOf, isArray, listOf } from '../../../../src/engine/php/builtins/phpArray.ts'
import { pureFunctions } from '../../../../src/engine/php/builtins/pureFunctions.ts'
import { unknown } from '../../../../src/engine/php/value.ts'
import type { PhpValue, Unknown } from '../../../../src/engine/php/value.ts'

const examples: readonly (readonly [name: string, args: readonly PhpValue[], result: unknown])[] = [
  ['base64_decode', ['aGZf dGVz*dA=='], 'hf_test'],
  ['base64_decode', ['aGZfdGVz*dA==', true], false],
  ['str_rot13', ['us_grfg'], 'hf_test'],
  ['strrev', ['tset_fh'], 'hf_test'],
  ['hex2bin', ['68665f74657374'], 'hf_test'],
  ['pack', ['H*', '68665f74657374'], 'hf_test'],
  ['pack', ['C*', 104, 102], 'hf'],
  ['unpack', ['H4', 'hf'], { 1: '6866' }],
  ['urldecode', ['hf%5ftest+1'], 'hf_test 1'],
  ['rawurldecode', ['hf%5ftest+1'], 'hf_test+1'],
  ['chr', [-151], 'i'],
  ['ord', ['hf'], 104],
  ['substr', ['hf_test', -4, 2], 'te'],
  ['substr', ['hf', 5], ''],
  ['strtr', ['Hi all', 'ai', 'eo'], 'Ho ell'],
  [
    'strtr',
    [
      'hi all',
      arrayOf([
        ['hi', 'all'],
        ['all', 'hi'],
        ['a', '-'],
      ]),
    ],
    'all hi',
  ],
  ['str_replace', [listOf(['a', 'b']), listOf(['b']), 'ab'], ''],
  ['implode', ['-', listOf(['a', null, 1.5])], 'a--1.5'],
  ['implode', [listOf(['a', 'b'])], 'ab'],
  ['explode', [',', 'a,b,c', 2], ['a', 'b,c']],
  ['str_split', ['abcde', 2], ['ab', 'cd', 'e']],
  ['sprintf', ["%'*6s|%-4d|%05.1f|%x|%2$s", 'hf', 7, 2.25, 255], '****hf|7   |002.2|ff|7'],
  ['range', ['a', 'e', 2], ['a', 'c', 'e']],
  ['base_convert', ['zz', 36, 10], '1295'],
  ['dechex', [-1], 'ffffffffffffffff'],
  ['crc32', ['123456789'], 0xcbf43926],
  ['count_chars', ['banana', 3], 'abn'],
  ['ucwords', ['hf test-case', '-'], 'Hf test-Case'],
  ['trim', ['abchfcba', 'a..c'], 'hf'],
  ['array_flip', [listOf(['a', '5'])], { a: 0, 5: 1 }],
  ['preg_replace', ['/(h)(f)/i', '$2${1}\\0', 'HF_test'], 'FHHF_test'],
  ['preg_split', ['/[,;]\\s*/', 'a, b;c'], ['a', 'b', 'c']],
  ['preg_replace', ['/(a+)+$/', 'x', `${'a'.repeat(5000)}!`], `${'a'.repeat(5000)}!`],
  ['preg_replace', ['/(a)\\1/', 'x', 'aa'], unknown],
  ['preg_replace', ['/a(?=b)/', 'x', 'ab'], unknown],
  ['preg_replace', ['/a/e', 'x', 'ab'], unknown],
  ['html_entity_decode', ['&#104;&#x66;&lt;'], 'hf<'],
  ['html_entity_decode', ['&eacute;'], unknown],
  ['unserialize', ['a:1:{s:1:"k";a:1:{i:0;N;}}'], { k: { 0: null } }],
  ['unserialize', ['O:1:"A":0:{}'], unknown],
  ['str_repeat', ['x', 1e9], unknown],
  ['mb_substr', ['hf_test', 3, 2], 'te'],
  ['mb_substr', ['hf\xc3\xa9', 2, 1], unknown],
  ['iconv_strlen', ['hf'], 2],
  ['openssl_decrypt', ['', 'id-aes128-wrap', 'k'], unknown],
]

test.each(examples)('%s, example %#', (name, args, result) => {
  expect(plain(pureFunctions.get(name)!(args, createMeter()))).toEqual(withKeys(result))
})

test('conversions', () => {
  const written: [PhpValue, string][] = [
    [0.1 + 0.2, '0.3'],
    [1e25, '1.0E+25'],
    [-1.5e-7, '-1.5E-7'],
    [12345678901234.5, '12345678901234'],
    [Infinity, 'INF'],
    [NaN, 'NAN'],
    [listOf([1]), 'Array'],
  ]
  for (const [value, text] of written) expect(toPhpString(value)).toBe(text)
  expect([toPhpNumber(' 12abc'), toPhpNumber('.5e1'), toPhpNumber('abc')]).toEqual([12, 5, 0])
  expect([toPhpBoolean('0'), toPhpBoolean('0.0'), toPhpBoolean(listOf([]))]).toEqual([false, true, false])
  expect([arrayKeyOf('08'), arrayKeyOf('-8'), arrayKeyOf(1.9), arrayKeyOf(null)]).toEqual(['08', -8, 1, ''])
})

test('operators, and what versions of PHP disagree about', () => {
  const meter = createMeter()
  expect(applyBinary('^', '"%', 'JC', meter)).toBe('hf')
  expect(applyUnary('~', '\x97\x99', meter)).toBe('hf')
  expect([increment('Az', meter), increment('zZ9', meter), increment(null, meter)]).toEqual(['Ba', 'aaA0', 1])
  expect([decrement('5', meter), decrement('b', meter)]).toEqual([4, 'b'])
  expect(toPhpString(asValue(applyBinary('/', 0, 0, meter)))).toBe('NAN')
  expect(applyBinary('<<', 1, 62, meter)).toBe(unknown)
  expect(looseEquals(0, 'a', meter)).toBe(unknown)
  expect(looseEquals('1e3', '1000', meter)).toBe(true)
  expect(compareValues(listOf([1, 2]), listOf([1, 3]), meter)).toBe(-1)
})

function asValue(value: PhpValue | Unknown): PhpValue {
  return value === unknown ? null : value
}

function withKeys(result: unknown): unknown {
  return Array.isArray(result) ? Object.fromEntries(result.map((item: unknown, at) => [at, item])) : result
}

/** Arrays as objects, which show their pairs. */
function plain(value: PhpValue | Unknown): unknown {
  if (value === unknown || !isArray(value)) return value
  return Object.fromEntries(Array.from(value.entries, ([key, item]) => [key, plain(item)]))
}
