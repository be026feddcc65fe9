import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import type { Change, SnapshotDiff, TreeListing } from '../../service/contract/snapshots.ts'
import type { Listing } from '../output/answer.ts'
import { fileBase64, fileFields } from './fields.ts'

/** The stable shape of one snapshot (docs/CLI.md). */
export function snapshotToJson(snapshot: StoredSnapshot): Readonly<Record<string, unknown>> {
  return {
    id: snapshot.id,
    root: displayPath(snapshot.root),
    parent: snapshot.parent,
    at: formatInstant(snapshot.at),
    tree: snapshot.tree,
    files: snapshot.files,
    bytes: snapshot.bytes,
    reason: snapshot.reason,
    scanId: formatScanId(snapshot.scan),
  }
}

export function snapshotListing(snapshots: readonly StoredSnapshot[]): Listing {
  return {
    columns: ['id', 'at', 'root', 'parent', 'tree', 'files', 'bytes', 'reason', 'scanId'],
    rows: () =>
      snapshots.map((snapshot) => [
        snapshot.id,
        formatInstant(snapshot.at),
        displayPath(snapshot.root),
        snapshot.parent,
        snapshot.tree,
        snapshot.files,
        snapshot.bytes,
        snapshot.reason,
        formatScanId(snapshot.scan),
      ]),
    items: () => snapshots.map(snapshotToJson),
    paths: null,
  }
}

export function treeEntryToJson({ path, entry }: TreeListing): Readonly<Record<string, unknown>> {
  return {
    ...fileFields(path),
    kind: entry.kind,
    mode: formatMode(entry.mode),
    uid: entry.uid,
    gid: entry.gid,
    size: entry.size,
    hash: entry.oid,
    kept: !entry.hashOnly,
  }
}

/** Permission bits as people write them: `0644`. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

export function treeListing(items: readonly TreeListing[]): Listing {
  return {
    columns: ['mode', 'uid', 'gid', 'size', 'hash', 'kind', 'file', 'fileBase64'],
    rows: () =>
      items.map(({ path, entry }) => [
        formatMode(entry.mode),
        entry.uid,
        entry.gid,
        entry.size,
        entry.oid,
        entry.kind,
        displayPath(path),
        fileBase64(path),
      ]),
    items: () => items.map(treeEntryToJson),
    paths: () => items.map(({ path }) => path),
  }
}

/** The stable shape of `snapshot diff --json` (docs/CLI.md). */
export function snapshotDiffToJson({
  from,
  to,
  changes,
  total,
}: SnapshotDiff): Readonly<Record<string, unknown>> {
  return { from: from.id, to: to.id, changes: changes.map(changeToJson), total }
}

export function changeListing(changes: readonly Change[]): Listing {
  return {
    columns: ['mark', 'file', 'fileBase64', 'before', 'after'],
    rows: () =>
      changes.map(({ mark, path, before, after }) => [
        mark,
        displayPath(path),
        fileBase64(path),
        before,
        after,
      ]),
    items: () => changes.map(changeToJson),
    paths: () => changes.map(({ path }) => path),
  }
}

/** One change as inside `changes`. */
export function changeToJson({ mark, path, before, after }: Change): Readonly<Record<string, unknown>> {
  return {
    mark,
    ...fileFields(path),
    ...(before === null ? {} : { before }),
    ...(after === null ? {} : { after }),
  }
}
