import { formatInstant } from '../domain/clock.ts'
import { displayPath } from '../domain/displayPath.ts'
import type { Cause, Initiator } from '../domain/event.ts'
import { hookOperationsMax } from '../domain/hookLimits.ts'
import { formatOperationId, type Operation } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import { pathToBytes } from '../domain/path.ts'
import { type StaleCode, staleFields } from '../domain/staleCode.ts'

/** What a hook is told of one operation. */
export type ToldOperation = Pick<Operation, 'id' | 'kind' | 'outcome' | 'path' | 'owner' | 'before' | 'after'>

export interface OperationsRun {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly cause: Cause
  readonly initiator: Initiator
  readonly operations: readonly ToldOperation[]
  readonly stale: readonly StaleCode[]
}

/** What `hooks.afterOperation` reads: one JSON object and a line end (OPERATIONS.md, "Hooks"); fields are only ever added. */
export function operationsMessage({ at, cause, initiator, operations, stale }: OperationsRun): string {
  const listed = operations.slice(0, hookOperationsMax)
  const message = {
    version: 1,
    event: 'operations-finished',
    at: formatInstant(at),
    cause,
    initiator,
    operations: listed.map(operationOf),
    operationsOmitted: operations.length - listed.length,
    staleCode: stale.map(staleFields),
  }
  return `${JSON.stringify(message)}\n`
}

function operationOf({ id, kind, outcome, path, owner, before, after }: ToldOperation): object {
  const oids = { before: before?.oid ?? null, after: after?.oid ?? null }
  return { id: formatOperationId(id), kind, outcome, ...fileOf(path), user: displayPath(owner), ...oids }
}

/** The bytes themselves only where the displayed form had to escape something, as in all machine formats. */
function fileOf(path: BytePath): { readonly file: string; readonly fileBase64?: string } {
  const file = displayPath(path)
  const bytes = pathToBytes(path)
  return bytes.equals(Buffer.from(file)) ? { file } : { file, fileBase64: bytes.toString('base64') }
}
