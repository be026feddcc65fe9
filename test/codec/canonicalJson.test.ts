import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CanonicalObject, CanonicalValue } from '../../src/codec/canonicalJson.ts'
import { canonicalJson, parseCanonicalJson } from '../../src/codec/canonicalJson.ts'
import { HoldfastError } from '../../src/domain/errors.ts'

const { object } = fc.letrec<{ value: CanonicalValue; object: CanonicalObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

const parse = (text: string): CanonicalObject | undefined => parseCanonicalJson(Buffer.from(text))

describe('canonicalJson', () => {
  it('orders properties by UTF-16 code units, as the example of RFC 8785 section 3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect([...canonicalJson(value).matchAll(/:"(\w+)/g)].map((match) => match[1])).toEqual([
      'Carriage',
      'One',
      'Control',
      'Latin',
      'Euro',
      'Emoji',
      'Hebrew',
    ])
  })

  it('reads back what it wrote, and nothing else gives the same bytes', () => {
    fc.assert(
      fc.property(object, (value) => {
        const text = canonicalJson(value)
        expect(parse(text)).toEqual(value)
        expect(canonicalJson(parse(text)!)).toBe(text)
      }),
    )
  })

  it('does not depend on the order in which properties were set', () => {
    fc.assert(
      fc.property(object, (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
      }),
    )
  })

  it.each([
    ['white space', '{"a": 1}'],
    ['another order', '{"b":1,"a":2}'],
    ['a repeated name', '{"a":1,"a":1}'],
    ['an escape that is not needed', String.raw`{"\u0061":1}`],
    ['a needless slash escape', String.raw`{"a":"\/"}`],
    ['an upper-case escape', String.raw`{"a":"\u001F"}`],
    ['a fraction', '{"a":1.5}'],
    ['an exponent', '{"a":1e2}'],
    ['minus zero', '{"a":-0}'],
    ['a number beyond 2^53', '{"a":9007199254740993}'],
    ['a boolean', '{"a":true}'],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['a list', '[1]'],
    ['a text after it', '{}{}'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(parse(text)).toBeUndefined()
  })

  it('refuses invalid UTF-8 and endless nesting', () => {
    expect(parseCanonicalJson(Buffer.from('{"a":"\xff"}', 'latin1'))).toBeUndefined()
    expect(parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBeUndefined()
  })

  it.each([[{ a: 0.5 }], [{ a: Number.NaN }], [{ a: 2 ** 53 }], [{ a: '\ud800' }], [{ '\udc00': 1 }]])(
    'will not write %j',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(HoldfastError)
    },
  )
})
