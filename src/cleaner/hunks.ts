import { cleanLinesMax, cleanStepsMax } from '../domain/actingLimits.ts'
import { matchLines } from '../domain/lineMatch.ts'
import type { Span } from '../engine/span.ts'

/** A change from the clean version to the content: these bytes there stand where those bytes were. One of them may be empty. */
export interface Hunk {
  readonly base: Span
  readonly content: Span
}

export type Comparison =
  | { readonly state: 'compared'; readonly hunks: readonly Hunk[] }
  | { readonly state: 'too-large' }

/**
 * What changed from `base` to `content`, in order. What was put into one place, even inside a line, is found as just that,
 * however large the files are; otherwise lines are compared, and each changed line for itself where as many came as went.
 * Applying all hunks to `base` gives `content` byte by byte. Bounded in steps; `too-large` above cleanLinesMax lines.
 */
export function hunksBetween(base: Buffer, content: Buffer): Comparison {
  const whole = narrowed(base, content, {
    base: { start: 0, end: base.length },
    content: { start: 0, end: content.length },
  })
  if (isEmpty(whole.base) && isEmpty(whole.content)) return { state: 'compared', hunks: [] }
  if (isEmpty(whole.base) || isEmpty(whole.content)) return { state: 'compared', hunks: [whole] }
  const lines = wholeLines(base, whole)
  const before = linesIn(base, lines.base)
  const after = linesIn(content, lines.content)
  if (before.length > cleanLinesMax || after.length > cleanLinesMax) return { state: 'too-large' }
  const hunks = changedRuns(before, after).flatMap((run) => refined(base, content, run))
  return { state: 'compared', hunks }
}

/** One line with its line feed: its bytes as latin1 and where it starts. */
interface Line {
  readonly start: number
  readonly text: string
}

/** Successive lines of both sides that became each other. */
interface Run {
  readonly before: readonly Line[]
  readonly after: readonly Line[]
  readonly hunk: Hunk
}

function isEmpty({ start, end }: Span): boolean {
  return start === end
}

/** The same change without the bytes that both sides have at its start and at its end. */
function narrowed(base: Buffer, content: Buffer, hunk: Hunk): Hunk {
  let [from, at] = [hunk.base.start, hunk.content.start]
  let [baseEnd, contentEnd] = [hunk.base.end, hunk.content.end]
  while (from < baseEnd && at < contentEnd && base[from] === content[at]) {
    from += 1
    at += 1
  }
  while (from < baseEnd && at < contentEnd && base[baseEnd - 1] === content[contentEnd - 1]) {
    baseEnd -= 1
    contentEnd -= 1
  }
  return { base: { start: from, end: baseEnd }, content: { start: at, end: contentEnd } }
}

/** The change made longer at both ends, by bytes that both sides have, until it consists of lines. */
function wholeLines(bytes: Buffer, { base, content }: Hunk): Hunk {
  const before = base.start - (base.start === 0 ? 0 : bytes.lastIndexOf(10, base.start - 1) + 1)
  const feed = bytes.indexOf(10, base.end)
  const after = (feed === -1 ? bytes.length : feed + 1) - base.end
  return {
    base: { start: base.start - before, end: base.end + after },
    content: { start: content.start - before, end: content.end + after },
  }
}

/** At most one line more than are compared. */
function linesIn(bytes: Buffer, { start, end }: Span): Line[] {
  const lines: Line[] = []
  for (let at = start; at < end && lines.length <= cleanLinesMax; ) {
    const feed = bytes.indexOf(10, at)
    const next = feed === -1 || feed >= end ? end : feed + 1
    lines.push({ start: at, text: bytes.toString('latin1', at, next) })
    at = next
  }
  return lines
}

function changedRuns(before: readonly Line[], after: readonly Line[]): Run[] {
  const partner = matchLines(
    before.map(({ text }) => text),
    after.map(({ text }) => text),
    cleanStepsMax,
  )
  const runs: Run[] = []
  let [from, at] = [0, 0]
  const close = (beforeEnd: number, afterEnd: number): void => {
    if (from < beforeEnd || at < afterEnd) {
      const [gone, came] = [before.slice(from, beforeEnd), after.slice(at, afterEnd)]
      const hunk = {
        base: spanOf(gone, before[beforeEnd], before),
        content: spanOf(came, after[afterEnd], after),
      }
      runs.push({ before: gone, after: came, hunk })
    }
    from = beforeEnd + 1
    at = afterEnd + 1
  }
  partner.forEach((matched, line) => {
    if (matched !== -1) close(line, matched)
  })
  close(before.length, after.length)
  return runs
}

/** The bytes of some lines; of none, the place before the next line or after the last. */
function spanOf(lines: readonly Line[], next: Line | undefined, all: readonly Line[]): Span {
  const end = next?.start ?? endOf(all.at(-1))
  return { start: lines[0]?.start ?? end, end }
}

function endOf(line: Line | undefined): number {
  return line === undefined ? 0 : line.start + line.text.length
}

/** A change inside lines as narrow as it is certain. */
function refined(base: Buffer, content: Buffer, { before, after, hunk }: Run): readonly Hunk[] {
  const narrow = narrowed(base, content, hunk)
  if (isEmpty(narrow.base) || isEmpty(narrow.content) || before.length !== after.length) return [narrow]
  return before.flatMap((line, index) => {
    const other = after[index]
    if (other === undefined || other.text === line.text) return []
    const pair = {
      base: { start: line.start, end: endOf(line) },
      content: { start: other.start, end: endOf(other) },
    }
    return [narrowed(base, content, pair)]
  })
}
