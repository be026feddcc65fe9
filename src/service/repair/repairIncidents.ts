import { kindRange, openIncidentKey, parsePathKey } from '../../codec/keys.ts'
import { encodeRow } from '../../codec/row.ts'
import { readRow } from '../../codec/rowFields.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId, isCurrent } from '../../domain/incident.ts'
import { type BytePath, parentOf } from '../../domain/path.ts'
import type { BatchOperation, KeyValue } from '../../kv/keyValue.ts'
import { allIncidents } from '../../store/incidents.ts'
import { readRows } from '../../store/rows.ts'
import type { FsckRepair } from '../contract/fsck.ts'

/**
 * Makes the index of open incidents say what the incidents say. A file whose open incident is lost is read again, so that
 * what it is becomes a new incident. All rows here decode: those that do not have been taken out.
 */
export async function repairIncidents(
  meta: KeyValue,
  lost: ReadonlySet<number>,
): Promise<{ readonly repaired: readonly FsckRepair[]; readonly directories: ReadonlySet<BytePath> }> {
  const open = new Map<BytePath, number>()
  // Newest first: at most one incident is open per path, and the newest one is it.
  for await (const { id, path, ...incident } of allIncidents(meta)) {
    if (isCurrent({ id, path, ...incident }) && !open.has(path)) open.set(path, id)
  }
  const operations: BatchOperation[] = []
  const repaired: FsckRepair[] = []
  const directories = new Set<BytePath>()
  for await (const [key, value] of readRows(meta, kindRange('open-incident'))) {
    const { path } = parsePathKey(key)
    const id = readRow('open-incident', key, value).integer('id')
    if (open.get(path) === id) {
      open.delete(path)
      continue
    }
    if (lost.has(id)) directories.add(parentOf(path))
    if (open.has(path)) continue
    operations.push({ type: 'del', key })
    repaired.push({
      kind: 'open-incident',
      id: displayPath(path),
      repair: `no longer names ${formatIncidentId(id)}`,
    })
  }
  for (const [path, id] of open) {
    const key = openIncidentKey(path)
    operations.push({ type: 'put', key, value: encodeRow('open-incident', key, { id }) })
    repaired.push({ kind: 'open-incident', id: displayPath(path), repair: `names ${formatIncidentId(id)}` })
  }
  if (operations.length > 0) await meta.batch(operations, { sync: true })
  return { repaired, directories }
}
