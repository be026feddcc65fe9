import { deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layerNamesMax, phpLayersMax } from '../../../../src/domain/engineLimits.ts'
import { php, record } from './recordRun.ts'
import { trials } from '../../../support/trials.ts'

/** Encoders with the PHP that takes them back. */
const codecs = [
  { name: 'base64_decode', encode: (text: string) => bytes(text).toString('base64') },
  { name: 'gzinflate', encode: (text: string) => deflateRawSync(bytes(text)).toString('latin1') },
  { name: 'gzuncompress', encode: (text: string) => deflateSync(bytes(text)).toString('latin1') },
  { name: 'strrev', encode: (text: string) => letters(text).reverse().join('') },
  { name: 'hex2bin', encode: (text: string) => bytes(text).toString('hex') },
  { name: 'str_rot13', encode: rot13 },
  { name: 'rawurldecode', encode: (text: string) => text.replace(/[^a-z]/g, percent) },
] as const

const payload = `ev‧al($_PO‧ST['hf_test']);`.replaceAll('‧', '')

describe('layers', () => {
  test('come out of any stack of decoders with the statement that holds them', () => {
    const stacks = fc.array(fc.constantFrom(...codecs), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(stacks, (stack) => {
        const packed = stack.reduce((text, codec) => codec.encode(text), payload)
        const call = stack.reduceRight((inner, codec) => `${codec.name}(${inner})`, quoted(packed))
        const source = php(`$a = 1; ev‧al(${call}); $b = 2;`)
        const { layers, facts } = record(source)
        expect(layers[0]?.text).toBe(payload)
        expect(source.slice(layers[0]?.origin.start, layers[0]?.origin.end)).toBe(`eval(${call});`)
        expect(facts.at(-1)).toMatchObject({ kind: 'eval', place: { layer: layers[0]?.names } })
        // Twice the same decoder is one step of a trace; the order is that of the calls.
        const names = stack.map((codec) => codec.name as string)
        expect(layers[0]?.names).toEqual(['eval', ...names.filter((name, at) => name !== names[at - 1])])
      }),
      { numRuns: trials(100), seed: 5 },
    )
  })

  test.each([
    [
      'a loop over letters',
      `$d = ${quoted(shift(payload, 3))}; $o = ''; for ($i = 0; $i < strlen($d); $i++) { $o .= chr(ord($d[$i]) - 3); } ev‧al($o);`,
    ],
    [
      'letters changed in place',
      `$d = ${quoted(shift(payload, 1))}; for ($i = 0; $i < strlen($d); $i++) { $d[$i] = chr(ord($d[$i]) - 1); } ev‧al($d);`,
    ],
    [
      'a key over letters',
      `$k = 'key'; $d = base64_decode('${xored(payload, 'key')}'); $o = ''; foreach (str_split($d) as $i => $c) { $o .= $c ^ $k[$i % 3]; } ev‧al($o);`,
    ],
    [
      'indices into an alphabet',
      `$a = ${quoted(payload)}; $o = ''; foreach ([${indices(payload)}] as $i) $o .= $a[$i]; ev‧al($o);`,
    ],
    ['junk between letters', `ev‧al(str_replace('#', '', ${quoted(letters(payload).join('#'))}));`],
    [
      'a function of its own',
      `function d($x) { return strrev($x); } ev‧al(d(${quoted(letters(payload).reverse().join(''))}));`,
    ],
    ['pieces in a list', `$p = [${letters(payload).map(quoted).join()}]; ev‧al(implode('', $p));`],
    ['assert', `as‧sert(${quoted(payload.slice(0, -1))});`],
    ['a made function', `$f = create‧_function('$x', ${quoted(payload)}); $f(1);`],
    ['a pattern', `preg‧_replace('/.*/e', ${quoted(payload)}, '');`],
    [
      'an address that is code',
      `include 'data:text/plain;base64,${bytes(`<?php ${payload}`).toString('base64')}';`,
    ],
    ['a file that is written', `file_put_contents('hf_test.php', '<?php ' . ${quoted(payload)});`],
    [
      'two layers',
      `ev‧al(base64_decode('${bytes(`ev‧al(strrev(${quoted(letters(payload).reverse().join(''))}));`.replaceAll('‧', '')).toString('base64')}'));`,
    ],
    [
      'its own text',
      `$t = file_get_contents(__FILE__); ev‧al(substr($t, strrpos($t, '//') + 2)); return; //${payload}`,
    ],
    [
      'data behind the end',
      `$f = fopen(__FILE__, 'r'); fseek($f, __COMPILER_HALT_OFFSET__); ev‧al(fread($f, 999)); __halt_compiler();${payload}`,
    ],
  ])('come out of %s', (_, code) => {
    const { layers, facts, limits } = record(php(code))
    expect(layers.at(-1)?.text).toContain(payload.slice(0, -1))
    const sink = facts.filter((fact) => fact.kind === 'eval' && fact.args[0]?.taint === 1)
    expect(sink.map((fact) => fact.place.layer)).toEqual([layers.at(-1)?.names])
    expect(limits).toEqual([])
  })

  test('are told once for each text', () => {
    const { layers } = record(
      php(`for ($i = 0; $i < 9; $i++) ev‧al('echo 1;'); ev‧al('echo 1;'); ev‧al('echo 2;');`),
    )
    expect(layers.map((layer) => layer.text)).toEqual(['echo 1;', 'echo 2;'])
  })

  test('are not more than the limit, and more is said', () => {
    const { layers, limits } = record(php(`for ($i = 0; $i < 50; $i++) ev‧al('$x = ' . $i . ';');`))
    expect(layers).toHaveLength(phpLayersMax)
    expect(limits).toEqual(['engine-limit'])
  })

  test('have names that end somewhere', () => {
    const inner = 'x'.repeat(3)
    const calls = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'strrev(' : 'str_rot13(')).join('')
    const { layers } = record(php(`ev‧al(${calls}'${inner}'${')'.repeat(40)});`))
    expect(layers[0]?.names).toHaveLength(layerNamesMax)
  })

  test('share the variables of the place they run at', () => {
    const { facts } = record(php(`function f($c) { ev‧al('$d = $c;'); sys‧tem($d); } f($_G‧ET['hf_test']);`))
    expect(facts.find((fact) => fact.name === 'system')?.args[0]?.taint).toBe(1)
  })
})

describe('the way a program is written', () => {
  const original = `$n = 'sys' . 'tem'; function d($x) { return base64_decode($x); } if (isset($_PO‧ST['k'])) { $n(d($_PO‧ST['k'])); }`

  test.each([
    ['renamed', original.replaceAll('$n', '$zq').replaceAll('d(', 'w0(').replaceAll('$x', '$__')],
    ['with comments', original.replaceAll(' ', ' /* ; */ ').replaceAll('(', '/**/(')],
    ['with other spelling', original.replace('base64_decode', 'BASE64_Decode').replace('isset', 'ISSET')],
    ['with split words', original.replace(`'tem'`, `'t'.'e'."m"`)],
    ['in another order', original.replace(/(\$n = [^;]*;) (function .*?\} )(.*)/, '$2$1 $3')],
  ])('%s says the same', (_, code) => {
    const sink = (text: string): unknown => {
      const fact = record(php(text)).facts.find((one) => one.name === 'system')
      return [fact?.kind, fact?.naming, fact?.args[0]?.taint, fact?.guards, fact?.place.layer]
    }
    expect(sink(original)).toEqual(['function', 'computed', 257, ['request-test'], []])
    expect(sink(code)).toEqual(sink(original))
  })
})

/** One character is one byte. */
function letters(text: string): string[] {
  return text.split('')
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}

function shift(text: string, by: number): string {
  return letters(text)
    .map((letter) => String.fromCharCode(letter.charCodeAt(0) + by))
    .join('')
}

function xored(text: string, key: string): string {
  const codes = letters(text).map((letter, at) => letter.charCodeAt(0) ^ key.charCodeAt(at % key.length))
  return Buffer.from(codes).toString('base64')
}

function indices(text: string): string {
  return letters(text)
    .map((letter) => text.indexOf(letter))
    .join()
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
}

function rot13(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) => {
    const base = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })
}
