import type { TreeEntry } from '../domain/entry.ts'
import type { Oid } from '../domain/oid.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { FsckProgress, ProblemList } from './fsckReport.ts'
import type { Objects } from './objects.ts'
import { havePurged } from './tombstones.ts'

interface TreesToCheck {
  readonly meta: KeyValue
  readonly objects: Objects
  readonly problems: ProblemList
}

/** Walks every tree once, from the snapshots down: each tree is whole, and what it names as kept is there. */
export async function checkTrees(
  target: TreesToCheck,
  tops: ReadonlySet<Oid>,
  onProgress: (progress: FsckProgress) => void,
): Promise<void> {
  const { objects, problems } = target
  const visited = new Set(tops)
  const open = [...tops]
  let done = 0
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    const oid = tree
    await problems.during({ kind: 'tree', id: oid }, async () => {
      const entries = await objects.readTree(oid)
      await checkContents(target, oid, entries)
      for (const below of treesOf(entries)) {
        if (visited.has(below)) continue
        visited.add(below)
        open.push(below)
      }
    })
    done += 1
    if (done % progressStep === 0) onProgress({ phase: 'trees', done })
  }
  onProgress({ phase: 'trees', done })
}

const progressStep = 512

function treesOf(entries: readonly TreeEntry[]): Oid[] {
  return entries.flatMap((entry) => (entry.kind === 'directory' && entry.oid !== null ? [entry.oid] : []))
}

async function checkContents(
  { meta, objects, problems }: TreesToCheck,
  tree: Oid,
  entries: readonly TreeEntry[],
): Promise<void> {
  const kept = entries.flatMap((entry) => {
    const isContent = entry.kind !== 'directory' && !entry.hashOnly
    return isContent && entry.oid !== null ? [entry.oid] : []
  })
  const present = await objects.hasContents(kept)
  const missing = kept.filter((_, i) => present[i] !== true)
  // What a person had removed for good is no damage.
  const purged = await havePurged(meta, missing)
  for (const [i, oid] of missing.entries()) {
    if (purged[i] !== true)
      problems.add({ kind: 'content', id: oid, problem: `named by tree ${tree} and missing` })
  }
}
