import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phpLinksMax, phpNestingMax } from '../../../../src/domain/engineLimits.ts'
import type { Program } from '../../../../src/engine/php/ast.ts'
import { lexPhp } from '../../../../src/engine/php/lex/lexPhp.ts'
import { parsePhp, parseTokens } from '../../../../src/engine/php/parse/parsePhp.ts'
import { needPackage } from '../../../support/debianPackages.ts'
import { phpFilesBelow } from '../../../support/phpFiles.ts'
import { nodesOf } from '../../../support/phpTree.ts'
import { trials, trialsMs } from '../../../support/trials.ts'

const many = 20_000

/** Source text that asks for a deep tree, a long chain, or much looking ahead and back. */
const hostile: readonly (readonly [string, string])[] = [
  ['parentheses', `${'('.repeat(many)}1${')'.repeat(many)};`],
  ['parentheses without an end', '('.repeat(many)],
  ['brackets', `$a = ${'['.repeat(many)}${']'.repeat(many)};`],
  ['indices', `$a${'[0]'.repeat(many)};`],
  ['calls', `f${'()'.repeat(many)};`],
  ['calls in calls', `${'f('.repeat(many)}${')'.repeat(many)};`],
  ['methods', `$a${'->b()'.repeat(many)};`],
  ['methods in methods', `${'$a->b('.repeat(many)}${')->c()'.repeat(many)};`],
  ['long chains in long chains', longChains(40, 500)],
  ['joined strings', `$a = ${"'a'.".repeat(100_000)}'b';`],
  ['joined calls', `$a = ${'chr(65).'.repeat(many)}'b';`],
  ['operators of all levels', `$a = ${'1 + 2 * 3 . 4 == 5 && '.repeat(many)}1;`],
  ['nots', `$a = ${'!'.repeat(many)}1;`],
  ['casts', `$a = ${'(int)'.repeat(many)}1;`],
  ['assignments', `${'$a = '.repeat(many)}1;`],
  ['coalescing', `${'$a ?? '.repeat(many)}1;`],
  ['ternaries to the left', `$a = ${'$b ? 1 : '.repeat(many)}2;`],
  ['ternaries to the right', `$a = ${'$b ? '.repeat(many)}2${': 1'.repeat(many)};`],
  ['dollars', `${'$'.repeat(many)}a;`],
  ['variables of variables', `${'${'.repeat(many)}a${'}'.repeat(many)};`],
  ['blocks', `${'{'.repeat(many)}${'}'.repeat(many)}`],
  ['ifs', `${'if (1) '.repeat(many)};`],
  ['ifs in braces', `${'if (1) {'.repeat(many)}${'}'.repeat(many)}`],
  ['ifs with colons', `${'if (1): '.repeat(many)}${'endif;'.repeat(many)}`],
  ['else ifs', `if (1) {}${' elseif (2) {}'.repeat(many)}`],
  ['functions', `${'function f() {'.repeat(many)}${'}'.repeat(many)}`],
  ['closures', `${'f(function () {'.repeat(5000)}${'});'.repeat(5000)}`],
  ['classes', `${'new class {function f() {return '.repeat(5000)}1${';}}'.repeat(5000)};`],
  ['cases', `switch ($a) {${'case 1: '.repeat(many)}}`],
  ['templates', `${'"{$a['.repeat(many)}1${']}"'.repeat(many)};`],
  ['templates without an end', '"{$a['.repeat(many)],
  ['closing braces', '}'.repeat(many)],
  ['labels', 'a:'.repeat(many)],
  ['a heredoc without an end', `$a = <<<X\n${'line $a {$b}\n'.repeat(50_000)}`],
  ['almost the closing name', `$a = <<<XXXXXXXX\n${'XXXXXXX\n'.repeat(50_000)}`],
  ['broken statements', 'a b; '.repeat(many)],
  ['broken members', `class A { ${'a b; '.repeat(many)} }`],
  ['broken heads', 'class { '.repeat(many)],
  ['tags', '?><?php '.repeat(many)],
  ['attributes', '#['.repeat(many)],
  ['types', `function f(${'?A|'.repeat(many)}$a) {}`],
  ['matches', `${'match(1) { 1 => '.repeat(many)}1${'}'.repeat(many)};`],
  ['news', `${'new '.repeat(many)}a;`],
  ['yields', `${'yield '.repeat(many)};`],
  ['signs of nothing', '\x00\x01\x7f'.repeat(many)],
]

describe('hostile source', () => {
  it.each(hostile)('%s: ends soon, with a tree that can be walked', (_name, code) => {
    const { program, readsPerToken } = counted(code)
    expect(readsPerToken).toBeLessThan(readsPerTokenMax)
    expectSoundTree(program, code)
  })

  it('reads what is no PHP at all', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
          maxLength: 400,
        }),
        (text) => {
          expectSoundTree(parsePhp(text, { start: 'php', tags: 'all' }), text)
          expectSoundTree(parsePhp(`<?php ${text}`, { start: 'html', tags: 'all' }), `<?php ${text}`)
        },
      ),
      { seed: 1, numRuns: trials(500) },
    )
  })

  it('reads pieces of PHP in any order', () => {
    const piece = fc.constantFrom(...pieces)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (chosen) => {
        const text = chosen.join(' ')
        expectSoundTree(parsePhp(text, { start: 'php', tags: 'all' }), text)
        expect(counted(text).readsPerToken).toBeLessThan(readsPerTokenMax)
      }),
      { seed: 2, numRuns: trials(500) },
    )
  })

  it.for(['wordpress', 'phpmyadmin'])(
    'reads files of %s with bytes changed, cut and doubled',
    { timeout: trialsMs(120_000) },
    (name, context) => {
      const texts = phpFilesBelow(needPackage(context, name), 15).map((path) => readFileSync(path, 'latin1'))
      const wound = fc.tuple(
        fc.nat(),
        fc.nat(400),
        fc.constantFrom('', '}', '{', '"', "'", ';', '(', '/*', '<<<X\n', '?>'),
      )
      fc.assert(
        fc.property(
          fc.constantFrom(...texts),
          fc.array(wound, { minLength: 1, maxLength: 4 }),
          (text, wounds) => {
            const hurt = wounds.reduce((whole, [place, length, instead]) => {
              const at = place % (whole.length + 1)
              return whole.slice(0, at) + instead + whole.slice(at + length)
            }, text)
            expectSoundTree(parsePhp(hurt, { start: 'html', tags: 'all' }), hurt)
          },
        ),
        { seed: 3, numRuns: trials(25) },
      )
    },
  )
})

/** Three reads for each token that is taken, and a few for those that are looked at ahead. */
const readsPerTokenMax = 12

function counted(code: string): { readonly program: Program; readonly readsPerToken: number } {
  const { data, count } = lexPhp(code, { start: 'php', tags: 'all' })
  let reads = 0
  const watched = new Proxy(data, {
    get: (target, key) => {
      reads += 1
      return Reflect.get(target, key) as unknown
    },
  })
  const program = parseTokens(code, { data: watched, count })
  return { program, readsPerToken: reads / Math.max(1, count) }
}

/** Every part lies in the text and in what is around it, statements stand one after the other, and nothing lies too deep. */
function expectSoundTree(program: Program, text: string): void {
  const trouble: string[] = []
  const lastEnd = new Map<unknown, number>()
  for (const { node, parent, depth } of nodesOf(program)) {
    const around = parent ?? { start: 0, end: text.length }
    const place = `${node.kind} ${node.start}-${node.end} in ${around.start}-${around.end}`
    if (node.start > node.end || node.start < around.start || node.end > around.end) trouble.push(place)
    if (depth > phpNestingMax + phpLinksMax + leavesMax) trouble.push(`${place} lies ${depth} deep`)
  }
  for (const { start, end } of program.statements) {
    if (start < (lastEnd.get(program) ?? 0)) trouble.push(`statement at ${start} begins in the one before`)
    lastEnd.set(program, end)
  }
  expect(trouble).toEqual([])
  expect(program.opaqueBytes).toBeLessThanOrEqual(text.length)
}

/** Levels of a node that no limit counts: arguments, items, blocks of functions. */
const leavesMax = 3 * phpNestingMax

function longChains(levels: number, length: number): string {
  return `${'$a->b('.repeat(levels)}1${`)${'->c'.repeat(length)}`.repeat(levels)};`
}

const pieces = [
  ...[
    'if',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    ';',
    ',',
    ':',
    '::',
    '->',
    '=>',
    '=',
    '.',
    '$a',
    '$',
    'f',
    'new',
    'class',
  ],
  ...[
    'function',
    'fn',
    'static',
    'use',
    'namespace',
    'else',
    'elseif',
    'endif',
    'while',
    'do',
    'for',
    'foreach',
  ],
  ...['as', 'switch', 'case', 'default', 'try', 'catch', 'return', 'echo', 'print', 'match', 'enum', 'const'],
  ...[
    '"',
    "'x'",
    '"{$a}"',
    '"$b"',
    '<<<X\n',
    '\nX',
    '`',
    '?>',
    '<?php',
    '<?=',
    '#[',
    '&',
    '...',
    '?',
    '??',
    '!',
  ],
  ...['(int)', '++', '1', 'abstract', 'public', 'extends', 'A', 'yield', 'throw', 'goto', 'declare', 'isset'],
  ...[
    'list',
    'array',
    'instanceof',
    'and',
    'clone',
    'include',
    'exit',
    'eval',
    '__halt_compiler',
    '@',
    '*',
    '/*',
  ],
]
