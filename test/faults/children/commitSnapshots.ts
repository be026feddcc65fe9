/**
 * Arguments: the directory of a store, `synced` or `unsynced`. Commits one snapshot after the other in the order of a scan
 * (contents, trees, then one batch with rows, ref and event) and prints `number id` once each is answered as written.
 * `unsynced` is the control: the same calls without the barrier.
 */
import { deflateSync } from 'node:zlib'
import { encodeTree } from '../../../src/codec/tree.ts'
import type { BytePath } from '../../../src/domain/path.ts'
import { sha256 } from '../../../src/hash/sha256.ts'
import { openJournal } from '../../../src/journal/journal.ts'
import type { KeyValue } from '../../../src/kv/keyValue.ts'
import { contentOperation } from '../../../src/store/contents.ts'
import { objectsIn } from '../../../src/store/objects.ts'
import { latestSnapshot, newSnapshot, snapshotOperations } from '../../../src/store/snapshots.ts'
import { openStore } from '../../../src/store/store.ts'
import { describeTest } from '../../store/describeTest.ts'
import { movableClock } from '../../support/holdfast.ts'
import { byteName } from '../../support/scratch.ts'

const [directory = '', mode = 'synced'] = process.argv.slice(2)
const root = '/srv' as BytePath
const clock = movableClock()
const store = await openStore(directory, { describe: describeTest })
const meta = barrier(store.meta)
const objects = objectsIn(barrier((await store.objects()).database))
const journal = await openJournal(meta, clock)

let parent = await latestSnapshot(meta, root)
for (let number = (parent?.scan ?? 0) + 1; ; number += 1) {
  const contents = Array.from({ length: 8 }, (_, i) =>
    Buffer.from(`${String(number)} ${String(i)} `.repeat(200)),
  )
  const oids = contents.map(sha256)
  await objects.writeGroup(
    contents.map((bytes, i) => ({
      ...{ kind: 'content', oid: oids[i]!, size: bytes.length, deflated: deflateSync(bytes) },
    })),
  )
  const plain = {
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 1,
    hashOnly: false,
    silentChange: false,
  } as const
  const tree = encodeTree(oids.map((oid, i) => ({ ...plain, name: byteName(`f${String(i)}`), oid })))
  await objects.writeGroup([{ kind: 'tree', ...tree }])
  const facts = { root, parent: parent?.id ?? null, tree: tree.oid, at: clock.now(), reason: 'scan' } as const
  const snapshot = newSnapshot({ ...facts, files: 8, bytes: 8, scan: number })
  const rows = contents.map((bytes, i) =>
    contentOperation(oids[i]!, { size: bytes.length, kept: 'whole', firstSeenAt: clock.now() }),
  )
  await journal.write(
    [...rows, ...snapshotOperations(snapshot)],
    [{ event: 'snapshot-created', cause: 'on-demand', initiator: { uid: 0 }, detail: {}, root, path: root }],
  )
  parent = snapshot
  console.log(`${String(number)} ${snapshot.id}`)
}

function barrier(database: KeyValue): KeyValue {
  if (mode === 'synced') return database
  return {
    ...database,
    batch: async (operations) => {
      await database.batch(operations, { sync: false })
    },
  }
}
