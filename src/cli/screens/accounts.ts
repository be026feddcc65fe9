import { displayPath } from '../../domain/displayPath.ts'
import type { AccountSummary } from '../../service/contract/accounts.ts'
import type { Page } from '../../service/contract/page.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { formatBytes, formatCount } from '../text/numbers.ts'
import { pageLine } from './list.ts'

export function renderAccounts({ items, total }: Page<AccountSummary>, screen: Screen): readonly string[] {
  if (items.length === 0) return [total === 0 ? 'No accounts.' : 'No more accounts.']
  const newest = items.reduce((latest, { lastScanAt }) => Math.max(latest, lastScanAt ?? 0), 0)
  const columns = [
    left('USER', 'cut'),
    right('FILES'),
    right('SIZE'),
    right('INFECTED'),
    right('SUSPICIOUS'),
    right('UNDECIDED'),
    right('HELD'),
    left(`LAST SCAN (${screen.zone(newest)})`),
  ]
  const rows = items.map((account) =>
    plainRow(
      displayPath(account.name),
      formatCount(account.files),
      formatBytes(account.bytes),
      ...[account.infected, account.suspicious, account.undecided].map(formatCount),
      account.heldBytes === 0 ? '-' : formatBytes(account.heldBytes),
      account.lastScanAt === null ? 'never' : screen.time(account.lastScanAt, 'minute'),
    ),
  )
  return [...renderTable(columns, rows, screen), '', pageLine(items.length, total, 'account')]
}
