import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import type { Ignore, IgnoreScope } from '../../domain/ignore.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import { shortOid } from '../../domain/oid.ts'
import type { IgnoreChange } from '../../service/contract/ignores.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { initiatorWords, statusWords } from './words.ts'

export function renderIgnores(ignores: readonly Ignore[], screen: Screen): readonly string[] {
  if (ignores.length === 0) return ['Nothing is ignored.']
  const columns = [
    right('ID'),
    left('IGNORED', 'cut'),
    left('RULES'),
    left(`UNTIL (${screen.zone(ignores[0]?.addedAt ?? 0)})`),
    left('BY'),
    left('REASON', 'cut'),
  ]
  const rows = ignores.map(({ id, scope, reason, expiresAt, initiator }) =>
    plainRow(
      String(id),
      scopeWords(scope),
      ruleWords(scope),
      expiresAt === null ? 'no end' : screen.time(expiresAt, 'minute'),
      initiatorWords(initiator, 'manual'),
      safeText(reason),
    ),
  )
  return [...renderTable(columns, rows, screen), '', counted(ignores.length, 'entry', 'entries')]
}

/** What an entry hides, or what is visible again without it. */
export function renderIgnoreChange(
  { ignore, incidents, undecided, caused }: IgnoreChange,
  change: 'added' | 'removed',
): readonly string[] {
  const lines = incidents.items.map(
    ({ id, status, path }) => `${formatIncidentId(id)}  ${statusWords[status]}  ${displayPath(path)}`,
  )
  const unlisted = incidents.total - incidents.items.length
  return [
    `Entry ${String(ignore.id)} ${change}: ${scopeWords(ignore.scope)}, ${ruleWords(ignore.scope)}.`,
    ...lines,
    ...(unlisted === 0 ? [] : [`and ${counted(unlisted, 'incident')} more`]),
    ...(undecided === 0 ? [] : [undecidedWords(undecided, change)]),
    ...(change === 'added' ? ['Ignored files are still kept and judged.'] : []),
    ...(caused.length === 0 || change === 'removed'
      ? []
      : [
          `Only this caused ${counted(caused.length, 'operation')}; to reverse them: holdfast undo ${caused
            .slice(0, undoNamedMax)
            .map(({ id }) => `o${String(id)}`)
            .join(' ')}`,
        ]),
  ]
}

/** Operations named in a command line that a person may paste. */
const undoNamedMax = 20

function undecidedWords(count: number, change: 'added' | 'removed'): string {
  const files = counted(count, 'undecided file')
  return change === 'added' ? `${files} accepted` : `${files} no longer accepted`
}

function scopeWords(scope: IgnoreScope): string {
  switch (scope.kind) {
    case 'file':
      return `${displayPath(scope.path)} while its content is ${shortOid(scope.oid)}`
    case 'directory':
      return `everything below ${displayPath(scope.path)}`
    case 'content':
      return `content ${shortOid(scope.oid)}, wherever it lies`
    case 'rule':
      return scope.pattern === null ? 'all files' : `files like ${safeText(scope.pattern)}`
    default:
      return unreachable(scope)
  }
}

function ruleWords(scope: IgnoreScope): string {
  const rules = scope.kind === 'file' ? scope.rules : scope.rule === null ? [] : [scope.rule]
  if (rules.length === 0) return 'every rule'
  return rules.map((rule) => `rule ${String(rule).padStart(4, '0')}`).join(', ')
}
