import type { EventDraft, EventName } from '../domain/event.ts'
import type { ScanOutcome, ScanRecord } from '../domain/scan.ts'
import type { ScanState } from './scanState.ts'

/** What only the end of a run knows. */
export interface Ending {
  /** null when the run did not come to its end. */
  readonly finishedAt: number | null
  readonly malicious: number
  readonly suspicious: number
  readonly undecided: number
  readonly snapshots: ScanRecord['snapshots']
}

const noEnding: Ending = { finishedAt: null, malicious: 0, suspicious: 0, undecided: 0, snapshots: [] }

/** The row of the run as it stands; without an ending for a run that goes on or failed. */
export function scanRecord(state: ScanState, outcome: ScanOutcome, ending = noEnding): ScanRecord {
  const { request, tally, ledger } = state
  const skipped = [...tally.skippedCounts.values()].reduce((sum, count) => sum + count, 0)
  const { files, directories, unchanged, read, bytesRead, bytes, hashOnly } = tally
  return {
    id: state.id,
    paths: request.targets.map((target) => target.path),
    startedAt: state.startedAt,
    finishedAt: ending.finishedAt,
    outcome,
    cause: request.cause,
    initiator: request.initiator,
    epoch: state.context.epoch.id,
    counts: {
      files,
      directories,
      unchanged,
      read,
      bytesRead,
      bytes,
      hashOnly,
      judged: ledger.judged,
      verdictsReused: ledger.reused,
      malicious: ending.malicious,
      suspicious: ending.suspicious,
      undecided: ending.undecided,
      skipped,
    },
    skipped: Object.fromEntries(tally.skippedCounts),
    snapshots: ending.snapshots,
  }
}

/** An event of the run as a whole. */
export function scanEvent(
  state: ScanState,
  event: Extract<EventName, 'scan-started' | 'scan-finished' | 'store-damaged'>,
  detail: EventDraft['detail'],
): EventDraft {
  const { cause, initiator, targets } = state.request
  const only = targets.length === 1 ? targets[0] : undefined
  const paths = targets.length
  return {
    event,
    cause,
    initiator,
    scan: state.id,
    ...(only === undefined ? {} : { path: only.path }),
    detail: { ...detail, paths },
  }
}
