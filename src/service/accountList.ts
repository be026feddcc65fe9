import { isOpen } from '../domain/incident.ts'
import { type Accounts, ownerOf } from '../domain/owner.ts'
import { rootPath } from '../domain/path.ts'
import type { DirectoryRow } from '../index/directoryRow.ts'
import { readEntry } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allIncidents } from '../store/incidents.ts'
import { undecidedUnder } from '../store/openItems.ts'
import { requireOperation, ticketsByEnd } from '../store/operations.ts'
import { readAccounts } from './accounts.ts'
import type { ServiceContext } from './context.ts'
import type { AccountQuery, AccountSummary } from './contract/accounts.ts'
import type { Page } from './contract/page.ts'
import { directoryRows } from './directoryRows.ts'
import { readWalkBook } from './walkedBy.ts'

/** The accounts that have files under a root, those with the most open incidents first. One pass over the index. */
export async function listAccounts(
  { store, machine }: ServiceContext,
  { limit, offset, search }: AccountQuery,
): Promise<Page<AccountSummary>> {
  const found = await collect(store.meta, readAccounts(), machine.clock.now())
  const wanted = search?.toLowerCase() ?? ''
  const items = [...found.values()].filter(({ name }) => name.toLowerCase().includes(wanted)).sort(worstFirst)
  return { items: items.slice(offset, offset + limit), total: items.length }
}

type Tally = { -readonly [Key in keyof AccountSummary]: AccountSummary[Key] }

async function collect(meta: KeyValue, accounts: Accounts, now: number): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map<string, Tally>()
  const tallyOf: TallyOf = (name) => {
    const known = tallies.get(name) ?? emptyTally(name)
    tallies.set(name, known)
    return known
  }
  await addFiles(meta, accounts, tallyOf)
  await addIncidents(meta, tallyOf)
  await addUndecided(meta, accounts, tallyOf)
  await addHeld(meta, now, tallyOf)
  return tallies
}

type TallyOf = (name: string) => Tally

async function addFiles(meta: KeyValue, accounts: Accounts, tallyOf: TallyOf): Promise<void> {
  const walks = await readWalkBook(meta)
  for await (const row of directoryRows(meta, rootPath)) {
    const at = walks.finished(row.path)?.finishedAt ?? 0
    for (const tally of countFiles(row, accounts, tallyOf)) {
      if (at > (tally.lastScanAt ?? 0)) tally.lastScanAt = at
    }
  }
}

async function addIncidents(meta: KeyValue, tallyOf: TallyOf): Promise<void> {
  for await (const incident of allIncidents(meta)) {
    if (!isOpen(incident)) continue
    tallyOf(incident.owner)[incident.status === 'infected' ? 'infected' : 'suspicious'] += 1
  }
}

async function addUndecided(meta: KeyValue, accounts: Accounts, tallyOf: TallyOf): Promise<void> {
  for await (const { path } of undecidedUnder(meta, rootPath)) {
    const uid = (await readEntry(meta, path))?.stat.uid ?? 0
    tallyOf(ownerOf(path, uid, accounts)).undecided += 1
  }
}

/** What is back in its place was taken from nobody. */
async function addHeld(meta: KeyValue, now: number, tallyOf: TallyOf): Promise<void> {
  const counted = new Set<string>()
  for await (const { at, operation: id } of ticketsByEnd(meta)) {
    const { before, owner, undoneBy } = await requireOperation(meta, id)
    if (at <= now || before === null || undoneBy !== null) continue
    const key = `${owner} ${before.oid}`
    if (!counted.has(key)) tallyOf(owner).heldBytes += before.size
    counted.add(key)
  }
}

/** Answers the tallies that files of this directory were added to. The owner is asked for once per uid. */
function countFiles(row: DirectoryRow, accounts: Accounts, tallyOf: TallyOf): Iterable<Tally> {
  const byUid = new Map<number, Tally>()
  for (const { stat } of row.entries()) {
    if (stat.kind !== 'file') continue
    const tally = byUid.get(stat.uid) ?? tallyOf(ownerOf(row.path, stat.uid, accounts))
    byUid.set(stat.uid, tally)
    tally.files += 1
    tally.bytes += stat.size
  }
  return byUid.values()
}

function emptyTally(name: string): Tally {
  return {
    name,
    files: 0,
    bytes: 0,
    infected: 0,
    suspicious: 0,
    undecided: 0,
    heldBytes: 0,
    lastScanAt: null,
  }
}

function worstFirst(a: AccountSummary, b: AccountSummary): number {
  return (
    b.infected - a.infected ||
    b.suspicious - a.suspicious ||
    b.undecided - a.undecided ||
    (a.name < b.name ? -1 : 1)
  )
}
