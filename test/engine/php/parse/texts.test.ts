import { describe, expect, it } from 'vitest'
import { shape } from '../../../support/phpShape.ts'
import { expressionOf, withoutPlaces } from '../../../support/phpTree.ts'

describe('texts', () => {
  it.each([
    ["'a\\\\b\\'c\\n'", "a\\b'c\\n", false],
    ['"a\\n\\t\\$\\"\\\\"', 'a\n\t$"\\', false],
    ['"\\x41\\102\\u{43}"', 'ABC', true],
    ['"\\x00\\0"', '\0\0', false],
    ['"\\u{e9}"', '\xc3\xa9', false],
    ['"\\400"', '\0', false],
    ['"\\q\\xg\\u{}"', '\\q\\xg\\u{}', false],
    ["b'a'", 'a', false],
    ['<<<X\n  a\n   b\n  X', 'a\n b', false],
    ["<<<'X'\n\\x41$a\nX", '\\x41$a', false],
    ['<<<X\n\\"\\x41\nX', '\\"A', true],
    ['<<<X\nX', '', false],
  ])('%s', (code, value, escaped) => {
    expect(withoutPlaces(expressionOf(code))).toEqual({ kind: 'string', value, escaped })
  })

  it.each([
    ['"a$b"', ['"a"', '$b']],
    [
      '"$a[b] $a[0] $a[$c] $a[-1] $a[01]"',
      ['$a["b"]', '" "', '$a[0]', '" "', '$a[$c]', '" "', '$a[-1]', '" "', '$a["01"]'],
    ],
    ['"$a->b->c"', ['$a->b', '"->c"']],
    ['"{$a->b[\'c\']}"', ['$a->b["c"]']],
    ['"${a}${b[0]}${c()}"', ['$a', '$b[0]', '$(c())']],
    ['"{$a}$b"', ['$a', '$b']],
    ['<<<X\n  $a\n    b\n  X', ['""', '$a', '"\\n  b"']],
  ])('%s', (code, parts) => {
    const expression = expressionOf(code)
    if (expression.kind !== 'template') throw new Error(expression.kind)
    expect(expression.parts.map(shape)).toEqual(parts)
  })

  it('tells a shell command, even one without variables', () => {
    expect(withoutPlaces(expressionOf('`ls`'))).toEqual({
      kind: 'template',
      type: 'shell',
      parts: [{ kind: 'string', value: 'ls', escaped: false }],
    })
    expect(expressionOf('``')).toMatchObject({ kind: 'template', type: 'shell', parts: [] })
  })

  it.each([
    ['0x1F', 31],
    ['0b101', 5],
    ['0o17', 15],
    ['017', 15],
    ['1_000', 1000],
    ['1.5e3', 1500],
    ['.5', 0.5],
    ['9223372036854775808', 9223372036854775808],
  ])('the number %s', (code, value) => {
    expect(expressionOf(code)).toMatchObject({ kind: 'number', value })
  })
})
