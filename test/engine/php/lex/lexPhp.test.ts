import { describe, expect, it } from 'vitest'
import { lexPhp, type PhpReading } from '../../../../src/engine/php/lex/lexPhp.ts'
import { operatorKind, tokenKind } from '../../../../src/engine/php/lex/tokenKind.ts'
import { kindOf } from '../../../../src/engine/php/lex/tokens.ts'

const names = new Map<number, string>(Object.entries(tokenKind).map(([name, kind]) => [kind, name]))

/** `kind text` of each token; only the text where the kind is the operator itself. */
function tokens(text: string, reading: Partial<PhpReading> = {}): string[] {
  const { data, count } = lexPhp(text, { start: 'php', tags: 'all', ...reading })
  return Array.from({ length: count }, (_, index) => {
    const kind = data[3 * index] ?? 0
    const written = text.slice(data[3 * index + 1], data[3 * index + 2])
    const name = names.get(kind)
    expect(name !== undefined || kind === operatorKind(written)).toBe(true)
    return name === undefined ? written : `${name} ${written}`
  })
}

function htmlTokens(text: string, tags: PhpReading['tags'] = 'all'): string[] {
  return tokens(text, { start: 'html', tags })
}

describe('tags', () => {
  it('opens code where PHP does', () => {
    expect(htmlTokens('a<?php b')).toEqual(['html a', 'openTag <?php', 'name b'])
    expect(htmlTokens('<?= b ?>\nc')).toEqual(['openEcho <?=', 'name b', 'closeTag ?>\n', 'html c'])
    expect(htmlTokens('<?PHP\nb')).toEqual(['openTag <?PHP', 'name b'])
    expect(htmlTokens('<?php')).toEqual(['openTag <?php'])
  })

  it('opens code at a bare tag when all tags count', () => {
    expect(htmlTokens('<? b')).toEqual(['openTag <?', 'name b'])
    expect(htmlTokens('<? b', 'long')).toEqual(['html <? b'])
    expect(htmlTokens('<?xml version="1.0"?>')).toEqual(['html <?xml version="1.0"?>'])
  })

  it('reads a name that begins with php after a bare tag', () => {
    expect(htmlTokens('<?phpinfo();')).toEqual(['openTag <?', 'name phpinfo', '(', ')', ';'])
  })

  it('knows the script tag, and its end only where it was opened so', () => {
    expect(htmlTokens('<script language="php">a//b</script>c')).toEqual([
      'openTag <script language="php">',
      'name a',
      'closeTag </script>',
      'html c',
    ])
    expect(htmlTokens('<SCRIPT  LANGUAGE = php >a')).toEqual(['openTag <SCRIPT  LANGUAGE = php >', 'name a'])
    expect(htmlTokens('<?php a // </script>\nb')).toEqual(['openTag <?php', 'name a', 'name b'])
    expect(htmlTokens('<script language="javascript">a')).toEqual(['html <script language="javascript">a'])
  })

  it('eats one line end after a closing tag', () => {
    expect(htmlTokens('<?php ?>\r\n\nb')).toEqual(['openTag <?php', 'closeTag ?>\r\n', 'html \nb'])
  })
})

describe('comments', () => {
  it('takes them for nothing', () => {
    expect(tokens('a/* ?> */(// x\n)# y\n;')).toEqual(['name a', '(', ')', ';'])
    expect(tokens('a /* never closed')).toEqual(['name a'])
  })

  it('ends a line comment before a closing tag', () => {
    expect(tokens('a // b ?>c')).toEqual(['name a', 'closeTag ?>', 'html c'])
    expect(tokens('a # b ?>c')).toEqual(['name a', 'closeTag ?>', 'html c'])
  })

  it('tells an attribute from a comment', () => {
    expect(tokens('#[A] b')).toEqual(['attribute #[', 'name A', ']', 'name b'])
    expect(tokens('$a->#[x\nb')).toEqual(['variable $a', '->', 'name b'])
  })
})

describe('words and numbers', () => {
  it('keeps a namespace together', () => {
    expect(tokens('\\a\\b c\\d \\ e')).toEqual(['name \\a\\b', 'name c\\d', '\\', 'name e'])
  })

  it('takes every byte above ASCII for a letter', () => {
    expect(tokens('$\xe9\x80 = 1')).toEqual(['variable $\xe9\x80', '=', 'number 1'])
  })

  it.each(['0', '12', '1_000', '0x1F', '0b01', '0o17', '017', '1.5', '.5', '1.', '1e3', '1.5E-3', '1e+3'])(
    'takes the number %s whole',
    (number) => {
      expect(tokens(number)).toEqual([`number ${number}`])
    },
  )

  it('ends a number where it ends', () => {
    expect(tokens('0b12 1_ 0xg 1e')).toEqual([
      'number 0b1',
      'number 2',
      'number 1',
      'name _',
      'number 0',
      'name xg',
      'number 1',
      'name e',
    ])
  })

  it('knows casts with blanks, and that other words are calls', () => {
    expect(tokens('( int )$a (binary)$a (name)(string)')).toEqual([
      'cast ( int )',
      'variable $a',
      'cast (binary)',
      'variable $a',
      '(',
      'name name',
      ')',
      'cast (string)',
    ])
  })

  it('takes the longest operator', () => {
    expect(tokens('a<=>b??=c?->d**=e...f')).toEqual([
      'name a',
      '<=>',
      'name b',
      '??=',
      'name c',
      '?->',
      'name d',
      '**=',
      'name e',
      '...',
      'name f',
    ])
  })
})

describe('strings', () => {
  it('takes one without variables whole', () => {
    expect(tokens(`'a\\'b' "c\\"d{e}$" b'f' B"g"`)).toEqual([
      "singleQuoted 'a\\'b'",
      'doubleQuoted "c\\"d{e}$"',
      "singleQuoted b'f'",
      'doubleQuoted B"g"',
    ])
  })

  it('lets one without an end take the rest', () => {
    expect(tokens("a 'b ?> c")).toEqual(['name a', "singleQuoted 'b ?> c"])
    expect(tokens('a "b ?> c')).toEqual(['name a', 'doubleQuoted "b ?> c'])
    expect(tokens('a "b\\')).toEqual(['name a', 'doubleQuoted "b\\'])
  })

  it('finds code in strings, and strings in that code', () => {
    expect(tokens('"a{$b["c{$d}"]}e"')).toEqual([
      'templateOpen "',
      'templateText a',
      'templateBrace {',
      'variable $b',
      '[',
      'templateOpen "',
      'templateText c',
      'templateBrace {',
      'variable $d',
      'templateBraceEnd }',
      'templateClose "',
      ']',
      'templateBraceEnd }',
      'templateText e',
      'templateClose "',
    ])
  })

  it('counts the braces of code in a string', () => {
    expect(tokens('"{$a(function(){})}" b')).toContain('templateBraceEnd }')
    expect(tokens('"{$a(function(){})}" b').at(-1)).toBe('name b')
  })

  it('knows the short forms of variables in strings', () => {
    expect(tokens('"$a[b] $c[-1] $d->e $f?->g $h[ $i->"')).toEqual([
      'templateOpen "',
      'variable $a',
      'templateIndex [b]',
      'templateText  ',
      'variable $c',
      'templateIndex [-1]',
      'templateText  ',
      'variable $d',
      'templateProperty ->e',
      'templateText  ',
      'variable $f',
      'templateProperty ?->g',
      'templateText  ',
      'variable $h',
      'templateText [ ',
      'variable $i',
      'templateText ->',
      'templateClose "',
    ])
    expect(tokens('"${a}"').slice(1)).toEqual([
      'templateDollarBrace ${',
      'name a',
      'templateBraceEnd }',
      'templateClose "',
    ])
  })

  it('takes backticks apart', () => {
    expect(tokens('`ls $a`')).toEqual([
      'templateOpen `',
      'templateText ls ',
      'variable $a',
      'templateClose `',
    ])
  })
})

describe('heredocs', () => {
  it('ends them at their name, however far it is indented', () => {
    expect(tokens('<<<X\na\n  X;b')).toEqual([
      'templateOpen <<<X\n',
      'templateText a',
      'templateClose \n  X',
      ';',
      'name b',
    ])
    expect(tokens('<<<X\nXY\nX')).toEqual(['templateOpen <<<X\n', 'templateText XY', 'templateClose \nX'])
    expect(tokens('<<<X\nX')).toEqual(['templateOpen <<<X\n', 'templateClose X'])
  })

  it('finds variables in them, and none in a nowdoc', () => {
    expect(tokens('<<<"X"\n$a\r\nX')).toEqual(['templateOpen <<<"X"\n', 'variable $a', 'templateClose \r\nX'])
    expect(tokens("<<<'X'\n$a\nX")).toEqual(["templateOpen <<<'X'\n", 'templateText $a', 'templateClose \nX'])
  })

  it('lets one without an end take the rest', () => {
    expect(tokens('<<<X\na ?>\n;')).toEqual(['templateOpen <<<X\n', 'templateText a ?>\n;'])
  })

  it('takes three angles without a name for operators', () => {
    expect(tokens('a <<< 1')).toEqual(['name a', '<<', '<', 'number 1'])
  })
})

describe('the end of the program', () => {
  it('is where the compiler is told to halt', () => {
    expect(tokens('a;__HALT_COMPILER/**/();\x00<?php b')).toEqual([
      'name a',
      ';',
      'name __HALT_COMPILER',
      '(',
      ')',
      ';',
      'haltData \x00<?php b',
    ])
    expect(tokens('__halt_compiler() ?>\nb').at(-1)).toBe('haltData b')
  })

  it('is not at a property of that name', () => {
    expect(tokens('$a->__halt_compiler(); b').at(-1)).toBe('name b')
  })

  it('is told to those who ask for more', () => {
    expect(kindOf(lexPhp('a', { start: 'php', tags: 'all' }), 1)).toBe(tokenKind.end)
    expect(kindOf(lexPhp('a', { start: 'php', tags: 'all' }), -1)).toBe(tokenKind.end)
  })
})

it('gives every byte of hostile input to one token at most', () => {
  for (const piece of ['(', '{', '"{$', '`', '<<<X\n', '<?php ?>', "'", '$', '/*', '#[', '"${', '<', '\\']) {
    const text = piece.repeat(20_000)
    const { data, count } = lexPhp(text, { start: 'html', tags: 'all' })
    let at = 0
    for (let index = 0; index < count; index += 1) {
      expect(data[3 * index + 1]).toBeGreaterThanOrEqual(at)
      at = data[3 * index + 2] ?? 0
    }
    expect(at).toBeLessThanOrEqual(text.length)
  }
})
