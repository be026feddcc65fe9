import { lineDiff } from '../../domain/lineDiff.ts'
import { planDiffsMax } from '../../domain/actingLimits.ts'
import type { Oid } from '../../domain/oid.ts'
import type { Store } from '../../store/store.ts'
import { getContent } from '../../store/contents.ts'
import type { PlannedFile } from '../contract/act.ts'
import type { ContentDiff } from '../contract/snapshots.ts'
import type { PreparedFile } from './prepare.ts'

/** The plan as people see it; the first planDiffsMax files come with what would change in them. */
export async function withDiffs(
  store: Store,
  files: readonly PreparedFile[],
): Promise<readonly PlannedFile[]> {
  const planned: PlannedFile[] = []
  for (const [i, file] of files.entries()) {
    const diff = i < planDiffsMax ? await diffOf(store, file) : null
    planned.push({ incident: file.incident, step: file.step, diff })
  }
  return planned
}

export function withoutDiffs(files: readonly PreparedFile[]): readonly PlannedFile[] {
  return files.map(({ incident, step }) => ({ incident, step, diff: null }))
}

async function diffOf(store: Store, file: PreparedFile): Promise<ContentDiff | null> {
  const after = await afterOf(store, file)
  const before = await keptBytes(store, file.incident.oid)
  if (after === null || before === null) return null
  return { before: file.incident.oid, after: after.oid, diff: lineDiff(before, after.bytes) }
}

interface After {
  readonly oid: Oid
  readonly bytes: Buffer
}

/** An empty file needs no diff: all of it goes. */
async function afterOf(store: Store, { step, request, diffWith }: PreparedFile): Promise<After | null> {
  if (step.kind === 'clean' && step.method !== 'trim' && request?.change.kind === 'replace') {
    const { content } = request.change
    const bytes = content.kind === 'bytes' ? content.bytes : await keptBytes(store, content.oid)
    return bytes === null ? null : { oid: step.afterOid, bytes }
  }
  const bytes = diffWith === null ? null : await keptBytes(store, diffWith)
  return bytes === null || diffWith === null ? null : { oid: diffWith, bytes }
}

async function keptBytes(store: Store, oid: Oid): Promise<Buffer | null> {
  if ((await getContent(store.meta, oid))?.kept !== 'whole') return null
  return await (await store.objects()).readContent(oid)
}
