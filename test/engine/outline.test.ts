import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineOf } from '../../src/engine/yara/outline.ts'

const source = `import "hash"
/* rule no { condition: true } */
private rule first : tag other {
  strings:
    $re = /a\\/b{2}[}]/i // rule no2
    $hex = { 4D 5A [2-4] ?? }
    $text = "a \\"quoted\\" } rule no3"
  condition:
    any of them and filesize / 2 > 10
}
rule second
{
  meta:
    reason = "HF-SA-0999-php.bkdr.x" n = 3 yes = true
  condition:
    hash.md5(0, filesize) matches /x{3}/
}
include "other.yar"
`

describe('the outline of a YARA source', () => {
  it('has the rules with their modifiers, metadata and patterns', () => {
    const { rules } = outlineOf(source)
    expect(rules.map((rule) => [rule.identifier, rule.line, rule.isPrivate, rule.isGlobal])).toEqual([
      ['first', 3, true, false],
      ['second', 11, false, false],
    ])
    expect(rules[0]?.patterns).toEqual([
      { kind: 'regex', text: '/a\\/b{2}[}]/i' },
      { kind: 'hex', text: '{ 4D 5A [2-4] ?? }' },
      { kind: 'string', text: '"a \\"quoted\\" } rule no3"' },
    ])
    expect([...(rules[1]?.meta ?? [])]).toEqual([
      ['reason', 'HF-SA-0999-php.bkdr.x'],
      ['n', '3'],
      ['yes', 'true'],
    ])
    expect(rules[1]?.text.startsWith('rule second\n{')).toBe(true)
    expect(rules[1]?.text.endsWith('}')).toBe(true)
  })

  it('has the imports and includes with their lines', () => {
    const { imports, includes } = outlineOf(source)
    expect(imports).toEqual([{ module: 'hash', line: 1 }])
    expect(includes).toEqual([18])
  })

  it('reads any text without an error', () => {
    const piece = fc.constantFrom(
      'rule ',
      'a ',
      '{',
      '}',
      '"',
      '/',
      '\\',
      '*',
      'strings:',
      'meta:',
      '$a',
      '=',
      '\n',
      'condition:',
      '//',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(outlineOf(pieces.join('')).rules.length).toBeLessThanOrEqual(40)
      }),
    )
  })
})
