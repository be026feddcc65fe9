import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseMarkup } from '../../../src/engine/markup/analyseMarkup.ts'
import { markupRules } from '../../../src/engine/markup/markupRules.ts'
import { trials } from '../../support/trials.ts'
import { base64, codes, foreignScript, hostile, loaderOf, word } from '../script/js/hostileScripts.ts'
import { harmlessPages, insertions, pageWith, wholePages } from './hostilePages.ts'

function rulesOf(text: string): number[] {
  return [...new Set(analyseMarkup(text).hits.map(({ rule }) => rule))].sort((a, b) => a - b)
}

function without(text: string, rule: number): string {
  const span = analyseMarkup(text).hits.find((hit) => hit.rule === rule)!.spans[0]!
  return text.slice(0, span.start) + text.slice(span.end)
}

describe('what is put into a page', () => {
  it.each(insertions)('$rule is found $place, and named to the byte', ({ rule, place, text }) => {
    const page = pageWith({ [place]: text })
    expect(rulesOf(page)).toEqual([rule])
    expect(without(page, rule)).toBe(pageWith({}))
  })

  it.each(insertions)('$rule is found $place of a template with PHP in it', ({ rule, place, text }) => {
    const php = '<?php $a = "</html><iframe>"; if ($a > 1): ?>\n'
    const page = pageWith({ [place]: text }).replace('<h1>', `${php}<h1>`)
    expect(without(page, rule)).toBe(pageWith({}).replace('<h1>', `${php}<h1>`))
  })

  it.each(wholePages)('$rule is found in a page that is nothing else', ({ rule, text }) => {
    expect(rulesOf(text)).toContain(rule)
  })

  it('is of every rule', () => {
    const tested = new Set([...insertions, ...wholePages].map(({ rule }) => rule))
    expect(markupRules.map(({ rule }) => rule).filter((rule) => !tested.has(rule))).toEqual([])
  })

  it.each(harmlessPages.map((text, index) => ({ index, text })))(
    'is not in usual page $index',
    ({ text }) => {
      expect(rulesOf(text)).toEqual([])
    },
  )
})

describe('scripts of a page', () => {
  it.each(hostile)('$rule: the element goes when nothing else is in it', ({ rule, text }) => {
    const page = pageWith({ inside: `<script type="text/javascript">\n${text}\n</script>` })
    expect(without(page, rule)).toBe(pageWith({}))
  })

  it('keep what else is in their element', () => {
    const payload = loaderOf(codes(foreignScript))
    const page = pageWith({ inside: `<script>\nvar own = 1;\n${payload}\nown += 1;\n</script>` })
    expect(without(page, 2502)).toBe(page.replace(payload, ''))
  })

  it('are read out of their own address', () => {
    const payload = loaderOf(codes(foreignScript))
    const page = pageWith({
      inside: `<script src="data:text/javascript;base64,${base64(payload)}"></script>`,
    })
    const analysis = analyseMarkup(page)
    expect(analysis.hits.map(({ rule }) => rule)).toContain(2502)
    expect(analysis.hits[0]!.layer[0]).toBe('data:')
    expect(analysis.layers.map(({ text }) => text)).toEqual([payload])
    expect(without(page, 2502)).toBe(pageWith({}))
  })

  it('are read in handlers, whatever their letters are written as', () => {
    const code = `${word('ev', 'al')}(${word('at', 'ob')}('${base64("console.log('hf_test')")}'))`
    const entities = [...Buffer.from(code)].map((letter) => `&#x${letter.toString(16)};`).join('')
    const page = pageWith({ inside: `<svg><animate onbegin="${entities}"></animate></svg>` })
    expect(rulesOf(page)).toContain(2611)
    expect(without(page, 2611)).toBe(pageWith({ inside: '<svg><animate ></animate></svg>' }))
  })

  it('are no templates and no data', () => {
    const payload = loaderOf(codes(foreignScript))
    for (const type of ['application/json', 'text/template', 'text/x-handlebars'])
      expect(rulesOf(pageWith({ inside: `<script type="${type}">${payload}</script>` }))).toEqual([])
  })
})

describe('a page that wants to hurt the reader', () => {
  const size = 50_000
  it.each([
    ['open tags', '<a'.repeat(size)],
    ['tags in tags', '<div>'.repeat(size)],
    ['hidden blocks in hidden blocks', '<div style="left:-999px">'.repeat(size / 5)],
    ['frames', `<html>${'<iframe src="http://a.hf-test.invalid" width=0 height=0>'.repeat(size / 10)}`],
    ['forms', '<form action=a.php><input type=password>'.repeat(size / 10)],
    ['quotes', `<a x="${'\'"'.repeat(size)}`],
    ['attributes', `<a ${'b=c '.repeat(size)}>`],
    ['scripts without an end', '<script>'.repeat(size)],
    ['ends', `<script>${'</'.repeat(size)}`],
    ['comments', `<p>${'<!--'.repeat(size)}`],
    ['handlers', '<img onload="a(atob(1),eval(2))">'.repeat(size / 50)],
    ['styles', `<style>${'.a{'.repeat(size)}</style>`],
    ['PHP', '<b><?php ?>'.repeat(size / 10)],
  ])(
    'ends: %s',
    (_name, text) => {
      expect(() => analyseMarkup(text)).not.toThrow()
    },
    20_000,
  )

  it('may be any text: no range lies outside of it', () => {
    const samples = [
      ...insertions.map(({ place, text }) => pageWith({ [place]: text })),
      ...wholePages.map(({ text }) => text),
    ]
    const mutated = fc
      .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(60), fc.string({ maxLength: 6 }))
      .map(([text, place, length, other]) => {
        const start = place % text.length
        return text.slice(0, start) + other + text.slice(start + length)
      })
    fc.assert(
      fc.property(mutated, (text) => {
        for (const { spans } of analyseMarkup(text).hits)
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(text.length)
          }
      }),
      { numRuns: trials(400), seed: 8 },
    )
  })
})
