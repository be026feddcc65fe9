import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLinesMax } from '../../src/domain/limits.ts'
import type { DiffHunk, LineDiff } from '../../src/domain/lineDiff.ts'
import { lineDiff } from '../../src/domain/lineDiff.ts'
import { matchLines } from '../../src/domain/lineMatch.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function hunksOf(diff: LineDiff): readonly DiffHunk[] {
  return diff.state === 'changed' ? diff.hunks : []
}

/** Applies the hunks as a patch program would: by line number, checking every line that is kept or taken away. */
function patched(before: string, diff: LineDiff): string {
  const source = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const result: string[] = []
  let at = 0
  for (const hunk of hunksOf(diff)) {
    const start = hunk.beforeCount === 0 ? hunk.beforeStart : hunk.beforeStart - 1
    result.push(...source.slice(at, start))
    at = start
    expect(result.length).toBe(hunk.afterCount === 0 ? hunk.afterStart : hunk.afterStart - 1)
    for (const { mark, text } of hunk.lines) {
      if (mark !== '+') expect(source[at++]).toBe(text)
      if (mark !== '-') result.push(text)
    }
  }
  return [...result, ...source.slice(at)].join('')
}

function show(diff: LineDiff): string {
  return hunksOf(diff)
    .map((hunk) => {
      const head = `@@ -${hunk.beforeStart},${hunk.beforeCount} +${hunk.afterStart},${hunk.afterCount} @@\n`
      return head + hunk.lines.map(({ mark, text }) => mark + text).join('')
    })
    .join('')
}

/** Length of the longest common subsequence by the table of the textbook. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0)
  for (const line of a) {
    const row = [0]
    b.forEach((other, i) => row.push(line === other ? above[i]! + 1 : Math.max(above[i + 1]!, row[i]!)))
    above = row
  }
  return above.at(-1)!
}

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { maxLength: 40 })
  .map((lines) => lines.join(''))

describe('lineDiff', () => {
  it('says same only for the same bytes', () => {
    expect(lineDiff(bytes('a\n'), bytes('a\n'))).toEqual({ state: 'same' })
    expect(lineDiff(bytes('a\n'), bytes('a')).state).toBe('changed')
  })

  it('shows an injected line with context', () => {
    const clean = '<?php\n/** doc */\n$v = 1;\n$w = 2;\n$x = 3;\n'
    expect(show(lineDiff(bytes(clean), bytes(`<?php bad(); ?>${clean}`)))).toBe(
      '@@ -1,4 +1,4 @@\n-<?php\n+<?php bad(); ?><?php\n /** doc */\n $v = 1;\n $w = 2;\n',
    )
  })

  it('numbers an empty side as unified diffs do', () => {
    expect(show(lineDiff(bytes(''), bytes('x\ny\n')))).toBe('@@ -0,0 +1,2 @@\n+x\n+y\n')
    expect(show(lineDiff(bytes('x\n'), bytes('')))).toBe('@@ -1,1 +0,0 @@\n-x\n')
  })

  it('keeps distant changes in hunks of their own and joins close ones', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `${i}\n`)
    const changed = (...at: number[]): string =>
      lines.map((line, i) => (at.includes(i) ? `new ${line}` : line)).join('')
    expect(hunksOf(lineDiff(bytes(lines.join('')), bytes(changed(2, 20))))).toHaveLength(2)
    expect(hunksOf(lineDiff(bytes(lines.join('')), bytes(changed(2, 8))))).toHaveLength(1)
  })

  it('gives a patch that makes one text out of the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, lineDiff(bytes(before), bytes(after)))).toBe(after)
      }),
      { numRuns: 2000 },
    )
  })

  it('says too large instead of taking long', () => {
    const many = bytes('x\n'.repeat(diffLinesMax + 1))
    expect(lineDiff(many, bytes(''))).toEqual({
      state: 'too-large',
      beforeLines: diffLinesMax + 1,
      afterLines: 0,
    })
  })
})

describe('matchLines', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 30 })

  it('finds as many common lines as there are', () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const matched = [...matchLines(a, b, 1_000_000)].filter((at) => at !== -1)
        expect(matched).toHaveLength(longestCommon(a, b))
      }),
      { numRuns: 3000 },
    )
  })

  it('pairs equal lines in ascending order even when the steps run out', () => {
    fc.assert(
      fc.property(lines, lines, fc.nat(40), (a, b, steps) => {
        let last = -1
        matchLines(a, b, steps).forEach((at, i) => {
          if (at === -1) return
          expect(b[at]).toBe(a[i])
          expect(at).toBeGreaterThan(last)
          last = at
        })
      }),
      { numRuns: 2000 },
    )
  })

  it('ends soon on lines that fit everywhere', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => (i % 7 === 0 ? 'x' : 'y'))
    const b = Array.from({ length: 20_000 }, (_, i) => (i % 5 === 0 ? 'x' : 'y'))
    expect(matchLines(a, b, 100_000)).toHaveLength(20_000)
  })
})
