import { kindRange, parseVerdictKey } from '../../codec/keys.ts'
import type { StoredContent } from '../../domain/job.ts'
import { batchBytes, rejudgeBatchContents } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import type { ReaderClient } from '../../pool/client/readerClient.ts'
import { getContent } from '../../store/contents.ts'
import { readRows } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'

/** One rule that is true for a kept content. */
export interface ReplayHit {
  readonly rule: number
  readonly oid: Oid
}

export interface Replay {
  readonly hits: readonly ReplayHit[]
  readonly contents: number
}

/** What packs that the reader has loaded say of every kept content, in each class in which it was judged. */
export async function replay(store: Store, reader: ReaderClient, packs: readonly string[]): Promise<Replay> {
  const hits: ReplayHit[] = []
  let contents = 0
  for await (const group of keptContents(store, packs)) {
    const verdicts = await reader.judge(group)
    hits.push(
      ...group.flatMap(({ oid }, i) => (verdicts[i]?.findings ?? []).map(({ rule }) => ({ rule, oid }))),
    )
    contents += group.length
  }
  return { hits, contents }
}

/** In groups that the reader takes at once. */
async function* keptContents(
  store: Store,
  packs: readonly string[],
): AsyncGenerator<readonly StoredContent[]> {
  const objects = await store.objects()
  let group: StoredContent[] = []
  let bytesHeld = 0
  for await (const [key] of readRows(store.meta, { ...kindRange('verdict'), keysOnly: true })) {
    const { oid, fileClass } = parseVerdictKey(key)
    if ((await getContent(store.meta, oid))?.kept !== 'whole') continue
    const bytes = await objects.readContent(oid)
    group.push({ oid, fileClass, bytes, judge: packs })
    bytesHeld += bytes.length
    if (group.length < rejudgeBatchContents && bytesHeld < batchBytes) continue
    yield group
    group = []
    bytesHeld = 0
  }
  if (group.length > 0) yield group
}
