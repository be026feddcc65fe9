import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phpRegionsMax } from '../../src/domain/limits.ts'
import { maskedCode, phpRegions } from '../../src/engine/regions.ts'

/** Blocks as written, and of each the parts that are code. */
function blocks(text: string): (readonly [string, string])[] {
  return phpRegions(text, 'all').map((region) => [
    text.slice(region.start, region.end),
    region.code.map((span) => text.slice(span.start, span.end).trim()).join('|'),
  ])
}

describe('PHP blocks', () => {
  it.each([
    ['no block', 'a < b', []],
    ['one without an end', '<?php a();', [['<?php a();', 'a();']]],
    [
      'two',
      '<?php a(); ?>x<?= $b ?>',
      [
        ['<?php a(); ?>', 'a();'],
        ['<?= $b ?>', '$b'],
      ],
    ],
    ['short tags', '<? a(); ?>', [['<? a(); ?>', 'a();']]],
    ['not xml', '<?xml version="1.0"?>', []],
    ['an end in a string', `<?php a('?>'); ?>x`, [[`<?php a('?>'); ?>`, `a('?>');`]]],
    ['an escaped quote', `<?php a('\\'?>'); ?>x`, [[`<?php a('\\'?>'); ?>`, `a('\\'?>');`]]],
    ['an end in a line comment', '<?php // a ?>x', [['<?php // a ?>', '']]],
    ['no end in a block comment', '<?php /* ?> */ ?>x', [['<?php /* ?> */ ?>', '']]],
    ['an attribute is code', '<?php #[A] ?>', [['<?php #[A] ?>', '#[A]']]],
    ['a heredoc', '<?php a(<<<X\n?>\nX); ?>x', [['<?php a(<<<X\n?>\nX); ?>', 'a(<<<X\n?>\nX);']]],
    [
      'what follows the halt',
      '<?php a(); __halt_compiler(); ?>x<?php b();',
      [['<?php a(); __halt_compiler(); ?>x<?php b();', 'a(); __halt_compiler']],
    ],
    ['an open string takes the rest', `<?php a('b ?>`, [[`<?php a('b ?>`, `a('b ?>`]]],
    ['only a comment', '<?php\n# nothing\n', [['<?php\n# nothing\n', '']]],
  ] as const)('%s', (_, text, expected) => {
    expect(blocks(text)).toEqual(expected)
  })

  it.each(['<?=1?>', "<?='?>", '<?php a/**/;', '<?#\n', '<?=<<<A\n'])(
    'of %s without end are few',
    (piece) => {
      const text = piece.repeat(400_000)
      const regions = phpRegions(text, 'all')
      expect(regions.length).toBeLessThanOrEqual(phpRegionsMax)
      expect(regions.at(-1)?.end).toBe(text.length)
      const spans = regions.reduce((sum, region) => sum + region.code.length, 0)
      expect(spans).toBeLessThanOrEqual(2 * phpRegionsMax)
    },
  )

  it('leaves the bare tag out of what is no text', () => {
    expect(phpRegions('x<? a <?php b', 'long').map((region) => region.start)).toEqual([6])
  })

  it('are in order, apart, and inside the text, whatever it is', () => {
    const piece = fc.constantFrom(
      '<?php ',
      '<?=',
      '?>',
      "'",
      '"',
      '`',
      '\\',
      '/*',
      '*/',
      '//',
      '#',
      '\n',
      '<<<A\n',
      'A',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('')
        let at = 0
        for (const region of phpRegions(text, 'all')) {
          expect(region.start).toBeGreaterThanOrEqual(at)
          expect(region.end).toBeLessThanOrEqual(text.length)
          for (const span of region.code)
            expect(span.start >= region.start && span.end <= region.end).toBe(true)
          at = region.end
        }
      }),
    )
  })

  it.each(["'", '"', '/*', '<<<A\n', '<?php ', '#', '\\', "'\\"])(
    '%j repeated is read in one pass',
    (piece) => {
      const text = `<?php ${piece.repeat(200_000)}`
      expect(phpRegions(text, 'all').length).toBeGreaterThan(0)
    },
  )
})

describe('masked code', () => {
  const masked = (text: string): string[] => phpRegions(text, 'all').map((region) => maskedCode(text, region))

  it('shows brackets and semicolons of the code alone', () => {
    const [mask = ''] = masked(`<?php a(';}', "{"); /* ; */ b(); // {\nc(<<<X\n;\nX); ?>x`)
    expect(mask.trim().replace(/\s+/g, ' ')).toBe('a(xxxx, xxx); b(); c(xxxxxxxx);')
  })

  it('is as long as its block, whatever that is', () => {
    const words = [
      '<?php ',
      '?>',
      "'",
      '"',
      '`',
      '/*',
      '*/',
      '//',
      '#',
      '\n',
      '<<<X\n',
      'X;',
      '\\',
      '{',
      ';',
      'a',
      '__halt_compiler',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        for (const region of phpRegions(text, 'all')) {
          const mask = maskedCode(text, region)
          expect(mask).toHaveLength(region.end - region.start)
          expect(mask).not.toMatch(/['"`]/)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
