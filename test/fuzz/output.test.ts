import { describe, it } from 'vitest'
import type { Cell, Listing } from '../../src/cli/output/answer.ts'
import { renderCsv, renderTsv } from '../../src/cli/output/delimited.ts'
import { rendered } from '../support/rendered.ts'
import type { Screen } from '../../src/cli/output/screen.ts'
import { left, plainRow, renderTable } from '../../src/cli/output/table.ts'
import { safeContent, safeExcerpt } from '../../src/cli/text/safeContent.ts'
import { safeText } from '../../src/cli/text/safeText.ts'
import { displayPath } from '../../src/domain/displayPath.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeSame } from './fuzz.ts'
import { unprintable } from '../support/unprintable.ts'

const names = [
  '/srv/www/index.php',
  '=cmd()',
  '"quoted", \'text\'\t\n',
  '\u202egpj.php',
  '+1\r\n-2',
  '\u65e5\u672c\uff1d',
].map((text) => Buffer.from(text))
const words = [
  '"',
  '""',
  ',',
  '\r\n',
  '\t',
  '\u2028',
  '=',
  '@',
  '\uff0b',
  '\u001b[2J',
  '\u009b',
  '\u061c',
  "'",
]

/** One row as the commands make it: a path, a text that is not ours, a number, nothing. */
function cellsOf(input: Buffer): readonly Cell[] {
  return [displayPath(input.toString('latin1')), safeText(input.toString('utf8')), input.length, null]
}

function listingOf(rows: readonly (readonly Cell[])[]): Listing {
  return { columns: ['file', 'text', 'count', 'none'], rows: () => rows, items: () => rows, paths: null }
}

function mustBePrintable(text: string, allowed: RegExp): void {
  const rest = text.replace(allowed, '')
  const found = unprintable.exec(rest)
  // Variation selectors and fillers are text of a rule's author; they move nothing and hide nothing before them.
  if (found !== null && controlling.test(found[0]))
    throw new Error(`prints ${JSON.stringify(rest.slice(0, 400))}`)
}

const controlling = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe(`${executions} mutants of every text that is printed`, { timeout: fuzzTimeoutMs }, () => {
  it('as csv', () => {
    fuzz({
      name: 'csv',
      samples: names,
      words,
      mustSee: ['accepted'],
      check: (input) => {
        const row = cellsOf(input)
        const csv = renderCsv(listingOf([row, row])).join('')
        mustBePrintable(csv, /\r\n/g)
        const [, ...rows] = parseCsv(csv)
        for (const fields of rows) {
          const [file = '', text = '', ...rest] = fields
          if (/^[=+\-@\t\r]/.test(file) || /^[=+\-@\t\r]/.test(text))
            throw new Error('a spreadsheet calculates it')
          mustBeSame(
            [unguarded(file, row[0]), unguarded(text, row[1]), ...rest],
            [row[0], row[1], String(row[2]), ''],
          )
        }
        if (rows.length !== 2) throw new Error(`${rows.length} rows instead of 2`)
        return 'accepted'
      },
    })
  })

  it('as tsv', () => {
    fuzz({
      name: 'tsv',
      samples: names,
      words,
      mustSee: ['accepted'],
      check: (input) => {
        const row = cellsOf(input)
        const tsv = renderTsv(listingOf([row, row])).join('')
        mustBePrintable(tsv, /[\t\n]/g)
        const rows = tsv.split('\n').slice(1, -1)
        for (const line of rows)
          mustBeSame(
            line.split('\t'),
            row.map((cell) => (cell === null ? '' : String(cell))),
          )
        if (rows.length !== 2) throw new Error(`${rows.length} rows instead of 2`)
        return 'accepted'
      },
    })
  })

  it('as json, ndjson and table', () => {
    const screen: Screen = { width: 80, target: 'terminal', detail: 'all', time: () => '', zone: () => 'UTC' }
    fuzz({
      name: 'json, ndjson and table',
      samples: names,
      words,
      mustSee: ['accepted'],
      check: (input) => {
        const row = cellsOf(input)
        const answer = {
          screen: () =>
            renderTable(
              [left('file', 'cut'), left('text')],
              [plainRow(String(row[0]), String(row[1]))],
              screen,
            ),
          json: () => ({ items: [row] }),
          listing: listingOf([row]),
        }
        const [json, ndjson, table] = (['json', 'ndjson', 'table'] as const).map((format) =>
          String(rendered(answer, format, screen)),
        )
        for (const text of [json, ndjson, table]) mustBePrintable(text!, /\n/g)
        mustBeSame(JSON.parse(json!), { items: [row] })
        mustBeSame(JSON.parse(ndjson!), row)
        if (ndjson!.split('\n').length !== 2 || table!.split('\n').length !== 3)
          throw new Error('a line too many')
        return 'accepted'
      },
    })
  })

  it('as the content of a file', () => {
    fuzz({
      name: 'contents',
      samples: names,
      words,
      mustSee: ['accepted'],
      check: (input) => {
        mustBePrintable(safeContent(input), /[\n\t]/g)
        mustBePrintable(safeExcerpt(input), /(?!)/)
        return 'accepted'
      },
    })
  })
})

function unguarded(field: string, cell: Cell | undefined): string {
  return field !== cell && field.startsWith("'") ? field.slice(1) : field
}

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (match === null) throw new Error(`no field at ${at} of ${JSON.stringify(text)}`)
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
