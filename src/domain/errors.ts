/** What the caller can do about a failure. One kind has one exit code (docs/ERRORS.md, design: cli "Exit codes"). */
export type FailureKind =
  | 'usage'
  | 'environment'
  | 'incomplete'
  | 'no-store'
  | 'locked'
  | 'corrupt'
  | 'bug'
  | 'interrupted'

export const exitCodeOf: Readonly<Record<FailureKind, number>> = {
  usage: 2,
  environment: 2,
  incomplete: 3,
  'no-store': 10,
  locked: 11,
  corrupt: 12,
  bug: 70,
  interrupted: 130,
}

/** Every stable code and its kind. docs/ERRORS.md has one row per code; test/tidy.test.ts keeps the two equal. */
export const kindOf = {
  HF_USAGE: 'usage',
  HF_NOT_FOUND: 'usage',
  HF_AMBIGUOUS: 'usage',
  HF_MANY_FILES: 'usage',
  HF_NO_SUCH_PATH: 'usage',
  HF_LINK_IN_PATH: 'usage',
  HF_ROOT_CHANGED: 'environment',
  HF_NO_PROC: 'environment',
  HF_NOT_BUILT: 'environment',
  HF_CONFIG_INVALID: 'usage',
  HF_CONFIG_UNSAFE: 'environment',
  HF_RULES_INVALID: 'usage',
  HF_RULE_SLOW: 'usage',
  HF_RULES_UNTRUSTED: 'environment',
  HF_ARCHIVE_INVALID: 'usage',
  HF_BASELINE_REFUSED: 'usage',
  HF_ENGINE_UNAVAILABLE: 'incomplete',
  HF_READER_FAILED: 'incomplete',
  HF_LIMIT: 'environment',
  HF_DISK_FULL: 'environment',
  HF_IO: 'environment',
  HF_NO_STORE: 'no-store',
  HF_STORE_EXISTS: 'usage',
  HF_STORE_FOREIGN: 'environment',
  HF_STORE_UNSAFE: 'environment',
  HF_STORE_LOCKED: 'locked',
  HF_STORE_CORRUPT: 'corrupt',
  HF_RECORD_CORRUPT: 'corrupt',
  HF_OBJECT_CORRUPT: 'corrupt',
  HF_OBJECT_MISSING: 'corrupt',
  HF_JOURNAL_BROKEN: 'corrupt',
  HF_NOT_KEPT: 'usage',
  HF_ORIGINAL_EXPIRED: 'incomplete',
  HF_RESTORE_INFECTED: 'incomplete',
  HF_CHANGED_SINCE: 'incomplete',
  HF_NOT_UNDOABLE: 'usage',
  HF_OPERATION_REFUSED: 'incomplete',
  HF_HELD: 'incomplete',
  HF_IMMUTABLE: 'environment',
  HF_STAGE_UNSAFE: 'environment',
  HF_CLOCK_JUMPED: 'environment',
  HF_FORMAT_NEWER: 'environment',
  HF_FORMAT_OLDER: 'environment',
  HF_INTERRUPTED: 'interrupted',
  HF_BUG: 'bug',
} as const satisfies Record<string, FailureKind>

export type ErrorCode = keyof typeof kindOf

/** Machine-readable facts of one failure: file, place, numbers. Shown with `--json`. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | null>>

export interface FailureDetail {
  readonly facts?: ErrorFacts
  /** The line with the way on, shown under the message. */
  readonly hint?: string
  readonly cause?: unknown
}

/** Every failure a caller may see. `code` is stable within a major version; `message` is not. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError'
  readonly code: ErrorCode
  readonly facts: ErrorFacts
  readonly hint: string | null

  constructor(code: ErrorCode, message: string, detail: FailureDetail = {}) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause })
    this.code = code
    this.facts = detail.facts ?? {}
    this.hint = detail.hint ?? null
  }

  get kind(): FailureKind {
    return kindOf[this.code]
  }

  get exitCode(): number {
    return exitCodeOf[this.kind]
  }
}

/** A broken promise of our own code, never of the input. */
export function invariant(condition: boolean, message: string, facts: ErrorFacts = {}): asserts condition {
  if (!condition) throw new HoldfastError('HF_BUG', message, { facts })
}

export function unreachable(value: never): never {
  throw new HoldfastError('HF_BUG', `unexpected value: ${JSON.stringify(value)}`)
}

/** The `code` of a Node system error (ENOENT, EACCES...), or undefined when `error` is something else. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
