import { unreachable } from '../domain/errors.ts'
import type { Operation, OperationReason } from '../domain/operation.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { effectOf } from '../store/effects.ts'
import type { HeldVersion } from './lookAt.ts'
import type { Finding } from './observe.ts'
import type { PutBack } from './putBack.ts'
import { reasonText } from './reasonText.ts'
import type { Retention } from './vault.ts'

/** How one operation went, all that has to be known to write it down. */
export interface Settled {
  readonly operation: Operation
  readonly takes: 'before' | 'anything'
  readonly finding: Finding
  readonly putBack: PutBack | null
}

/** The operation as it ended, without its end and its expiry. */
export function conclude({ operation, takes, finding, putBack }: Settled): Operation {
  switch (finding.state) {
    case 'done':
      return { ...operation, outcome: 'done', before: asTaken(operation, finding.took) }
    case 'other':
      if (takes === 'anything') return tookAnother(operation, finding.took)
      return refused(operation, 'changed', displacedBy([finding.took], putBack))
    case 'strange':
      return refused(operation, finding.reason, displacedBy([], putBack))
    case 'overtaken':
      return refused(operation, 'occupied', displacedBy([finding.took], putBack))
    case 'untouched':
      return refused(operation, finding.reason, displacedBy([], putBack))
    default:
      return unreachable(finding)
  }
}

/** True when the operation took something away that only the store still has, or may have. */
export function tookSomething({ outcome, displaced }: Operation): boolean {
  return outcome === 'done' || displaced.length > 0
}

/** When the ticket of an operation that ended at `at` ends. What only the store has is kept as long as a quarantine. */
export async function ticketEnd(
  meta: KeyValue,
  operation: Operation,
  { at, retention }: { readonly at: number; readonly retention: Retention },
): Promise<number> {
  // Undoing the undoing of a quarantine is a quarantine again.
  const { first } = await effectOf(meta, operation)
  const days = first.kind === 'quarantine' ? retention.quarantineDays : retention.originalDays
  return at + days * dayMs
}

const dayMs = 86_400_000

/** The same bytes as were looked at, as their owner and mode were at the very end. */
function asTaken({ before }: Operation, took: HeldVersion | null): Operation['before'] {
  if (before === null || took === null) return before
  return { ...before, metadata: { ...took.version.metadata, xattrs: before.metadata.xattrs } }
}

function tookAnother(operation: Operation, took: HeldVersion): Operation {
  const displaced = operation.before === null ? [] : [operation.before.oid]
  return { ...operation, outcome: 'done', before: took.version, displaced }
}

function displacedBy(took: readonly HeldVersion[], putBack: PutBack | null): Partial<Operation> {
  const cameOut = putBack?.cameOut ?? null
  const all = cameOut === null ? took : [...took, cameOut]
  return { displaced: [...new Set(all.map(({ version }) => version.oid))] }
}

function refused(operation: Operation, reason: OperationReason, facts: Partial<Operation>): Operation {
  const outcome = failures.has(reason) ? 'failed' : 'refused'
  return { ...operation, ...facts, outcome, reason, why: reasonText(reason), after: null }
}

/** What is nobody's decision. */
const failures: ReadonlySet<OperationReason> = new Set([
  'failed-call',
  'interrupted',
  'no-space',
  'read-only',
])
