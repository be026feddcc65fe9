import { formatInstant } from '../../domain/clock.ts'
import type { Ignore } from '../../domain/ignore.ts'
import type { IgnoreChange } from '../../service/contract/ignores.ts'
import type { Listing } from '../output/answer.ts'
import { safeText } from '../text/safeText.ts'
import { fileFields, instantOrNull } from './fields.ts'
import { incidentToJson } from './incident.ts'
import { operationToJson } from './operation.ts'

export function ignoreToJson({
  id,
  scope,
  reason,
  initiator,
  addedAt,
  expiresAt,
}: Ignore): Readonly<Record<string, unknown>> {
  return {
    id,
    kind: scope.kind,
    ...('path' in scope ? fileFields(scope.path) : {}),
    ...('oid' in scope ? { hash: scope.oid } : {}),
    ...('pattern' in scope ? { pattern: scope.pattern } : {}),
    rules: rulesOf(scope),
    reason,
    initiator,
    addedAt: formatInstant(addedAt),
    expiresAt: instantOrNull(expiresAt),
  }
}

export function ignoreChangeToJson(change: IgnoreChange): Readonly<Record<string, unknown>> {
  const { ignore, incidents, undecided, caused } = change
  return {
    ignore: ignoreToJson(ignore),
    incidents: { items: incidents.items.map(incidentToJson), total: incidents.total },
    undecided,
    caused: caused.map(operationToJson),
  }
}

export function ignoreListing(ignores: readonly Ignore[]): Listing {
  return {
    columns: ['id', 'kind', 'file', 'hash', 'pattern', 'rules', 'reason', 'addedAt', 'expiresAt'],
    rows: () =>
      ignores.map(({ id, scope, reason, addedAt, expiresAt }) => [
        id,
        scope.kind,
        'path' in scope ? fileFields(scope.path).file : null,
        'oid' in scope ? scope.oid : null,
        'pattern' in scope && scope.pattern !== null ? safeText(scope.pattern) : null,
        rulesOf(scope).join(' '),
        safeText(reason),
        formatInstant(addedAt),
        instantOrNull(expiresAt),
      ]),
    items: () => ignores.map(ignoreToJson),
    paths: null,
  }
}

/** Empty = every rule. */
function rulesOf(scope: Ignore['scope']): readonly number[] {
  if (scope.kind === 'file') return scope.rules
  return scope.rule === null ? [] : [scope.rule]
}
