import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import { formatHoldId } from '../../domain/hold.ts'
import { shortOid } from '../../domain/oid.ts'
import { formatOperationId } from '../../domain/operation.ts'
import type { GcReport, Keeper, KeptBecause } from '../../service/contract/gc.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatBytes, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

export function renderGc(report: GcReport): readonly string[] {
  const { mode, snapshots, tickets, contents, bytes, trees, strays, live } = report
  const parts = [
    counted(snapshots, 'snapshot'),
    counted(tickets, 'way back', 'ways back'),
    `${counted(contents, 'content')} (${formatBytes(bytes)} before packing)`,
    counted(trees, 'tree'),
    ...(strays === 0 ? [] : [`${counted(strays, 'content')} that a crash had left`]),
  ]
  const isNothing = snapshots + tickets + contents + trees + strays === 0
  const what = mode === 'remove' ? 'Removed' : 'Would remove'
  return [
    isNothing ? 'Nothing is past its time.' : `${what} ${parts.join(', ')}.`,
    `${counted(live.contents, 'content')} and ${counted(live.trees, 'tree')} stay.`,
  ]
}

export function renderKept(kept: KeptBecause, screen: Screen): readonly string[] {
  const { oid, size, keepers, purgedAt, complete } = kept
  const name = `${shortOid(oid)}, ${formatBytes(size)}`
  const purged =
    purgedAt === null ? '' : `purged on ${screen.time(purgedAt, 'minute')} ${screen.zone(purgedAt)}`
  const state = keptWords(kept, purged)
  const reasons = keepers.map((keeper) => `  ${keeperWords(keeper, screen)}`)
  return [
    `${name}: ${state}.`,
    ...(reasons.length === 0 ? ['Nothing keeps it: the next gc takes it.'] : [keptTitle(kept), ...reasons]),
    ...(complete ? [] : ['There are more snapshots than were searched.']),
  ]
}

/** A purged content whose file was changed later is kept again: no original is lost. */
function keptWords({ kept, purgedAt }: KeptBecause, purged: string): string {
  if (purgedAt === null) return kept === 'whole' ? 'its bytes are kept' : 'only its hash is kept'
  return kept === 'whole' ? `its bytes are kept again, after they were ${purged}` : `its bytes were ${purged}`
}

/** Of a purged content only references are left, and nothing to bring back. */
function keptTitle({ kept, purgedAt }: KeptBecause): string {
  return purgedAt === null || kept === 'whole' ? 'KEPT BY' : 'STILL NAMED BY'
}

function keeperWords(keeper: Keeper, screen: Screen): string {
  switch (keeper.by) {
    case 'file':
      return `the file ${displayPath(keeper.path)}`
    case 'snapshot':
      return `${counted(keeper.snapshots, 'snapshot')} up to ${shortOid(keeper.newest)}, as ${displayPath(keeper.path)}`
    case 'operation':
      return keeper.until === null
        ? `operation ${formatOperationId(keeper.operation)}, which was not ended`
        : `operation ${formatOperationId(keeper.operation)}, undo until ${screen.time(keeper.until, 'minute')} ${screen.zone(keeper.until)}`
    case 'hold':
      return `hold ${formatHoldId(keeper.hold)}`
    case 'rules':
      return `the rule pack ${safeText(keeper.pack)}`
    case 'ref':
      return `the ref ${displayPath(keeper.name)}`
    case 'known-good':
      return 'a baseline: it is known to be good'
    case 'age':
      return `its age: first seen ${screen.time(keeper.firstSeenAt, 'minute')} ${screen.zone(keeper.firstSeenAt)}, and nothing goes within a day`
    default:
      return unreachable(keeper)
  }
}

/** `--quiet`: one line for cron, none when nothing went. */
export function renderGcQuietly({ snapshots, contents, tickets }: GcReport): readonly string[] {
  if (snapshots + contents + tickets === 0) return []
  return [
    `${formatCount(snapshots)} snapshots, ${formatCount(tickets)} tickets, ${formatCount(contents)} contents`,
  ]
}
