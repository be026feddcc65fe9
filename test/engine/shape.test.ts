import { describe, expect, it } from 'vitest'
import type { ContentKind } from '../../src/domain/content.ts'
import { shapeOf } from '../../src/engine/shape.ts'

const rows: readonly (readonly [string, string, ContentKind, object])[] = [
  [
    'the whole file',
    '<?php BAD();',
    'php',
    { blocks: 1, blocksHit: 1, firstLine: 1, lastLine: 1, otherCode: false },
  ],
  [
    'a block of its own before code',
    '<?php BAD(); ?><?php\na();\n',
    'php',
    { blocks: 2, blocksHit: 1, firstLine: 1, lastLine: 1, otherCode: true },
  ],
  [
    'a block before one with only a comment',
    '<?php BAD(); ?><?php\n// none\n',
    'php',
    { blocks: 1, blocksHit: 1, firstLine: 1, lastLine: 1, otherCode: false },
  ],
  [
    'a line of a block',
    '<?php\na();\nBAD();\nb();\n',
    'php',
    { blocks: 1, blocksHit: 1, firstLine: 3, lastLine: 3, otherCode: true },
  ],
  [
    'all lines',
    '<?php\nBAD();\n\nBAD();\n',
    'php',
    { blocks: 1, blocksHit: 1, firstLine: 2, lastLine: 4, otherCode: false },
  ],
  [
    'markup beside code',
    '<?php a(); ?>\n<b>BAD</b>\n',
    'php',
    { blocks: 2, blocksHit: 1, firstLine: 2, lastLine: 2, otherCode: true },
  ],
  [
    'a configuration line among others',
    'A on\nBAD x\n',
    'text',
    { blocks: 1, blocksHit: 1, firstLine: 2, lastLine: 2, otherCode: true },
  ],
  [
    'a configuration with comments only',
    '# note\n\nBAD x\n',
    'text',
    { blocks: 1, blocksHit: 1, firstLine: 3, lastLine: 3, otherCode: false },
  ],
]

describe('the shape of findings', () => {
  it.each(rows)('%s', (_, text, kind, expected) => {
    const ranges = [...text.matchAll(/BAD/g)].map((match) => ({ start: match.index, end: match.index + 3 }))
    expect(shapeOf(Buffer.from(text, 'latin1'), kind, ranges)).toEqual(expected)
  })
})
