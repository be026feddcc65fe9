import { describe, expect, it } from 'vitest'
import { closureTest } from '../../src/cleaner/closure.ts'

/**
 * `[[` and `]]` mark the change, `{{` and `}}` each a place that the one finding names. Says whether all code of the change
 * belongs to it.
 */
function isClosed(marked: string): boolean {
  const at = { '[[': [] as number[], ']]': [] as number[], '«': [] as number[], '»': [] as number[] }
  let text = ''
  for (const piece of marked.split(/(\[\[|\]\]|«|»)/)) {
    if (piece in at) at[piece as keyof typeof at].push(text.length)
    else text += piece
  }
  const places = at['«'].map((start, n) => ({ start, end: at['»'][n] ?? 0 }))
  const range = { start: at['[['][0] ?? 0, end: at[']]'][0] ?? 0 }
  return closureTest(Buffer.from(text, 'latin1'), [places])(range, Infinity)
}

describe('code of a change', () => {
  it.each([
    ['the line of the finding', '<?php\n[[$a = 1; «bad»($a);\n]]own();\n'],
    ['what lies between two places', '<?php\n[[«bad»();\n$x = 1;\n«worse»();\n]]own();\n'],
    ['its statement over many lines', '<?php\n[[bad(\n  1,\n  «2»\n);\n]]own();\n'],
    ['its function', '<?php own();\n[[function x() {\n  $a = ";}";\n  «bad»($a);\n}\n]]more();\n'],
    ['both branches', '<?php own();\n[[if (a()) {\n «bad»();\n} else {\n  b();\n}\n]]more();\n'],
    ['a name in braces', '<?php own();\n[[${"a"}["b"] =\n «bad»();\n]]more();\n'],
    ['a call of a name in braces', '<?php own();\n[[$a->{"b"}(\n «bad»()\n);\n]]more();\n'],
    ['a call of its function', '<?php own();\n[[function x() {\n «bad»();\n}\nX(1);\n]]more();\n'],
    [
      'a hook for its function',
      '<?php own();\n[[add("init", "x");\nfunction x() {\n «bad»();\n}\n]]more();\n',
    ],
    ['a whole block', '[[<?php\n$a = 1;\n\n«bad»($a);\n$b = 2;\n?>]]<?php own();\n'],
    ['a block shifted by its tag', '<?php[[ $a = 1;\n«bad»($a);\n?><?php]]\nown();\n'],
    ['comments and blanks', '<?php own();\n[[\n/* mark */\n# mark\n«bad»();\n\n]]more();\n'],
    ['a line of markup', '<p>\n[[<script «src=bad»></script>\n]]</p>\n'],
    ['a part of a long line', 'own();[[«bad»();]]more();'],
    ['a line of a configuration', 'A\n[[«B» x\n]]C\n'],
  ])('belongs to a finding: %s', (_, marked) => {
    expect(isClosed(marked)).toBe(true)
  })

  it.each([
    ['a statement in another line', '<?php\n[[own();\n«bad»();\n]]own();\n'],
    [
      'a function beside it',
      '<?php own();\n[[function x() {\n «bad»();\n}\nfunction y() {\n  own();\n}\n]]more();\n',
    ],
    [
      'a statement that begins after a block',
      '<?php own();\n[[if (a()) {\n «bad»();\n}\nmine();\n]]more();\n',
    ],
    [
      'a function that calls it',
      '<?php own();\n[[function x() {\n «bad»();\n}\nfunction y() {\n  x();\n}\n]]more();\n',
    ],
    ['a call of another function', '<?php own();\n[[function x() {\n «bad»();\n}\nxy();\n]]more();\n'],
    ['half a block', '<?php own();\n[[if (a()) {\n «bad»();\n$x = 1;\n]]}\n'],
    ['a semicolon in a string is no end', '<?php own();\n[[mine("\n;«");\nbad»();\nmine();\n]]more();\n'],
    ['another line of markup', '<p>\n[[<b>mine</b>\n<script «src=bad»></script>\n]]</p>\n'],
    ['markup beside a block', '[[<p>mine</p>\n<?php\n«bad»();\n?>]]<?php own();\n'],
    ['another line of a configuration', 'A\n[[Mine y\n«B» x\n]]C\n'],
    ['a finding elsewhere', '«bad»\n[[mine\n]]'],
  ])('does not: %s', (_, marked) => {
    expect(isClosed(marked)).toBe(false)
  })
})
