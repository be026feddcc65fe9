import type { BackupReport } from '../../service/contract/backup.ts'
import { counted, formatBytes } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

export function renderBackup(report: BackupReport): readonly string[] {
  const { directory, bytesCopied, bytesShared, objects, events } = report
  const shared = bytesShared === 0 ? '' : `, ${formatBytes(bytesShared)} shared with the backup before`
  return [
    `Backup in ${safeText(directory)}: ${formatBytes(bytesCopied)} copied${shared}.`,
    `Checked: ${counted(objects, 'object')}, ${counted(events, 'event')}. It is a store of its own: --store reads it.`,
  ]
}
