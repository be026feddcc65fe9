import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Oid } from '../../src/domain/oid.ts'
import type { Operation } from '../../src/domain/operation.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { contentOperation } from '../../src/store/contents.ts'
import { counterOperation } from '../../src/store/counters.ts'
import { operationOperations } from '../../src/store/operations.ts'
import { describeTest } from '../store/describeTest.ts'
import { contentToWrite } from '../store/testStore.ts'
import { scratchDirectory } from './scratch.ts'
import { copyStore } from './storeCopy.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from './holdfast.ts'

export const dayMs = 86_400_000

/** A clock that stands at noon of a Wednesday to come: days and weeks are counted from there. */
function noonClock(): MovableClock {
  const clock = movableClock()
  const wednesdayNoon = 6.5 * dayMs
  clock.advance(7 * dayMs - ((clock.now() - wednesdayNoon) % (7 * dayMs)))
  return clock
}

/** A copy of the store of a rig, with a clock of its own that stands where the rig's stands. */
export function copyGcRig(rig: GcRig): GcRig {
  const directory = scratchDirectory()
  copyStore(join(rig.directory, 'store'), join(directory, 'store'))
  const clock = movableClock()
  clock.advance(rig.clock.now() - clock.now())
  return { ...rig, directory, clock }
}

export interface GcRig {
  readonly directory: string
  readonly site: BytePath
  readonly clock: MovableClock
  readonly oid: (text: string) => Oid
}

export const versions = ['<?php echo 1;\n', '<?php echo 2;\n', '<?php echo 3;\n'] as const
export const untouched = '<?php echo "the same on every day";\n'

/**
 * A page that was scanned in three versions, an hour apart, and then again after 40 days without a change: only the last
 * snapshot is left to stay, so the first two versions are garbage unless something holds them.
 */
export async function makeGcRig(directory: string): Promise<GcRig> {
  const clock = noonClock()
  const site = join(directory, 'site') as BytePath
  mkdirSync(site)
  writeTree(site, { 'kept/same.php': untouched })
  const holdfast = await openTestStore(directory, clock)
  for (const version of versions) {
    writeTree(site, { 'changing/page.php': version })
    await scanPaths(holdfast, [site])
    clock.advance(3_600_000)
  }
  await holdfast.close()
  clock.advance(40 * dayMs)
  return { directory, site, clock, oid: (text) => sha256(Buffer.from(text)) }
}

/** Puts a ticket for `original` into the closed store of the rig; it ends at `until`. */
export async function addTicket(rig: GcRig, original: string, until: number): Promise<void> {
  const store = await openStore(join(rig.directory, 'store'), { describe: describeTest })
  const { site, clock, oid } = rig
  const startedAt = clock.now() - 14 * dayMs
  const path = join(site, 'gone.php') as BytePath
  const operation = ticketFor({ path, oid: oid(original), startedAt, undoableUntil: until })
  await putContent(store, original, operation.startedAt)
  const counter = counterOperation('operation', operation.id)
  await store.meta.batch([counter, ...operationOperations(operation, null)], { sync: true })
  await store.close()
}

export async function putContent(store: Store, text: string, firstSeenAt: number): Promise<Oid> {
  const object = contentToWrite(Buffer.from(text))
  await (await store.objects()).writeGroup([object])
  const row = contentOperation(object.oid, { size: object.size, kept: 'whole', firstSeenAt })
  await store.meta.batch([row], { sync: true })
  return object.oid
}

/** The ticket of a deletion. */
export function ticketFor(of: {
  readonly path: BytePath
  readonly oid: Oid
  readonly startedAt: number
  readonly undoableUntil: number
}): Operation {
  const metadata = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, xattrs: { state: 'known', lines: [] } } as const
  const { oid, startedAt, ...others } = of
  return {
    ...others,
    id: 1,
    kind: 'delete',
    outcome: 'done',
    reason: null,
    why: null,
    owner: 'root',
    incident: null,
    scan: null,
    before: { oid, size: 1, metadata },
    after: null,
    displaced: [],
    method: null,
    notes: [],
    stage: null,
    source: null,
    rules: [101],
    undoes: null,
    undoneBy: null,
    cause: 'manual',
    initiator: { uid: 0 },
    startedAt,
    finishedAt: startedAt,
  }
}
