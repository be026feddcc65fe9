import { invariant } from '../../domain/errors.ts'
import type { StoredContent } from '../../domain/job.ts'
import { batchBytes, judgedWholeBytesMax, rejudgeBatchContents } from '../../domain/limits.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { breach } from '../frame.ts'
import type { JudgeHeader } from '../messages.ts'
import type { Attempt, Work } from './finishWork.ts'
import { parseJudged } from './parseReplies.ts'
import type { RuleTable } from './parseVerdict.ts'
import type { PoisonBook } from './poison.ts'
import { contentKey, undecided } from './poison.ts'
import type { Session } from './session.ts'

export interface JudgeWork extends Work {
  /** Once nothing is pending: one per content, in order. */
  verdicts(): readonly Verdict[]
}

/** A stored content has no path and so no owner: the store as a whole has one budget. */
const storeOwner = '(store)'

/** Stored contents until each has a verdict; nothing is opened for them. */
export function createJudgeWork(
  contents: readonly StoredContent[],
  poison: PoisonBook,
  rules: () => RuleTable | undefined,
): JudgeWork {
  const verdicts: (Verdict | undefined)[] = contents.map(() => undefined)
  return {
    pending: () => {
      contents.forEach((content, item) => {
        const limit = poison.verdictLimit(contentKey(content.oid, content.fileClass))
        if (limit !== undefined) verdicts[item] ??= undecided(limit)
        else if (poison.standing(storeOwner) !== 'within') verdicts[item] ??= undecided('budget')
      })
      return verdicts.flatMap((verdict, item) => (verdict === undefined ? [item] : []))
    },
    attempt: async (session, items) => {
      const table = rules()
      invariant(table !== undefined, 'asked to judge without rules')
      const wanted = items.flatMap((item) => contents[item] ?? [])
      const outcome = await attemptContents(session, wanted, table)
      if (outcome.state === 'lost') {
        const { loss, suspect } = outcome.lost
        return { loss, suspect: typeof suspect === 'number' ? (items[suspect] ?? 'unknown') : suspect }
      }
      items.forEach((item, index) => {
        verdicts[item] = outcome.verdicts[index]
      })
      return undefined
    },
    blame: (item, loss) => {
      const content = contents[item]
      invariant(content !== undefined, 'blame for a content that was not asked for')
      poison.charge(storeOwner, contentKey(content.oid, content.fileClass), loss)
    },
    verdicts: () =>
      verdicts.map((verdict) => {
        invariant(verdict !== undefined, 'verdicts taken before they were finished')
        return verdict
      }),
  }
}

/** Cut into requests that fit a message and lose little when a reader is lost. */
export function judgeRequests(contents: readonly StoredContent[]): readonly (readonly StoredContent[])[] {
  const requests: StoredContent[][] = []
  let open: StoredContent[] = []
  let bytes = 0
  for (const content of contents) {
    invariant(content.judge !== 'none', 'asked to judge a content with nothing')
    invariant(content.bytes.length <= judgedWholeBytesMax, 'a stored content larger than any that is kept')
    if (
      open.length > 0 &&
      (open.length >= rejudgeBatchContents || bytes + content.bytes.length > batchBytes)
    ) {
      requests.push(open)
      open = []
      bytes = 0
    }
    open.push(content)
    bytes += content.bytes.length
  }
  if (open.length > 0) requests.push(open)
  return requests
}

type Outcome =
  | { readonly state: 'judged'; readonly verdicts: readonly Verdict[] }
  | { readonly state: 'lost'; readonly lost: NonNullable<Attempt> }

async function attemptContents(
  session: Session,
  contents: readonly StoredContent[],
  rules: RuleTable,
): Promise<Outcome> {
  const header: JudgeHeader = {
    contents: contents.map(({ oid, fileClass, judge, bytes }) => ({
      oid,
      fileClass,
      judge,
      bytes: bytes.length,
    })),
  }
  let verdicts: readonly Verdict[] = []
  const lost = await session.exchange({
    kind: 'batch',
    type: 'judge',
    header,
    tail: contents.map(({ bytes }) => bytes),
    take: (frame) => {
      if (frame.type !== 'judged') throw breach('a reply out of turn')
      verdicts = parseJudged(frame, contents.length, rules)
      return 'finished'
    },
  })
  return lost === undefined ? { state: 'judged', verdicts } : { state: 'lost', lost }
}
