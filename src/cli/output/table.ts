import { cutMiddle, padEnd, padStart, widthOf } from '../text/width.ts'
import { indented } from '../text/wrap.ts'
import type { Screen } from './screen.ts'

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** What gives way when a terminal is narrower than the table. */
  readonly tooWide: 'keep' | 'cut'
}

export interface Row {
  /** Safe text, one per column. */
  readonly cells: readonly string[]
  /** Sentences under the row, moved right by the width of the first column. */
  readonly notes: readonly string[]
}

const gap = '  '
/** A cut column keeps at least this much: less says nothing about a path. */
const cutWidthMin = 20

/** Header and rows with aligned columns; only a terminal gets cells cut to its width. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly Row[],
  screen: Screen,
): readonly string[] {
  const widths = fitWidths(columns, naturalWidths(columns, rows), screen)
  const noteIndent = (widths[0] ?? 0) + gap.length
  const lines = [
    renderCells(
      columns,
      columns.map((column) => column.title),
      widths,
    ),
  ]
  for (const row of rows) {
    lines.push(renderCells(columns, row.cells, widths))
    for (const note of row.notes) lines.push(...indented(note, noteIndent, screen.width))
  }
  return lines
}

export function left(title: string, tooWide: Column['tooWide'] = 'keep'): Column {
  return { title, align: 'left', tooWide }
}

export function right(title: string): Column {
  return { title, align: 'right', tooWide: 'keep' }
}

export function plainRow(...cells: readonly string[]): Row {
  return { cells, notes: [] }
}

function naturalWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map((column, index) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row.cells[index] ?? '')), widthOf(column.title)),
  )
}

function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  screen: Screen,
): readonly number[] {
  if (screen.target === 'pipe') return natural
  const widths = [...natural]
  let surplus = widths.reduce((sum, width) => sum + width, (widths.length - 1) * gap.length) - screen.width
  while (surplus > 0) {
    const widest = widestCut(columns, widths)
    if (widest === undefined) break
    const cut = Math.min(surplus, (widths[widest] ?? 0) - cutWidthMin)
    widths[widest] = (widths[widest] ?? 0) - cut
    surplus -= cut
  }
  return widths
}

/** The widest column that may still be cut, or undefined when all are at their least. */
function widestCut(columns: readonly Column[], widths: readonly number[]): number | undefined {
  const candidates = columns.flatMap(({ tooWide }, index) =>
    tooWide === 'cut' && (widths[index] ?? 0) > cutWidthMin ? [index] : [],
  )
  return candidates.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0]
}

function renderCells(
  columns: readonly Column[],
  cells: readonly string[],
  widths: readonly number[],
): string {
  const padded = columns.map((column, index) => {
    const width = widths[index] ?? 0
    const text = column.tooWide === 'cut' ? cutMiddle(cells[index] ?? '', width) : (cells[index] ?? '')
    return column.align === 'right' ? padStart(text, width) : padEnd(text, width)
  })
  return padded.join(gap).trimEnd()
}
