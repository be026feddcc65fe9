import { exitCodeOf, HoldfastError, systemCode } from '../domain/errors.ts'
import type { ErrorCode, ErrorFacts } from '../domain/errors.ts'
import { safeText } from './text/safeText.ts'

/** A failure as the user sees it; texts are safe for a terminal. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  /** Lines with the way on. */
  readonly hints: readonly string[]
  readonly facts: ErrorFacts
  readonly exitCode: number
}

/** Turns whatever was thrown into one failure; what is neither ours nor the system's is a bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HoldfastError) return failureOfOurs(error)
  if (isSystemError(error)) return failureOfOurs(new HoldfastError('HF_IO', error.message, { cause: error }))
  return {
    code: 'HF_BUG',
    message: `internal error: ${safeText(error instanceof Error ? error.message : String(error))}`,
    hints: ['please report this:', ...stackLines(error)],
    facts: {},
    exitCode: exitCodeOf.bug,
  }
}

/** `holdfast: <message> (HF_CODE)` and the indented way on. */
export function renderFailure({ code, message, hints }: Failure): string {
  return [`holdfast: ${message} (${code})`, ...hints.map((hint) => `          ${hint}`)]
    .map((line) => `${line}\n`)
    .join('')
}

export function failureToJson({ code, message, facts, hints }: Failure): Readonly<Record<string, unknown>> {
  return { error: { code, message, facts, hint: hints.length === 0 ? null : hints.join('\n') } }
}

/** A call of the operating system that failed, e.g. standard output on a full disk. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && systemCode(error) !== undefined && 'syscall' in error
}

function failureOfOurs(error: HoldfastError): Failure {
  const hints = error.hint === null ? [] : error.hint.split('\n').map(safeText)
  return {
    code: error.code,
    message: safeText(error.message),
    hints: error.kind === 'bug' ? [...hints, 'please report this:', ...stackLines(error)] : hints,
    facts: error.facts,
    exitCode: error.exitCode,
  }
}

function stackLines(error: unknown): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return stack.split('\n').map((line) => safeText(line.trim()))
}
