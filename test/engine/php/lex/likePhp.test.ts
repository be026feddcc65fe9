import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { phpFilesBelow } from '../../../support/phpFiles.ts'
import { needPackage, needProgram } from '../../../support/debianPackages.ts'
import { tokensOfOurs, tokensOfPhp } from '../../../support/phpTokens.ts'
import { numbersFrom } from '../../../support/random.ts'
import { trials, trialsMs } from '../../../support/trials.ts'

describe('our scanner and that of PHP find the same tokens', () => {
  it('in heaps of pieces of PHP', { timeout: trialsMs(120_000) }, (context) => {
    needProgram(context, 'php')
    const random = numbersFrom(20_261_122)
    const texts = Array.from({ length: trials(4000) }, () => heapOf(random))
    const php = tokensOfPhp(texts)
    const comparable = texts.flatMap((text, index) => {
      const theirs = php[index] ?? []
      return isUnterminated(text, theirs) || isTorn(theirs) ? [] : [{ text, theirs }]
    })
    const different = comparable.filter(({ text, theirs }) => tokensOfOurs(text).join() !== theirs.join())
    expect(different.map(({ text }) => text)).toEqual([])
    expect(comparable.length).toBeGreaterThan(texts.length / 2)
  })

  it.for(['wordpress', 'phpmyadmin', 'mediawiki', 'roundcube-core', 'dokuwiki', 'cacti'])(
    'in %s',
    { timeout: trialsMs(120_000) },
    (name, context) => {
      needProgram(context, 'php')
      const paths = phpFilesBelow(needPackage(context, name), 40)
      const texts = paths.map((path) => readFileSync(path, 'latin1'))
      const php = tokensOfPhp(texts)
      const different = paths.filter(
        (_path, index) => tokensOfOurs(texts[index] ?? '').join() !== php[index]?.join(),
      )
      expect(different).toEqual([])
      expect(paths.length).toBeGreaterThan(10)
    },
  )
})

const pieces = [
  ...['<?php ', '<?php\n', '<?= ', ' ?>', '?>\n', '?>\r\n', 'html <b>', '<?', '<?xml', '<?phpx'],
  ...['$a', '$', '{', '}', '${', '{$', '"', "'", '`', '\\', '\n', '\r\n', ' ', '\t', '\\"', '\\$', '\\{'],
  ...['<<<X\n', "<<<'X'\n", '<<<"X"\n', '\nX', '\n  X', '\nX;\n', 'X', '/*', '*/', '//', '#', '#['],
  ...[']', '[', '(', ')', '(int)', '( string )', 'name', 'a\\b', '\\a', '->', '?->', '::', '=>', 'e'],
  ...['1', '1.5', '.5', '1e3', '0x1f', '0b1', '1_000', '0', '9', '.', '..', '...', 'b"', "b'"],
  ...['===', '<=>', '??=', '**', '&', '&&', 'yield', ' from', '();', ';', ',', '@', '~', '^', '%', '!'],
  ...['?', ':', '-', '+', '++', '=', '<', '>', '<<', '|', '\x80\xff', '\x00', '</script>'],
  ...['$a[0]', '$a[b]', '$a->b', '$a[-1]', '$a[$b]', '$a?->b'],
]

/** PHP does not close a heredoc whose name is the very end, so something follows. */
function heapOf(random: () => number): string {
  const length = 1 + Math.floor(random() * 14)
  const chosen = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)])
  return `${random() < 0.9 ? '<?php ' : ''}${chosen.join('')}\n;`
}

/** A string without an end: PHP makes two tokens of what is one of ours, and its program does not run. */
function isUnterminated(text: string, tokens: readonly string[]): boolean {
  return tokens.slice(-2).some((span) => /^b?"$/.test(textOf(text, span)))
}

/** PHP's scanner gives up an index in a string that it cannot read, and says so with a token of no bytes. */
function isTorn(tokens: readonly string[]): boolean {
  return tokens.some((span) => {
    const [start, end] = span.split('-')
    return start === end
  })
}

function textOf(text: string, span: string): string {
  const [start, end] = span.split('-').map(Number)
  return text.slice(start, end)
}
