import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incidentListing } from '../../src/cli/json/incident.ts'
import type { Answer } from '../../src/cli/output/answer.ts'
import { jsonText } from '../../src/cli/output/jsonText.ts'
import { rendered } from '../support/rendered.ts'
import { left, plainRow, renderTable } from '../../src/cli/output/table.ts'
import { safeContent } from '../../src/cli/text/safeContent.ts'
import { safeText } from '../../src/cli/text/safeText.ts'
import { formatBytes, formatCount } from '../../src/cli/text/numbers.ts'
import { cutMiddle, takeWidth, widthOf } from '../../src/cli/text/width.ts'
import { wrapWords } from '../../src/cli/text/wrap.ts'
import { hostileName, incidentOf, pathOf, pipe, terminal } from './samples.ts'

const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

function listOf(paths: readonly string[]): Answer {
  const incidents = paths.map((path) => incidentOf({ path: pathOf(path) }))
  return { screen: () => [], json: () => ({ items: [] }), listing: incidentListing(incidents) }
}

describe('machine formats', () => {
  it('csv quotes every text, ends lines with CRLF, and leaves no cell to calculate', () => {
    const csv = rendered(listOf(['/a/b "c",d.php']), 'csv', pipe)
    expect(csv).toMatchInlineSnapshot(`
      ""id","scanDate","file","fileBase64","user","reason","type","status","hash","size","scanId"
      "i1207","2026-11-22T01:04:00.000Z","/a/b ""c"",d.php","L2EvYiAiYyIsZC5waHA=","alice","HF-SA-0117-php.bkdr.wshll","SA","infected","a71f02c900000000000000000000000000000000000000000000000000000000",240,"s212"
      "
    `)
    const listing = {
      columns: ['name', 'number'],
      rows: () => ['=1+1', '+x', '-x', '@x', '|x', '%x', '＝x', 'plain'].map((cell) => [cell, -5]),
      items: () => [],
      paths: null,
    }
    expect(rendered({ screen: () => [], json: () => null, listing }, 'csv', pipe)).toMatchInlineSnapshot(`
      ""name","number"
      "'=1+1",-5
      "'+x",-5
      "'-x",-5
      "'@x",-5
      "'|x",-5
      "'%x",-5
      "'＝x",-5
      "plain",-5
      "
    `)
  })

  it('tsv has one line per item, also for names with line ends', () => {
    const tsv = rendered(listOf([`/${hostileName}`, '/x']), 'tsv', pipe)
    expect(String(tsv).split('\n')).toHaveLength(4)
    expect(
      String(tsv)
        .split('\n')
        .map((line) => line.split('\t').length),
    ).toEqual([11, 11, 11, 1])
  })

  it('paths0 gives the bytes of every path', () => {
    const output = rendered(listOf([`/${hostileName}`, '/\u00ff\u00fe']), 'paths0', pipe)
    expect(Buffer.from(output as Buffer).toString('latin1')).toBe(`/${hostileName}\0/\u00ff\u00fe\0`)
  })

  it('ndjson has one JSON value per line', () => {
    const output = String(rendered(listOf(['/a', '/b']), 'ndjson', pipe))
    expect(
      output
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { file: string }).file),
    ).toEqual(['/a', '/b'])
  })

  it('refuses a list form of what is not a list', () => {
    const answer: Answer = { screen: () => [], json: () => ({}), listing: null }
    expect(() => rendered(answer, 'csv', pipe)).toThrow(expect.objectContaining({ code: 'HF_USAGE' }))
    expect(rendered(answer, 'ndjson', pipe)).toBe('{}\n')
  })
})

describe('tables', () => {
  it('count wide and combining characters as a terminal does', () => {
    expect(['日本', 'e\u0301', '👍', 'ｱ', 'abc'].map(widthOf)).toEqual([4, 1, 2, 1, 3])
    expect(
      renderTable([left('NAME'), left('X')], [plainRow('日本', '1'), plainRow('abcd', '2')], pipe),
    ).toEqual(['NAME  X', '日本  1', 'abcd  2'])
  })

  it('cut what may be cut to the width of a terminal, never in a pipe', () => {
    const rows = [plainRow('x'.repeat(150), 'end')]
    const columns = [left('FILE', 'cut'), left('STATUS')]
    expect(renderTable(columns, rows, { ...terminal, width: 80 }).every((line) => widthOf(line) <= 80)).toBe(
      true,
    )
    expect(renderTable(columns, rows, pipe)[1]).toContain('x'.repeat(150))
  })

  it('cutting keeps both ends and the width', () => {
    expect(cutMiddle('/home/alice/public_html/index.php', 21)).toMatchInlineSnapshot(
      `"/home/ali...index.php"`,
    )
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 5, max: 40 }),
        (text, width) => {
          expect(widthOf(cutMiddle(text, width))).toBeLessThanOrEqual(Math.max(width, 5))
          expect(widthOf(takeWidth(text, width))).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('words are wrapped and none is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
        const lines = wrapWords(words.join(' '), 20)
        expect(lines.join(' ')).toBe(words.join(' '))
        expect(lines.every((line) => line.length <= 20)).toBe(true)
      }),
    )
  })
})

describe('text that is not ours', () => {
  it('never reaches a terminal with a control, format or bidi character', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const buffer = Buffer.from(bytes)
        expect(safeContent(buffer).replace(/[\n\t]/g, '')).not.toMatch(unsafe)
        expect(safeText(buffer.toString('utf8'))).not.toMatch(unsafe)
      }),
    )
  })

  it('keeps valid UTF-8 beside bytes that are not', () => {
    expect(safeContent(Buffer.from([0xc3, 0xa9, 0xff, 0x41, 0xe2, 0x82]))).toBe('é\\xffA\\xe2\\x82')
  })
})

describe('times', () => {
  it('that no calendar has do not stop a screen', () => {
    expect([-9e18, 9e18, 8.64e15].map((atMs) => pipe.time(atMs, 'minute'))).toEqual([
      expect.stringMatching(/^1000-01-02/),
      expect.stringMatching(/^9999-12-30/),
      expect.stringMatching(/^9999-12-30/),
    ])
    expect(pipe.zone(9e18)).toBe('CET')
  })
})

describe('numbers', () => {
  it('have separators and decimal units', () => {
    expect([0, 999, 1000, 24_118, 7_214_560].map(formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '24,118',
      '7,214,560',
    ])
    expect([0, 1, 999, 1000, 999_949, 999_950, 1_300_000_000].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.0 kB',
      '999.9 kB',
      '1.0 MB',
      '1.3 GB',
    ])
  })
})

describe('JSON in pieces', () => {
  it('is what JSON.stringify writes, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([...jsonText(value)].join('')).toBe(`${JSON.stringify(value, null, 2)}\n`)
      }),
    )
    const partly = { a: undefined, b: [undefined, { c: undefined }], d: { e: ['\n', '  '] }, f: [] }
    expect([...jsonText(partly)].join('')).toBe(`${JSON.stringify(partly, null, 2)}\n`)
  })

  it('has a piece for each item of a list', () => {
    const items = Array.from({ length: 1000 }, () => ({ text: 'x'.repeat(1000) }))
    expect(Math.max(...Array.from(jsonText({ items }), (piece) => piece.length))).toBeLessThan(2000)
  })
})
