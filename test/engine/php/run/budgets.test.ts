import { describe, expect, test } from 'vitest'
import { deflateRawSync } from 'node:zlib'
import { lineOf, php, record } from './recordRun.ts'

const sink = `ev‧al($_PO‧ST['hf_test']);`
const line = 'eval eval(unknown:1<$_POST[...]>)'

/** Programs that never end, or whose values never end. What stands in front of them and in their functions is seen. */
const endless: readonly (readonly [string, string])[] = [
  ['a loop for ever', `while (true) { $a = 1; }`],
  ['a loop that writes', `while (true) { $a .= 'x'; }`],
  ['a loop that counts', `for ($i = 0; ; $i++) { $a[] = $i; }`],
  [
    'loops in loops',
    `for ($i = 0; $i < 999; $i++) for ($j = 0; $j < 999; $j++) for ($k = 0; $k < 999; $k++) $a = $i . $j . $k;`,
  ],
  ['a text that doubles', `$a = 'x'; while (true) { $a .= $a; }`],
  ['an array in itself', `$a = [1]; while (true) { $a = [$a, $a]; }`],
  ['a function that calls itself', `function f($x) { return f($x . 'y') . f($x . 'z'); } f('a');`],
  ['functions that call each other', `function f() { g(); g(); g(); } function g() { f(); f(); f(); } f();`],
  ['a jump back', `a: $x .= 'y'; goto a;`],
  ['code that makes code', `$c = '$n++; ev‧al($c . $n . ";");'; ev‧al($c);`],
  ['letters of a growing text', `$a = 'x'; while (true) { $a .= 'y'; $b = $a[0]; }`],
  [
    'a text that is put together anew',
    `$a = str_repeat('x', 1000000); while (true) { $b = $a . 'y'; $c .= md5($b); }`,
  ],
  [
    'a magic method without end',
    `class C { function __call($n, $a) { return $this->$n($a); } } (new C)->x();`,
  ],
  ['an array that is handed around', `function f(&$a) { $a[] = 1; f($a); } $a = []; f($a);`],
  ['a generator without end', `function g() { while (true) yield 'x'; } foreach (g() as $x) $a .= $x;`],
  [
    'deep brackets',
    `$a = ${'('.repeat(250)}1${')'.repeat(250)}; $b = ${'f('.repeat(200)}1${')'.repeat(200)};`,
  ],
  [
    'many functions',
    Array.from(
      { length: 300 },
      (_, at) => `function f${at}() { f${(at + 1) % 300}(); f${(at + 7) % 300}(); }`,
    ).join(' '),
  ],
]

describe('a program without end', () => {
  test.each(endless)('%s stops', (_, code) => {
    const { facts } = record(php(`${sink} ${code} function last() { sys‧tem($_G‧ET['hf_test']); }`))
    expect(facts.map(lineOf)).toContain(line)
  })

  test('says so when it was not seen to the end', () => {
    const { limits } = record(
      php(`$a = str_repeat('x', 1000000); while (true) { $b = $a . 'y'; $c .= md5($b); }`),
    )
    expect(limits).toEqual(['engine-limit'])
  })

  test('costs nothing but its turns when it decodes nothing', () => {
    const { facts, limits } = record(php(`for ($i = 0; $i < 60000; $i++) { posix_getpwuid($i); } ${sink}`))
    expect(facts.map(lineOf)).toContain(line)
    expect(limits).toEqual([])
  })
})

describe('a bomb', () => {
  test('stops at its decoder', () => {
    const packed = deflateRawSync(Buffer.alloc(60 * 1024 * 1024)).toString('base64')
    const { facts } = record(php(`${sink} ev‧al(gzinflate(base64_decode('${packed}')));`))
    expect(facts.map(lineOf)).toContain(line)
  })

  test('of repeated texts stops', () => {
    const { facts } = record(
      php(`${sink} $a = 'x'; for ($i = 0; $i < 99; $i++) { $a = str_repeat($a, 99); ev‧al($a); }`),
    )
    expect(facts.map(lineOf)).toContain(line)
  })
})
