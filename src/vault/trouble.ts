import { type ErrorCode, HoldfastError, systemCode } from '../domain/errors.ts'
import type { OperationReason } from '../domain/operation.ts'

/** What stopped one file; throws what is not about one file. */
export function troubleOf(error: unknown): OperationReason {
  if (!(error instanceof HoldfastError)) {
    if (systemCode(error) === undefined) throw error
    return 'failed-call'
  }
  const reason = reasonByCode[error.code]
  if (reason === undefined) throw error
  return error.facts['code'] === 'EROFS' ? 'read-only' : reason
}

/** undefined when a call on a file failed; what is not about one file is thrown. */
export function unlessTrouble<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    troubleOf(error)
    return undefined
  }
}

const reasonByCode: Partial<Readonly<Record<ErrorCode, OperationReason>>> = {
  HF_IMMUTABLE: 'immutable',
  HF_DISK_FULL: 'no-space',
  HF_STAGE_UNSAFE: 'unsafe-place',
  HF_CHANGED_SINCE: 'changed',
  HF_NO_SUCH_PATH: 'vanished',
  HF_LINK_IN_PATH: 'not-a-file',
  HF_OPERATION_REFUSED: 'root-owned-for-others',
  HF_IO: 'failed-call',
}
