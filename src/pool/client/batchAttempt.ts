import { invariant } from '../../domain/errors.ts'
import type { AskedContent, ContentAnswer, ReadBatch } from '../../domain/job.ts'
import { engineMsMax, judgedWholeBytesMax } from '../../domain/limits.ts'
import type { VerdictLimit } from '../../domain/verdict.ts'
import type { Frame } from '../frame.ts'
import { breach } from '../frame.ts'
import type { AnswersHeader, BatchHeader } from '../messages.ts'
import type { BatchWorkOptions, FileWork, ReadContent } from './batchFiles.ts'
import type { Exchange } from './exchanges.ts'
import type { Attempt } from './finishWork.ts'
import { parseDone, parseRead } from './parseReplies.ts'
import { contentKey, undecided } from './poison.ts'
import type { Session } from './session.ts'

export interface BatchAttempt {
  readonly session: Session
  /** Positions in the batch, and the files there. */
  readonly items: readonly number[]
  readonly files: readonly FileWork[]
  readonly options: BatchWorkOptions
}

/** A file of this attempt whose content the reader holds. */
interface HeldFile {
  readonly item: number
  readonly file: FileWork
  readonly content: ReadContent
}

/** What the reader is to do with one content, and what main adds to its result. */
interface Instruction extends HeldFile {
  /** What the reader is told: the answer, but a content that may not be tried any more is only read. */
  readonly told: ContentAnswer
  /** The verdict of a content that may not be tried any more. */
  readonly limit: VerdictLimit | null
}

/** Where the exchange is; each reply of the reader is believed in its turn only. */
interface Talk {
  /** Set by the first reply. */
  asking: Promise<void> | undefined
  /** Set when main has answered. */
  instructions: readonly Instruction[] | undefined
  /** What the answer callback threw. */
  failure: { readonly error: unknown } | undefined
}

/** One request for these files: read, ask main, judge. Gives every file it finished its result. */
export async function attemptFiles(attempt: BatchAttempt): Promise<Attempt> {
  const { session, items, options } = attempt
  const talk: Talk = { asking: undefined, instructions: undefined, failure: undefined }

  const take = (frame: Frame, request: number): 'finished' | 'waiting' => {
    if (frame.type === 'read' && talk.asking === undefined) {
      const held = takeRead(frame, attempt)
      talk.asking = answerHeld(held, talk, options).then((instructions) => {
        talk.instructions = instructions
        const header: AnswersHeader = { answers: instructions.map(({ told }) => told) }
        session.answer(request, 'answers', header)
      })
      return 'waiting'
    }
    if (frame.type !== 'done' || talk.instructions === undefined) throw breach('a reply out of turn')
    takeDone(frame, talk.instructions, options)
    return 'finished'
  }

  const exchange: Exchange = { kind: 'batch', type: 'batch', header: batchOf(attempt), tail: [], take }
  // The callback may still be running when the reader is lost or gives up: whatever it claims is known to its caller
  // before the next try, and before the end.
  const lost = await session.exchange(exchange).finally(async () => {
    await talk.asking
  })
  if (talk.failure !== undefined) throw talk.failure.error
  if (typeof lost?.suspect !== 'number') return lost
  return { loss: lost.loss, suspect: items[lost.suspect] ?? 'unknown' }
}

/** The batch reduced to the files of this attempt. */
function batchOf({ files, options }: BatchAttempt): BatchHeader {
  const wanted = new Set(files.map(({ file }) => file))
  const directories = options.batch.directories.flatMap((directory): ReadBatch['directories'] => {
    const rest = directory.files.filter((file) => wanted.has(file))
    return rest.length === 0 ? [] : [{ path: directory.path, files: rest }]
  })
  return { directories }
}

function takeRead(frame: Frame, { items, files }: BatchAttempt): readonly HeldFile[] {
  const outcomes = parseRead(frame, files.length)
  return files.flatMap((file, index) => {
    const outcome = outcomes[index]
    const item = items[index]
    invariant(outcome !== undefined && item !== undefined, 'a batch with fewer replies than files')
    if (outcome.state === 'read') return [{ item, file, content: outcome }]
    file.result = outcome
    return []
  })
}

/** Asks main about contents it was not asked about yet. Never rejects: the reader needs an answer in any case. */
async function answerHeld(
  held: readonly HeldFile[],
  talk: Talk,
  options: BatchWorkOptions,
): Promise<readonly Instruction[]> {
  try {
    const fresh = held.filter(({ file, content }) => file.answered?.content.oid !== content.oid)
    const answers = fresh.length === 0 ? [] : await options.answer(fresh.map(askedOf))
    invariant(answers.length === fresh.length, 'not one answer per content', { answers: answers.length })
    fresh.forEach(({ file, content }, index) => {
      const answer = answers[index]
      if (answer !== undefined) file.answered = { content, answer: checkedAnswer(answer, content, options) }
    })
    return held.map((one) => instructionOf(one, options))
  } catch (error) {
    talk.failure = { error }
    return held.map((one) => ({ ...one, told: { judge: 'none', store: false }, limit: null }))
  }
}

function askedOf({ item, file, content }: HeldFile): AskedContent {
  const { oid, contentKind, identity } = content
  return { item, oid, size: identity.size, fileClass: file.file.fileClass, contentKind }
}

function checkedAnswer(
  answer: ContentAnswer,
  content: ReadContent,
  options: BatchWorkOptions,
): ContentAnswer {
  const isHeldWhole = content.identity.size <= judgedWholeBytesMax
  invariant(!answer.store || isHeldWhole, 'asked to store a content that was only streamed')
  invariant(answer.judge === 'none' || options.rules() !== undefined, 'asked to judge without rules')
  return answer
}

function instructionOf({ item, file, content }: HeldFile, { poison }: BatchWorkOptions): Instruction {
  const answer = file.answered?.answer
  invariant(answer !== undefined, 'a content without an answer')
  if (answer.judge === 'none') return { item, file, content, told: answer, limit: null }
  const key = contentKey(content.oid, file.file.fileClass)
  const limit = poison.verdictLimit(key) ?? (poison.standing(file.owner) === 'within' ? null : 'budget')
  const told: ContentAnswer = limit === null ? answer : { judge: 'none', store: answer.store }
  return { item, file, content, told, limit }
}

function takeDone(frame: Frame, instructions: readonly Instruction[], options: BatchWorkOptions): void {
  const asked = instructions.map(({ told, content }) => ({ answer: told, size: content.identity.size }))
  const results = parseDone(frame, asked, options.rules() ?? new Map())
  instructions.forEach(({ file, content, limit }, index) => {
    const result = results[index]
    invariant(result !== undefined, 'fewer results than contents')
    const { identity, oid, contentKind } = content
    if (result.verdict?.limits.includes('timeout') === true)
      options.poison.chargeTime(file.owner, engineMsMax)
    const verdict = limit === null ? result.verdict : undecided(limit)
    file.result = { state: 'read', identity, oid, contentKind, verdict, deflated: result.deflated }
  })
}
