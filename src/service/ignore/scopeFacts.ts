import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import type { EventDraft, Initiator } from '../../domain/event.ts'
import type { Ignore, IgnoreScope } from '../../domain/ignore.ts'
import { type BytePath, rootPath } from '../../domain/path.ts'

/** Below which path the entry can cover anything. */
export function placeOf(scope: IgnoreScope): BytePath {
  return scope.kind === 'file' || scope.kind === 'directory' ? scope.path : rootPath
}

/** The rules it names; none = every rule. */
export function rulesIn(scope: IgnoreScope): readonly number[] {
  if (scope.kind === 'file') return scope.rules
  return scope.rule === null ? [] : [scope.rule]
}

/** What the journal says of the list itself. */
export function changeEvent(
  initiator: Initiator,
  { id, scope, reason, expiresAt }: Ignore,
  { change, ...about }: Pick<EventDraft, 'event' | 'cause'> & { readonly change: string },
): EventDraft {
  const detail = {
    change,
    ignore: id,
    scope: scope.kind,
    rules: rulesIn(scope).join(' '),
    pattern: scope.kind === 'rule' ? scope.pattern : null,
    reason: reason === '' ? null : displayPath(Buffer.from(reason).toString('latin1')),
    expires: expiresAt === null ? null : formatInstant(expiresAt),
  }
  return {
    ...about,
    initiator,
    detail,
    ...('path' in scope ? { path: scope.path } : {}),
    ...('oid' in scope ? { oid: scope.oid } : {}),
  }
}
