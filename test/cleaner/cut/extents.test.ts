import { describe, expect, it } from 'vitest'
import { cutText } from '../../support/cutText.ts'

describe('with a statement goes', () => {
  it.each([
    ['its line', '<?php\na();\n«bad()»;\nb();\n', '<?php\na();\nb();\n'],
    [
      'its line with the indentation',
      '<?php\nif (1) {\n\ta();\n\t«bad()»;\n\tb();\n}\n',
      '<?php\nif (1) {\n\ta();\n\tb();\n}\n',
    ],
    [
      'its line, not the indentation of the next',
      '<?php\nif (1) {\n\ta();\n\t«bad()»;\nb();\n}\n',
      '<?php\nif (1) {\n\ta();\n\tb();\n}\n',
    ],
    ['its line of two bytes', '<?php\r\na();\r\n«bad()»;\r\nb();\r\n', '<?php\r\na();\r\nb();\r\n'],
    ['the space behind it', '<?php\n\t«bad()»; b();\n', '<?php\n\tb();\n'],
    ['the space before it at the end of a line', '<?php «bad()»;\nb();\n', '<?php\nb();\n'],
    ['one of two spaces', '<?php a(); «bad()»; b();', '<?php a(); b();'],
    ['nothing more inside a line', '<?php a();«bad()»;b();', '<?php a();b();'],
    ['no indentation behind it', '<?php\n«bad()»;\t\ta();\n', '<?php\n\t\ta();\n'],
    ['a second semicolon', '<?php a(); «bad()»;; b();', '<?php a(); b();'],
    ['the comments around it', '<?php a(); /*7f3a*/ «bad()»; /*7f3a*/ b();', '<?php a(); b();'],
    ['the lines that mark it', '<?php\na();\n//start x9\n«bad()»;\n//end x9\nb();\n', '<?php\na();\nb();\n'],
    ['the comment between two', '<?php a(); «bad()»; /* now */ «bad()»; b();', '<?php a(); b();'],
    ['its block', '<p><?php «bad()»; ?></p>', '<p></p>'],
    ['its block with the line', '<?php «bad()»; ?>\n<?php a();', '<?php a();'],
    ['its block before a namespace', '<?php «bad()» ?>\r\n<?php namespace a;', '<?php namespace a;'],
    ['its block without an end', '<?php a(); ?>\n<?php «bad()»;\n', '<?php a(); ?>\n'],
    ['its block with a mark in it', '<p><?php /*7f3a*/ «bad()»; ?></p>', '<p></p>'],
    ['its short block', '<p><?= «bad()» ?></p>', '<p></p>'],
  ])('%s', (_, marked, left) => {
    expect(cutText(marked)).toBe(left)
  })

  it.each([
    [
      'a comment that says something',
      '<?php /* The licence of this file. */ «bad()»; ?>\n',
      '<?php /* The licence of this file. */ ?>\n',
    ],
    ['a line end that is of the markup', '<p><?php «bad()»; ?>\n</p>', '<p>\n</p>'],
    ['a comment on one side', '<?php a(); /* b */ «bad()»; c();', '<?php a(); /* b */ c();'],
    [
      'comments that say other things',
      '<?php\n// one\n«bad()»;\n// two\nb();\n',
      '<?php\n// one\n// two\nb();\n',
    ],
  ])('but not %s', (_, marked, left) => {
    expect(cutText(marked)).toBe(left)
  })
})
