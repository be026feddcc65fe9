import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseShell } from '../../../../src/engine/script/shell/analyseShell.ts'
import { trials } from '../../../support/trials.ts'
import { hostileScripts } from './scriptHostile.ts'

const lines = hostileScripts.flatMap(([, , text]) => text.split(/(?<=\n)/))
const noise = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) })
const glue = fc.constantFrom(
  '\n',
  '\r\n',
  '\\\n',
  ' | ',
  ';',
  '"',
  "'",
  '`',
  '$(',
  '# ',
  '#!/bin/sh\n',
  '* * * * * ',
)
const text = fc
  .array(fc.oneof(fc.constantFrom(...lines), glue, noise), { maxLength: 40 })
  .map((parts) => parts.join(''))

describe('any text', () => {
  it('is read to the end, and every place of a hit is whole lines of it', () => {
    fc.assert(
      fc.property(text, (content) => {
        const { hits, layers } = analyseShell(content)
        for (const { spans, trace } of hits) {
          expect(spans.length).toBeGreaterThan(0)
          for (const { start, end } of spans) {
            expect(start < end && end <= content.length).toBe(true)
            expect(start === 0 || content[start - 1] === '\n').toBe(true)
            expect(end === content.length || content[end - 1] === '\n').toBe(true)
          }
          for (const step of trace) expect(step).toMatch(/^[\x20-\x7e]*$/)
        }
        for (const { origin } of layers) expect(origin.end).toBeLessThanOrEqual(content.length)
      }),
      { numRuns: trials(400), seed: 7 },
    )
  })

  it('says the same of a script whatever comments and empty lines stand between its lines', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hostileScripts),
        fc.array(fc.nat(20), { maxLength: 8 }),
        (example, places) => {
          const own = example[2].split(/(?<=\n)/)
          const rules = analyseShell(example[2]).hits.map(({ rule }) => rule)
          for (const place of places)
            own.splice(1 + (place % own.length), 0, place % 2 === 0 ? '\n' : '  # hf_test\n')
          expect(analyseShell(own.join('')).hits.map(({ rule }) => rule)).toEqual(rules)
        },
      ),
      { numRuns: trials(200), seed: 8 },
    )
  })
})
