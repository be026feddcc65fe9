import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Operation } from '../../domain/operation.ts'
import { ownerOf } from '../../domain/owner.ts'
import type { BytePath } from '../../domain/path.ts'
import { pathOperationsMax } from '../../domain/actingLimits.ts'
import { actingKind } from '../../store/effects.ts'
import { operationsAt } from '../../store/operations.ts'
import type { NewMetadata, OperationRequest } from '../../vault/vault.ts'
import { readAccounts } from '../accounts.ts'
import type { ServiceContext } from '../context.ts'
import type { RestoreReport, RestoreRequest } from '../contract/undo.ts'
import { listSnapshotEntries } from '../snapshots.ts'
import { fileOf, resolveTarget } from '../target.ts'
import { vaultContext } from '../vaultContext.ts'
import { readKept } from '../view.ts'
import { carryOut } from './carryOut.ts'
import { withFreshJudge } from './judgeToday.ts'
import { refuseInfected } from './putBack.ts'
import { requestFor } from './undo.ts'

/**
 * Puts back what a file was: before an operation, or in a snapshot. Throws HF_RESTORE_INFECTED, HF_CHANGED_SINCE,
 * HF_ORIGINAL_EXPIRED, HF_NOT_KEPT, HF_NOT_FOUND, HF_OPERATION_REFUSED, and as resolveTarget and resolveSnapshot.
 */
export async function restore(
  context: ServiceContext,
  request: RestoreRequest,
  signal: AbortSignal,
): Promise<RestoreReport> {
  const path = await fileOf(context.store.meta, await resolveTarget(context.store.meta, request))
  const { source } = request
  const wanted =
    source.kind === 'operation'
      ? await fromOperation(context, request, await newestOf(context, path, source.of))
      : await fromSnapshot(context, request, { path, spec: source.spec })
  const { operations, rescan, aftermath } = await carryOut(context, [wanted], signal)
  const [operation] = operations
  if (operation?.outcome === 'done') return { operation, rescan, aftermath }
  throw notRestored(path, operation)
}

/** The newest operation at the path that took something away, and was not undone already. */
async function newestOf(
  { store }: ServiceContext,
  path: BytePath,
  of: 'newest' | 'quarantine' | 'original',
): Promise<Operation> {
  const operations = await operationsAt(store.meta, path, pathOperationsMax)
  const done = operations.filter(({ outcome }) => outcome === 'done')
  for (const operation of done) {
    if (operation.before === null || operation.undoneBy !== null) continue
    const kind = await actingKind(store.meta, operation)
    const fits = of === 'newest' || (of === 'quarantine') === (kind === 'quarantine')
    if (kind !== null && fits) return operation
  }
  throw nothingTaken(path, done, of)
}

function nothingTaken(
  path: BytePath,
  done: readonly Operation[],
  of: 'newest' | 'quarantine' | 'original',
): HoldfastError {
  const shown = displayPath(path)
  const because =
    done.length === 0
      ? `holdfast has not changed ${shown}`
      : of === 'newest'
        ? `all that holdfast took away from ${shown} was put back`
        : `nothing of ${shown} is kept that --from ${of} could mean`
  return new HoldfastError('HF_NOT_FOUND', `there is nothing to restore: ${because}`, {
    facts: { file: shown },
    hint: 'an earlier version: holdfast history FILE --contents, then holdfast restore FILE --at TIME',
  })
}

async function fromOperation(
  context: ServiceContext,
  request: RestoreRequest,
  operation: Operation,
): Promise<OperationRequest> {
  const vault = await vaultContext(context)
  const answer = await withFreshJudge(
    context,
    async (judge) => await requestFor({ context, vault, judge }, operation, request),
  )
  if (answer instanceof HoldfastError) throw answer
  return { ...answer, kind: 'restore' }
}

async function fromSnapshot(
  context: ServiceContext,
  request: RestoreRequest,
  { path, spec }: { readonly path: BytePath; readonly spec: string },
): Promise<OperationRequest> {
  const { oid, owner, metadata, source } = await versionIn(context, { path, spec })
  await readKept(context.store, oid)
  const refusal = await withFreshJudge(
    context,
    async (judge) => await refuseInfected(context, judge, { path, oid, incident: null, owner }, request),
  )
  if (refusal !== null) throw refusal
  return {
    kind: 'restore',
    path,
    // What lies there now is kept, whatever it is: the person asked for a version, not for a change to be undone.
    expected: { kind: 'anything' },
    change: { kind: 'replace', content: { kind: 'stored', oid }, metadata, privileged: request.privileged },
    incident: null,
    owner,
    method: null,
    source,
    rules: [],
    undoes: null,
    scan: null,
    cause: request.cause,
    initiator: context.initiator,
  }
}

interface Version {
  readonly oid: Oid
  readonly owner: string
  readonly metadata: NewMetadata
  readonly source: string
}

async function versionIn(
  context: ServiceContext,
  { path, spec }: { readonly path: BytePath; readonly spec: string },
): Promise<Version> {
  const typed = Buffer.from(path, 'latin1')
  const page = await listSnapshotEntries(context, { spec, path: typed, cwd: '/', limit: 1, offset: 0 })
  const entry = page.items.find((item) => item.path === path)?.entry
  if (entry?.kind !== 'file' || entry.oid === null) {
    const shown = displayPath(path)
    throw new HoldfastError('HF_NOT_KEPT', `${shown} was no file with a content in that snapshot`, {
      facts: { file: shown, snapshot: page.snapshot.id },
    })
  }
  const { mode, uid, gid, oid } = entry
  const recorded = { mode, uid, gid, mtimeMs: page.snapshot.at, xattrs: { state: 'unknown' } } as const
  return {
    oid,
    owner: ownerOf(path, uid, readAccounts()),
    metadata: { kind: 'current-or', metadata: recorded },
    source: `snapshot ${page.snapshot.id.slice(0, 8)}`,
  }
}

function notRestored(path: BytePath, operation: Operation | undefined): HoldfastError {
  const shown = displayPath(path)
  const why = operation?.why ?? 'it was stopped before'
  const changed = operation?.reason === 'changed' || operation?.reason === 'occupied'
  return new HoldfastError(
    changed ? 'HF_CHANGED_SINCE' : 'HF_OPERATION_REFUSED',
    `${shown} was not restored: ${why}`,
    {
      facts: { file: shown },
      ...(changed
        ? { hint: 'see what is there: holdfast diff    overwrite, keeping it: --even-if-changed' }
        : {}),
    },
  )
}
