import { unreachable } from '../../domain/errors.ts'
import type { DiffHunk } from '../../domain/lineDiff.ts'
import { shortOid } from '../../domain/oid.ts'
import type { ContentDiff } from '../../service/contract/snapshots.ts'
import { formatCount } from '../text/numbers.ts'
import { safeContent } from '../text/safeContent.ts'

/** A unified diff made safe to print; it is for reading, not for `patch`, because hostile bytes are escaped. */
export function renderContentDiff({ before, after, diff }: ContentDiff): readonly string[] {
  switch (diff.state) {
    case 'same':
      return ['No differences.']
    case 'too-large': {
      const lines = `${formatCount(diff.beforeLines)} and ${formatCount(diff.afterLines)}`
      return [
        `${shortOid(before)} and ${shortOid(after)} differ, but are too long for a line diff: ${lines} lines.`,
      ]
    }
    case 'changed':
      return [`--- ${shortOid(before)}`, `+++ ${shortOid(after)}`, ...diff.hunks.flatMap(hunkLines)]
    default:
      return unreachable(diff)
  }
}

export function contentDiffToJson({ before, after, diff }: ContentDiff): Readonly<Record<string, unknown>> {
  if (diff.state !== 'changed') return { before, after, ...diff }
  const hunks = diff.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map(({ mark, text }) => ({
      mark,
      textBase64: Buffer.from(text, 'latin1').toString('base64'),
    })),
  }))
  return { before, after, state: diff.state, hunks }
}

function hunkLines(hunk: DiffHunk): readonly string[] {
  const { beforeStart, beforeCount, afterStart, afterCount, lines } = hunk
  const places = `-${String(beforeStart)},${String(beforeCount)} +${String(afterStart)},${String(afterCount)}`
  return [`@@ ${places} @@`, ...lines.flatMap(({ mark, text }) => diffLine(mark, text))]
}

function diffLine(mark: string, text: string): readonly string[] {
  const ended = text.endsWith('\n')
  const line = `${mark}${safeContent(Buffer.from(ended ? text.slice(0, -1) : text, 'latin1'))}`
  return ended ? [line] : [line, '\\ no line end at the end of the file']
}
