import { HoldfastError } from '../domain/errors.ts'
import { formatHoldId, type Hold, holdsTicket } from '../domain/hold.ts'
import { idPrefixMin, sameContentListedMax } from '../domain/limits.ts'
import { type Oid, shortOid } from '../domain/oid.ts'
import { contentsOf, type Operation } from '../domain/operation.ts'
import { type BytePath, isWithin, rootPath } from '../domain/path.ts'
import { readEntry } from '../index/readDirectory.ts'
import { listBaselines } from '../store/baselines.ts'
import { type ContentRow, contentOperation, getContent } from '../store/contents.ts'
import { readCounters } from '../store/counters.ts'
import { listHolds } from '../store/holds.ts'
import { allIncidents } from '../store/incidents.ts'
import { readOperation, ticketsByEnd } from '../store/operations.ts'
import { eraseContents } from '../store/removeObjects.ts'
import { listPacks } from '../store/rulePacks.ts'
import type { Store } from '../store/store.ts'
import { tombstoneOperation } from '../store/tombstones.ts'
import { unknownContent } from './contentId.ts'
import type { ServiceContext } from './context.ts'
import type { TargetRequest } from './contract/file.ts'
import type { PastFile } from './contract/blob.ts'
import type { PurgePlan, PurgeReport, PurgeRequest } from './contract/purge.ts'
import { filesHaving } from './findContent.ts'
import { recordOperation } from './recordOperation.ts'
import { searchSnapshots } from './searchSnapshots.ts'
import { resolveTarget, type Target } from './target.ts'

/** What would lose its bytes. Throws as resolveTarget; HF_NOT_FOUND for a path without content. */
export async function planPurge({ store }: ServiceContext, request: TargetRequest): Promise<PurgePlan> {
  const oid = await contentOf(store, await resolveTarget(store.meta, request))
  const row = await requireContent(store, oid)
  const operations = (await ticketsWith(store, oid)).map(({ id }) => id)
  const { files } = await filesWith(store, oid)
  return { oid, size: row.size, kept: row.kept, files, operations }
}

/**
 * Removes the bytes of a content for good, whatever uses them: snapshots and tickets keep its hash. Files on the disk stay.
 * HF_USAGE without the typed name, for a rule pack or the list of a baseline, HF_OPERATION_REFUSED under a hold, HF_STORE_LOCKED, HF_NOT_FOUND.
 */
export async function purge(context: ServiceContext, request: PurgeRequest): Promise<PurgeReport> {
  requireConfirmed(request)
  return await context.gate.alone(async () => {
    const { store } = context
    const row = await requireContent(store, request.oid)
    await refuseHeld(store, request.oid)
    await refuseInUse(store, request.oid)
    const operation = await recordPurge(context, request, row)
    const { database } = await store.objects()
    // After the rows: what a crash leaves here is nobody's, and the next gc or purge takes it.
    await eraseContents(database, [request.oid])
    return { operation, oid: request.oid, size: row.size }
  })
}

async function recordPurge(
  context: ServiceContext,
  { oid, path }: PurgeRequest,
  { size, firstSeenAt }: ContentRow,
): Promise<Operation> {
  const { initiator, machine, store } = context
  const { operation, rows } = recordOperation(context, await readCounters(store.meta), {
    kind: 'purge',
    path: path ?? rootPath,
    owner: '',
    incident: null,
    source: `content ${oid}`,
    rules: [],
  })
  const tombstone = { oid, size, purgedAt: machine.clock.now(), operation: operation.id, initiator }
  const changes = [
    contentOperation(oid, { size, kept: 'hash-only', firstSeenAt }),
    tombstoneOperation(tombstone),
    ...rows,
  ]
  const draft = {
    event: 'purged',
    cause: 'manual',
    initiator,
    operation: operation.id,
    oid,
    detail: { bytes: size },
    ...(path === null ? {} : { path }),
  } as const
  await (await context.journal()).write(changes, [draft])
  return operation
}

async function contentOf({ meta }: Store, target: Target): Promise<Oid> {
  if (target.kind === 'content') return target.oid
  if (target.kind === 'incident') return target.incident.oid
  const entry = await readEntry(meta, target.path)
  if (entry?.stat.kind === 'file' && entry.oid !== null) return entry.oid
  throw new HoldfastError('HF_NOT_FOUND', 'no content of this path is known', {
    hint: 'name the content by its hash: holdfast history PATH --contents',
  })
}

async function requireContent({ meta }: Store, oid: Oid): Promise<ContentRow> {
  const row = await getContent(meta, oid)
  if (row === undefined) throw unknownContent(oid)
  return row
}

function requireConfirmed({ oid, confirmed }: PurgeRequest): void {
  const typed = confirmed.toLowerCase()
  if (typed.length >= idPrefixMin && oid.startsWith(typed)) return
  throw new HoldfastError('HF_USAGE', 'the name of the content was not typed; nothing was removed', {
    facts: { hash: oid },
    hint: `what is purged cannot be brought back; in a script: --yes ${shortOid(oid)}`,
  })
}

/** A hold on a path or an account protects every content that was ever seen there. */
async function refuseHeld(store: Store, oid: Oid): Promise<void> {
  const holds = await listHolds(store.meta)
  if (holds.length === 0) return
  const { paths } = await filesWith(store, oid)
  const past = await searchSnapshots(store, oid)
  const tickets = await ticketsWith(store, oid)
  const places = [...paths, ...past.files.map(({ path }) => path)]
  const found = await openedBy(store, oid)
  const holding = holds.find(
    (hold) =>
      isOn(hold, { oid, places, past: past.files, found }) ||
      tickets.some((operation) => holdsTicket(hold, operation)),
  )
  if (holding === undefined && past.complete) return
  const why =
    holding === undefined
      ? 'there are holds, and too many snapshots to look for it in all of them'
      : `it is under the hold ${formatHoldId(holding.id)}`
  throw new HoldfastError('HF_OPERATION_REFUSED', `${shortOid(oid)} was not purged: ${why}`, {
    facts: { hash: oid, hold: holding?.id ?? null },
    hint: 'see them: holdfast hold list; end one: holdfast hold remove ID',
  })
}

/** The scans that opened an incident about the content, wherever it was. */
async function openedBy({ meta }: Store, oid: Oid): Promise<ReadonlySet<number>> {
  const scans = new Set<number>()
  for await (const incident of allIncidents(meta)) if (incident.oid === oid) scans.add(incident.openedByScan)
  return scans
}

function isOn(
  { subject }: Hold,
  content: {
    readonly oid: Oid
    readonly places: readonly BytePath[]
    readonly past: readonly PastFile[]
    readonly found: ReadonlySet<number>
  },
): boolean {
  switch (subject.kind) {
    case 'content':
      return subject.oid === content.oid
    case 'incident':
      return subject.oid === content.oid || content.places.includes(subject.path)
    case 'path':
      return content.places.some((path) => isWithin(path, subject.path))
    case 'scan':
      // Which of the snapshots between two have it is not told, so all of them count.
      return (
        content.found.has(subject.scan) ||
        content.past.some(({ oldest, newest }) => oldest.scan <= subject.scan && subject.scan <= newest.scan)
      )
    case 'user':
      // Whose a file of an old snapshot was is not recorded, so a hold on an account is one on all that was ever seen.
      return content.places.length > 0
  }
}

/** Without these the store cannot work: no rules are loaded, and no baseline is read or taken out. */
async function refuseInUse({ meta }: Store, oid: Oid): Promise<void> {
  const pack = (await listPacks(meta)).find(({ fingerprint }) => fingerprint === oid)
  if (pack !== undefined) {
    throw new HoldfastError('HF_USAGE', `${shortOid(oid)} is the source of a rule pack that is in use`, {
      facts: { hash: oid, pack: pack.name },
      hint: 'take it out of use first: holdfast rules remove NAME',
    })
  }
  const baseline = (await listBaselines(meta)).find(({ manifest }) => manifest === oid)
  if (baseline === undefined) return
  throw new HoldfastError(
    'HF_USAGE',
    `${shortOid(oid)} is the list of files of the baseline ${baseline.name}`,
    {
      facts: { hash: oid, baseline: baseline.name },
      hint: `take it out of use first: holdfast baseline remove ${baseline.name}`,
    },
  )
}

async function ticketsWith({ meta }: Store, oid: Oid): Promise<readonly Operation[]> {
  const found: Operation[] = []
  for await (const { operation: id } of ticketsByEnd(meta)) {
    const operation = await readOperation(meta, id)
    if (operation !== undefined && contentsOf(operation).includes(oid)) found.push(operation)
  }
  return found
}

async function filesWith(
  { meta }: Store,
  oid: Oid,
): Promise<{ readonly files: PurgePlan['files']; readonly paths: readonly BytePath[] }> {
  const paths: BytePath[] = []
  for await (const { path } of filesHaving(meta, oid)) paths.push(path)
  return { files: { items: paths.slice(0, sameContentListedMax), total: paths.length }, paths }
}
