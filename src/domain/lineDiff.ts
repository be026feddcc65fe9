import { diffLinesMax, diffStepsMax } from './limits.ts'
import { matchLines } from './lineMatch.ts'

/** `text` is latin1 (one char per byte) with its line feed; only the last line of a file may lack it. */
interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Starts are 1-based; of an empty side it is the line after which the hunk stands, as in a unified diff. */
export interface DiffHunk {
  readonly beforeStart: number
  readonly beforeCount: number
  readonly afterStart: number
  readonly afterCount: number
  readonly lines: readonly DiffLine[]
}

export type LineDiff =
  | { readonly state: 'same' }
  | { readonly state: 'too-large'; readonly beforeLines: number; readonly afterLines: number }
  | { readonly state: 'changed'; readonly hunks: readonly DiffHunk[] }

/**
 * The lines to take away from and add to `before` to get `after`: shortest where that is cheap, always right.
 * `too-large` above diffLinesMax lines on a side.
 */
export function lineDiff(before: Buffer, after: Buffer): LineDiff {
  if (before.equals(after)) return { state: 'same' }
  const a = linesOf(before)
  const b = linesOf(after)
  if (a.length > diffLinesMax || b.length > diffLinesMax) {
    return { state: 'too-large', beforeLines: a.length, afterLines: b.length }
  }
  const edits = editsOf(a, b, matchLines(a, b, diffStepsMax))
  return { state: 'changed', hunks: groupsOf(edits).map(hunkOf) }
}

/** Unchanged lines shown before and after a change. */
const contextLines = 3

/** One output line with the number of lines of either side before it. */
interface Edit extends DiffLine {
  readonly beforeAt: number
  readonly afterAt: number
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** `partner[i]` is the line of `b` that line `i` of `a` became, or -1; partners ascend. */
function editsOf(a: readonly string[], b: readonly string[], partner: Int32Array): readonly Edit[] {
  const edits: Edit[] = []
  let afterAt = 0
  const addUpTo = (end: number, beforeAt: number): void => {
    for (; afterAt < end; afterAt += 1) edits.push({ mark: '+', text: b[afterAt] ?? '', beforeAt, afterAt })
  }
  a.forEach((text, beforeAt) => {
    const matched = partner[beforeAt] ?? -1
    if (matched === -1) {
      edits.push({ mark: '-', text, beforeAt, afterAt })
      return
    }
    addUpTo(matched, beforeAt)
    edits.push({ mark: ' ', text, beforeAt, afterAt })
    afterAt += 1
  })
  addUpTo(b.length, a.length)
  return edits
}

/** Changes whose context touches or overlaps share a hunk. */
function groupsOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const ranges: { from: number; to: number }[] = []
  edits.forEach(({ mark }, at) => {
    if (mark === ' ') return
    const last = ranges.at(-1)
    const from = Math.max(0, at - contextLines)
    const to = Math.min(edits.length, at + contextLines + 1)
    if (last !== undefined && from <= last.to) last.to = to
    else ranges.push({ from, to })
  })
  return ranges.map(({ from, to }) => edits.slice(from, to))
}

function hunkOf(edits: readonly Edit[]): DiffHunk {
  const beforeCount = edits.filter(({ mark }) => mark !== '+').length
  const afterCount = edits.filter(({ mark }) => mark !== '-').length
  const [first] = edits
  return {
    beforeStart: (first?.beforeAt ?? 0) + (beforeCount === 0 ? 0 : 1),
    beforeCount,
    afterStart: (first?.afterAt ?? 0) + (afterCount === 0 ? 0 : 1),
    afterCount,
    lines: edits.map(({ mark, text }) => ({ mark, text })),
  }
}
