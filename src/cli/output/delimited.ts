import type { Cell, Listing } from './answer.ts'

/** Characters that make a spreadsheet take a cell for a formula, and their full-width forms. */
const formulaStart = /^[=+\-@\t\r\n|%＝＋－＠｜％]/u

/** RFC 4180: every text field quoted, CRLF; a field that a spreadsheet would calculate starts with an apostrophe. */
export function renderCsv(listing: Listing): string[] {
  return lines(listing, ',', csvField, '\r\n')
}

/** One line per item for `cut` and `awk`; a tab or line end inside a field cannot occur, as all text is escaped. */
export function renderTsv(listing: Listing): string[] {
  return lines(listing, '\t', tsvField, '\n')
}

function lines(listing: Listing, separator: string, field: (cell: Cell) => string, end: string): string[] {
  const all = [listing.columns, ...listing.rows()]
  return all.map((row) => row.map(field).join(separator) + end)
}

function csvField(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const guarded = formulaStart.test(cell) ? `'${cell}` : cell
  return `"${guarded.replaceAll('"', '""')}"`
}

function tsvField(cell: Cell): string {
  return cell === null ? '' : String(cell).replace(/[\t\r\n]/g, ' ')
}
