import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hunk } from '../../src/cleaner/hunks.ts'
import { hunksBetween } from '../../src/cleaner/hunks.ts'
import { cleanLinesMax } from '../../src/domain/actingLimits.ts'
import { trials } from '../support/trials.ts'

function hunks(base: string | Buffer, content: string | Buffer): readonly Hunk[] {
  const comparison = hunksBetween(Buffer.from(base), Buffer.from(content))
  if (comparison.state === 'too-large') throw new Error('too large')
  return comparison.hunks
}

/** What each hunk takes away and puts in. */
function changes(base: string, content: string): string[] {
  return hunks(base, content).map(
    (hunk) =>
      `${base.slice(hunk.base.start, hunk.base.end)}>${content.slice(hunk.content.start, hunk.content.end)}`,
  )
}

function applied(base: Buffer, content: Buffer): Buffer {
  const pieces: Buffer[] = []
  let at = 0
  for (const hunk of hunks(base, content)) {
    pieces.push(base.subarray(at, hunk.base.start), content.subarray(hunk.content.start, hunk.content.end))
    at = hunk.base.end
  }
  return Buffer.concat([...pieces, base.subarray(at)])
}

/** Few different lines, so that many are equal; some texts end without a line feed. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'ab', '', '\n', 'a\n', 'b\n', 'ba\n', '}\n'), { maxLength: 40 })
  .map((lines) => Buffer.from(lines.join('')))

describe('what changed', () => {
  it('is nothing between equal contents', () => {
    expect(hunks('a\nb\n', 'a\nb\n')).toEqual([])
  })

  it('is one insertion wherever it stands, in a line too', () => {
    expect(changes('<?php\nx();\n', '<?php bad(); ?><?php\nx();\n')).toEqual(['> bad(); ?><?php'])
    expect(changes('', 'all')).toEqual(['>all'])
    expect(changes('abc', 'abXc')).toEqual(['>X'])
  })

  it('is told apart where two lines were changed', () => {
    expect(changes('one\ntwo\nthree\n', 'one\nbad two\nthree!\n')).toEqual(['>bad ', '>!'])
    expect(changes('one\ntwo\nthree\nfour\n', 'one\nbad\ntwo\nthree\nFOUR\n')).toEqual([
      '>bad\n',
      'four>FOUR',
    ])
  })

  it('gives the content when it is applied to the base', () => {
    fc.assert(
      fc.property(text, text, (base, content) => {
        expect(applied(base, content).equals(content)).toBe(true)
      }),
      { numRuns: trials(5000) },
    )
  })

  it('lies in order and apart', () => {
    fc.assert(
      fc.property(text, text, (base, content) => {
        let [baseAt, contentAt] = [0, 0]
        for (const hunk of hunks(base, content)) {
          expect(hunk.base.start).toBeGreaterThanOrEqual(baseAt)
          expect(hunk.content.start).toBeGreaterThanOrEqual(contentAt)
          expect(hunk.base.end - hunk.base.start + hunk.content.end - hunk.content.start).toBeGreaterThan(0)
          baseAt = hunk.base.end
          contentAt = hunk.content.end
        }
      }),
      { numRuns: trials(2000) },
    )
  })
})

describe('hostile contents', () => {
  const megabytes = 16 * 1024 * 1024

  it('of one line are compared by their ends', () => {
    const base = Buffer.alloc(megabytes, 'a')
    const content = Buffer.from(base)
    content.write('X', 5)
    content.write('Y', megabytes - 5)
    expect(hunks(base, content)).toEqual([
      { base: { start: 5, end: megabytes - 4 }, content: { start: 5, end: megabytes - 4 } },
    ])
    expect(hunks(base.subarray(100), base)).toHaveLength(1)
  })

  it('of a million lines are refused unless one place changed', () => {
    const base = Buffer.from('x\n'.repeat(1_000_000))
    const one = Buffer.concat([base.subarray(0, 1_000_000), Buffer.from('bad\n'), base.subarray(1_000_000)])
    expect(hunks(base, one)).toHaveLength(1)
    const two = Buffer.concat([Buffer.from('y\n'), base, Buffer.from('bad\n')])
    const changed = Buffer.concat([Buffer.from('z\n'), base])
    expect(hunksBetween(changed, two)).toEqual({ state: 'too-large' })
  })

  it('of equal and of scrambled lines end within their steps', () => {
    const lines = cleanLinesMax - 2
    const equal = Buffer.from(`1\n${'same\n'.repeat(lines - 2)}2\n`)
    const more = Buffer.from(`3\n${'same\n'.repeat(lines - 3)}4\n`)
    expect(applied(equal, more).equals(more)).toBe(true)
    const up = Buffer.from(Array.from({ length: lines }, (_, n) => `${String(n % 211)}\n`).join(''))
    const down = Buffer.from(Array.from({ length: lines }, (_, n) => `${String((n * 97) % 211)}\n`).join(''))
    expect(applied(up, down).equals(down)).toBe(true)
  })
})
