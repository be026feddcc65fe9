import type { FileClass } from '../../domain/fileClass.ts'
import { judgedWholeBytesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { type BytePath, nameOf, parentOf } from '../../domain/path.ts'
import { type Outcome, outcomeOf, type Verdict } from '../../domain/verdict.ts'
import type { ReaderClient } from '../../pool/client/readerClient.ts'
import { getContent } from '../../store/contents.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import { classOfPath } from '../contentVersions.ts'
import type { ServiceContext } from '../context.ts'
import { currentPacks } from '../ruleset.ts'
import { withReader } from '../withReader.ts'

/** A content at a path, to be judged again. */
export interface Subject {
  readonly path: BytePath
  readonly oid: Oid
}

/** A reader that was started for this alone: what is acted on or put back is judged anew (decision 4). */
export interface FreshJudge {
  /** `unknown`: neither the store nor the file at the path has these bytes any more. */
  judge(subject: Subject): Promise<Outcome | 'unknown'>
}

/** Throws HF_READER_FAILED, HF_ENGINE_UNAVAILABLE: without a judge nothing is acted on. */
export async function withFreshJudge<Result>(
  context: ServiceContext,
  work: (judge: FreshJudge) => Promise<Result>,
): Promise<Result> {
  const { judging } = await currentPacks(context.store)
  return await withReader(context, async (reader) => {
    await reader.loadRules(judging)
    const known = new Map<string, Promise<Outcome | 'unknown'>>()
    return await work({
      judge: async (subject) => {
        const fileClass = classOfPath(subject.path)
        const key = `${subject.oid}${fileClass}`
        const answer = known.get(key) ?? judgeOne(context, reader, { ...subject, fileClass })
        known.set(key, answer)
        return await answer
      },
    })
  })
}

type ClassedSubject = Subject & { readonly fileClass: FileClass }

async function judgeOne(
  { store }: ServiceContext,
  reader: ReaderClient,
  subject: ClassedSubject,
): Promise<Outcome | 'unknown'> {
  const { oid, fileClass } = subject
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') return outcome(await judgeFile(reader, subject))
  // Larger ones are judged by their ends while they are read from the disk; that verdict is all there is.
  if (row.size > judgedWholeBytesMax) return outcome((await getVerdicts(store.meta, [subject]))[0]?.verdict)
  const bytes = await (await store.objects()).readContent(oid)
  const [verdict] = await reader.judge([{ oid, fileClass, bytes, judge: 'all' }])
  return outcome(verdict)
}

/** The bytes are not kept, so the file itself is read; another content there says nothing of this one. */
async function judgeFile(reader: ReaderClient, subject: ClassedSubject): Promise<Verdict | undefined> {
  const { path, oid, fileClass } = subject
  const name = nameOf(path)
  if (name === undefined) return undefined
  const files = [{ name, fileClass, size: 0, uid: 0 }]
  const reply = await reader.read(
    { directories: [{ path: parentOf(path), files }] },
    async (asked) =>
      await Promise.resolve(
        asked.map((content) => ({ judge: content.oid === oid ? 'all' : 'none', store: false })),
      ),
  )
  const [item] = reply.items
  return item?.state === 'read' && item.oid === oid ? (item.verdict ?? undefined) : undefined
}

function outcome(verdict: Verdict | undefined): Outcome | 'unknown' {
  return verdict === undefined ? 'unknown' : outcomeOf(verdict)
}
