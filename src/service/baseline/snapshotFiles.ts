import { HoldfastError } from '../../domain/errors.ts'
import { classOfName } from '../../domain/fileClass.ts'
import { displayPath } from '../../domain/displayPath.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { StoredSnapshot } from '../../domain/snapshot.ts'
import { entryAt, namesBelow } from '../../store/treePaths.ts'
import type { Objects } from '../../store/objects.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import type { ServiceContext } from '../context.ts'
import { type Collection, noteFile } from './collect.ts'

/** Takes the files that a snapshot has at `root` and below, by the verdicts of the last scan. HF_NOT_FOUND. */
export async function collectSnapshot(
  { store }: ServiceContext,
  snapshot: StoredSnapshot,
  { root, collection }: { readonly root: BytePath; readonly collection: Collection },
): Promise<void> {
  const objects = await store.objects()
  const waiting = [{ prefix: '', tree: await treeAt(objects, snapshot, root) }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { prefix, tree } = next
    const entries = await objects.readTree(tree)
    const files = entries.flatMap(({ kind, name, oid, size }) =>
      kind === 'file' && oid !== null ? [{ name, oid, size }] : [],
    )
    const rows = await getVerdicts(
      store.meta,
      files.map(({ oid, name }) => ({ oid, fileClass: classOfName(name) })),
    )
    files.forEach(({ name, oid, size }, i) => {
      noteFile(collection, { path: `${prefix}${name}`, oid, size }, rows[i]?.verdict ?? null)
    })
    for (const { kind, name, oid } of entries)
      if (kind === 'directory' && oid !== null) waiting.push({ prefix: `${prefix}${name}/`, tree: oid })
  }
}

async function treeAt(objects: Objects, snapshot: StoredSnapshot, root: BytePath): Promise<Oid> {
  const names = namesBelow(snapshot.root, root)
  if (names?.length === 0) return snapshot.tree
  const entry = names === undefined ? undefined : await entryAt(objects, snapshot.tree, names)
  if (entry?.kind === 'directory' && entry.oid !== null) return entry.oid
  const shown = displayPath(root)
  throw new HoldfastError('HF_NOT_FOUND', `the snapshot has no directory ${shown}`, {
    facts: { directory: shown, snapshot: snapshot.id },
    hint: `it is of ${displayPath(snapshot.root)}`,
  })
}
