import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { deflateSync } from 'node:zlib'
import { invariant } from '../../domain/errors.ts'
import type { ContentAnswer, JudgeWith } from '../../domain/job.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { encodeFrame } from '../frame.ts'
import type {
  AnswersHeader,
  BatchHeader,
  DoneHeader,
  JudgedHeader,
  JudgeHeader,
  ReadHeader,
  VerdictWord,
} from '../messages.ts'
import type { HeldContent } from './readFiles.ts'
import { readFiles } from './readFiles.ts'
import { parseHeader, post } from './threadTask.ts'
import type { ThreadContext, ThreadTask } from './threadTask.ts'
import type { JudgedBytes, LoadedRules } from './tools.ts'

/** Level 1 gives 0.228 of the size at twice the speed of level 6 with 0.193 (text of web sites). */
const deflateLevel = 1

/** Reads, asks, and does to each content what main answered. The contents stay in memory in between. */
export async function workBatch<Rules>(
  task: ThreadTask,
  { tools, beats, cache, sparse }: ThreadContext<Rules>,
): Promise<void> {
  // Loading the rules is no content's fault: no step has begun yet, so no content's clock runs.
  const rules = await cache.current(task.rules)
  const { rows, held } = readFiles(parseHeader(task.header) as BatchHeader, {
    files: tools.files,
    identify: tools.identify,
    watchForCode: tools.watchForCode,
    sparse,
    step: (item) => {
      beats.step(task.request, item)
    },
  })
  const read: ReadHeader = { items: rows }
  beats.rest()
  const answers = await ask(task.port, encodeFrame('read', task.request, read))
  invariant(answers.length === held.length, 'not one answer per content')
  const deflated: Buffer[] = []
  const results = held.map((content, index): DoneHeader['results'][number] => {
    const answer = answers[index]
    invariant(answer !== undefined, 'a content without an answer')
    beats.step(task.request, content.item)
    const verdict = judgeHeld(content, answer, { rules, judge: tools.judge })
    if (!answer.store) return [-1, verdict]
    const packed = deflateSync(content.bytes, { level: deflateLevel })
    deflated.push(packed)
    return [packed.length, verdict]
  })
  const done: DoneHeader = { results }
  post(task.port, encodeFrame('done', task.request, done, deflated))
}

/** Judges contents that came with the request. */
export async function judgeStored<Rules>(
  task: ThreadTask,
  { tools, beats, cache }: ThreadContext<Rules>,
): Promise<void> {
  const rules = await cache.current(task.rules)
  invariant(rules !== undefined, 'asked to judge without rules')
  const { contents } = parseHeader(task.header) as JudgeHeader
  const tail = Buffer.from(task.tail.buffer, task.tail.byteOffset, task.tail.byteLength)
  let offset = 0
  const verdicts = contents.map(({ oid, fileClass, judge, bytes: length }, item) => {
    const bytes = tail.subarray(offset, offset + length)
    offset += length
    beats.step(task.request, item)
    const contentKind = tools.identify(bytes)
    const content: JudgedBytes = { bytes, oid, fileClass, contentKind, extent: { state: 'whole' } }
    return wordOf(tools.judge(content, chosen(rules, judge)))
  })
  const judged: JudgedHeader = { verdicts }
  post(task.port, encodeFrame('judged', task.request, judged))
}

async function ask(port: MessagePort, read: Buffer<ArrayBuffer>): Promise<readonly ContentAnswer[]> {
  const answered = once(port, 'message')
  post(port, read)
  const [header] = (await answered) as [Uint8Array]
  return (parseHeader(header) as AnswersHeader).answers
}

function judgeHeld<Rules>(
  content: HeldContent,
  answer: ContentAnswer,
  tools: {
    readonly rules: LoadedRules<Rules> | undefined
    readonly judge: (content: JudgedBytes, rules: Rules) => Verdict
  },
): VerdictWord | null {
  if (answer.judge === 'none') return null
  invariant(tools.rules !== undefined, 'asked to judge without rules')
  return wordOf(tools.judge(content, chosen(tools.rules, answer.judge)))
}

function chosen<Rules>(rules: LoadedRules<Rules>, judge: JudgeWith): Rules {
  invariant(judge !== 'none', 'asked to judge with nothing')
  return judge === 'all' ? rules.all : rules.subset(judge)
}

/** One word for what is nearly always the answer. */
export function wordOf(verdict: Verdict): VerdictWord {
  const { findings, limits, labels } = verdict
  return findings.length === 0 && limits.length === 0 && labels.length === 0 ? 'clean' : verdict
}
