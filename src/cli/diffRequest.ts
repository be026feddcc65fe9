import { HoldfastError, unreachable } from '../domain/errors.ts'
import type { DiffReport, DiffRequest } from '../service/contract/diff.ts'
import type { Session } from './session.ts'

export interface DiffArguments {
  readonly before: string | undefined
  readonly after: string | undefined
  readonly path: string | undefined
}

/** `diff [A] [B] [PATH]`: leading words that name a snapshot or a hash are A and B, the one after them is the path. */
export function diffRequest(words: DiffArguments, session: Pick<Session, 'bytesOf' | 'cwd'>): DiffRequest {
  const typed = [words.before, words.after, words.path].filter((word) => word !== undefined)
  const stored = typed.slice(0, 2).filter(namesStored)
  const isLeading = stored.every((word, index) => word === typed[index])
  const [path, surplus] = isLeading ? typed.slice(stored.length) : typed
  if (surplus !== undefined) throw tooMany(surplus)
  const [before, after] = isLeading ? stored : []
  const place = { path: path === undefined ? null : session.bytesOf(path), cwd: session.cwd }
  if (before === undefined) return { kind: 'disk', ...place }
  return { kind: 'stored', before, after: after ?? null, ...place }
}

/** True when the exit code has to say that there are differences. */
export function differs(report: DiffReport): boolean {
  switch (report.kind) {
    case 'disk':
      return report.diff.total > 0
    case 'snapshots':
      return report.diff.total > 0
    case 'contents':
      return report.diff.diff.state !== 'same'
    default:
      return unreachable(report)
  }
}

/** Digits of an id, `latest`, `@2d`, or a date; a file of that name is typed with `./` before it. */
function namesStored(word: string): boolean {
  return /^(?:[0-9a-f]{8,64}|latest|@.+|\d{4}-\d\d-\d\d([Tt ].*)?)$/i.test(word)
}

function tooMany(word: string): HoldfastError {
  return new HoldfastError('HF_USAGE', `one word too many: ${word}`, {
    facts: { value: word },
    hint: 'use: holdfast diff PATH, holdfast diff A B [PATH], or holdfast diff A [PATH]',
  })
}
