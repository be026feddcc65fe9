import type { EventName, JournalEvent } from '../../domain/event.ts'

/** What happened, in the EVENT column. */
export function eventTitle({ event, detail }: JournalEvent): string {
  if (event === 'detected') {
    return detail['tier'] === 'suspicious' ? 'Detected as suspicious' : 'Detected as malicious'
  }
  if (event === 'operation-refused' && detail['kind'] === 'restore') return 'Restore refused'
  return eventWords[event]
}

const eventWords: Readonly<Record<EventName, string>> = {
  'store-created': 'Store created',
  'scan-started': 'Scan started',
  'scan-finished': 'Scan finished',
  'snapshot-created': 'Snapshot created',
  detected: 'Detected',
  resolved: 'No longer found',
  'rules-changed': 'Rules changed',
  'config-changed': 'Settings changed',
  'root-adopted': 'Root adopted',
  'root-accepted': 'Root accepted',
  'store-damaged': 'Store damaged',
  'store-repaired': 'Store repaired',
  'operation-started': 'Operation started',
  cleaned: 'Cleaned',
  'content-removed': 'Content removed',
  'cleanup-failed': 'Cleanup failed',
  quarantined: 'Quarantined',
  'restored-from-quarantine': 'Restored from quarantine',
  deleted: 'Deleted',
  'delete-failed': 'Delete failed',
  'restored-original': 'Restored original',
  undone: 'Undone',
  'operation-refused': 'Refused',
  'changed-during-operation': 'Changed meanwhile',
  ignored: 'Ignored',
  unignored: 'No longer ignored',
  'hold-changed': 'Hold changed',
  purged: 'Purged',
  'baseline-changed': 'Baseline changed',
  gc: 'Expired and removed',
  'run-held': 'Run held',
  'hook-run': 'Hook run',
}
