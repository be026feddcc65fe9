import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseConfig } from '../../../src/engine/config/analyseConfig.ts'
import { trials } from '../../support/trials.ts'
import { hostileApache, hostileIni } from './configHostile.ts'

/** Lines of real examples, in any order, and what lies between them. */
function texts(examples: typeof hostileApache): fc.Arbitrary<string> {
  const lines = examples.flatMap(([, , text]) => text.split(/(?<=\n)/))
  const noise = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) })
  const glue = fc.constantFrom(
    '\n',
    '\r\n',
    '\\\n',
    ' ',
    '\t',
    '"',
    "'",
    '#',
    '<Files ~ ',
    '</Files>',
    '\xef\xbb\xbf',
  )
  return fc
    .array(fc.oneof(fc.constantFrom(...lines), glue, noise), { maxLength: 40 })
    .map((parts) => parts.join(''))
}

describe.each([
  ['apache-config', texts(hostileApache)],
  ['php-ini', texts(hostileIni)],
] as const)('any text as %s', (fileClass, text) => {
  it('is read to the end, and every place of a hit is whole lines of it, apart and not empty', () => {
    fc.assert(
      fc.property(text, (content) => {
        for (const { spans, trace } of analyseConfig(content, fileClass).hits) {
          const ordered = spans.toSorted((a, b) => a.start - b.start)
          let last = 0
          for (const { start, end } of ordered) {
            expect(start).toBeGreaterThanOrEqual(last)
            expect(start < end && end <= content.length).toBe(true)
            expect(start <= 3 || content[start - 1] === '\n').toBe(true)
            expect(end === content.length || content[end - 1] === '\n').toBe(true)
            last = end
          }
          for (const step of trace) expect(step).toMatch(/^[\x20-\x7e]*$/)
        }
      }),
      { numRuns: trials(400), seed: 5 },
    )
  })

  it('has nothing left of a rule once its places are cut out, but for what the cut joins', () => {
    fc.assert(
      fc.property(text, (content) => {
        let left = content
        // Lines that were apart may come together: three passes are what cleaning has.
        for (let pass = 0; pass < 3; pass += 1) {
          const spans = analyseConfig(left, fileClass).hits.flatMap((hit) => hit.spans)
          if (spans.length === 0) return
          const before = left.length
          left = Array.from(left)
            .filter((_, at) => !spans.some(({ start, end }) => start <= at && at < end))
            .join('')
          expect(left.length).toBeLessThan(before)
        }
      }),
      { numRuns: trials(60), seed: 6 },
    )
  })
})
