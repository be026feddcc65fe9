import { displayPath } from '../../domain/displayPath.ts'
import type { AccountSummary } from '../../service/contract/accounts.ts'
import type { Listing } from '../output/answer.ts'
import { instantOrNull } from './fields.ts'

/** The stable shape of one account (docs/CLI.md). */
export function accountToJson(account: AccountSummary): Readonly<Record<string, unknown>> {
  const { name, lastScanAt, ...counts } = account
  return { user: displayPath(name), ...counts, lastScanAt: instantOrNull(lastScanAt) }
}

export function accountListing(accounts: readonly AccountSummary[]): Listing {
  return {
    columns: ['user', 'files', 'bytes', 'infected', 'suspicious', 'undecided', 'heldBytes', 'lastScanAt'],
    rows: () =>
      accounts.map(({ name, files, bytes, infected, suspicious, undecided, heldBytes, lastScanAt }) => [
        displayPath(name),
        files,
        bytes,
        infected,
        suspicious,
        undecided,
        heldBytes,
        instantOrNull(lastScanAt),
      ]),
    items: () => accounts.map(accountToJson),
    paths: null,
  }
}
