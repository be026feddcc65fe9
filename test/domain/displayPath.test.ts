import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayPath, parseDisplayPath } from '../../src/domain/displayPath.ts'

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
/** Written out instead of taken from the code: what a terminal acts on or does not show. */
const dangerous =
  /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/u

describe('displayPath', () => {
  it.each([
    ['plain', '/srv/www/index.php', '/srv/www/index.php'],
    ['a space and a quote', "/a b/c'd", "/a b/c'd"],
    ['UTF-8 text', utf8('/home/zoë/日本.php'), '/home/zoë/日本.php'],
    ['a backslash', 'a\\b.php', 'a\\\\b.php'],
    ['a newline', 'a\nb', 'a\\u{a}b'],
    ['a terminal escape', '\x1b[31mred', '\\u{1b}[31mred'],
    ['a C1 control as UTF-8', utf8('\u{9b}31m'), '\\u{9b}31m'],
    ['right-to-left override', utf8('gpj.\u{202e}php'), 'gpj.\\u{202e}php'],
    ['soft hyphen', utf8('in\u{ad}dex.php'), 'in\\u{ad}dex.php'],
    ['zero width joiner', utf8('a\u{200d}b'), 'a\\u{200d}b'],
    ['no-break space', utf8('a\u{a0}b'), 'a\\u{a0}b'],
    ['a filler that shows nothing', utf8('a\u{3164}b'), 'a\\u{3164}b'],
    ['a language tag', utf8('a\u{e0041}'), 'a\\u{e0041}'],
    ['private use', utf8('\u{e000}'), '\\u{e000}'],
    ['text that looks like an escape', '\\u{a}', '\\\\u{a}'],
    ['text that looks like a byte', '\\xff', '\\\\xff'],
    ['not UTF-8', 'f\xff\xfe\n\\', 'f\\xff\\xfe\\x0a\\x5c'],
    ['a surrogate in UTF-8', '\xed\xa0\x80', '\\xed\\xa0\\x80'],
    ['an overlong slash', '\xc0\xaf', '\\xc0\\xaf'],
    ['only the bad component', `/${utf8('é')}/\xe9/x`, '/é/\\xe9/x'],
    ['empty', '', ''],
  ])('shows %s', (_, bytes, shown) => {
    expect(displayPath(bytes)).toBe(shown)
    expect(parseDisplayPath(shown)).toBe(bytes)
  })

  it('keeps names apart that a lossy decoder merges', () => {
    expect(displayPath('f\xff')).not.toBe(displayPath('f\xfe'))
  })

  it('round trips any bytes and shows nothing a terminal acts on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectSafeAndReversible(Buffer.from(bytes).toString('latin1'))
      }),
      { numRuns: 2000 },
    )
  })

  it('round trips any Unicode text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        expectSafeAndReversible(utf8(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('round trips 200,000 random byte strings', () => {
    let state = 0x2545f491
    const random = (below: number): number => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % below
    }
    for (let count = 0; count < 200_000; count += 1) {
      let bytes = ''
      const length = random(24)
      while (bytes.length < length)
        bytes += pieces[random(3 * pieces.length)] ?? String.fromCharCode(random(256))
      const shown = displayPath(bytes)
      if (parseDisplayPath(shown) !== bytes || dangerous.test(shown)) expectSafeAndReversible(bytes)
    }
  })
})

describe('parseDisplayPath', () => {
  it.each([
    '\\',
    'a\\b',
    '\\x1',
    '\\xZZ',
    '\\xFF',
    '\\u{}',
    '\\u{110000}',
    '\\u{d800}',
    '\\u{1234567}',
    '\ud800',
  ])('refuses %j', (text) => {
    expect(parseDisplayPath(text)).toBeUndefined()
  })
})

/** One in three pieces is one of these, the rest are random bytes. */
const pieces = [
  '\\',
  '\\x',
  '\\u{',
  '}',
  '/',
  '\xe2\x80\xae',
  '\xc2\xad',
  '\n',
  'a',
  '\xff',
  '\xf0\x9f\x98\x80',
]

function expectSafeAndReversible(bytes: string): void {
  const shown = displayPath(bytes)
  expect(parseDisplayPath(shown)).toBe(bytes)
  expect(shown).not.toMatch(dangerous)
}
