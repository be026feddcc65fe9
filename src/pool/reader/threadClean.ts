import { invariant } from '../../domain/errors.ts'
import type { CleanAnswer } from '../../domain/cleaning.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { encodeFrame } from '../frame.ts'
import type { CleanedHeader, CleanHeader } from '../messages.ts'
import { parseHeader, post } from './threadTask.ts'
import type { ThreadContext, ThreadTask } from './threadTask.ts'

/** Says what may take the place of an infected content that came with the request. */
export async function cleanStored<Rules>(
  task: ThreadTask,
  { tools, beats, cache }: ThreadContext<Rules>,
): Promise<void> {
  const rules = await cache.current(task.rules)
  invariant(rules !== undefined, 'asked to clean without rules')
  const { aim, fileClass, infected, base } = parseHeader(task.header) as CleanHeader
  const tail = Buffer.from(task.tail.buffer, task.tail.byteOffset, task.tail.byteLength)
  const judge = (bytes: Buffer): Verdict => {
    // Each judgement is a step with a time of its own, like that of one content.
    beats.step(task.request, 0)
    const oid = tools.files.sha256(bytes)
    const contentKind = tools.identify(bytes)
    return tools.judge({ bytes, oid, fileClass, contentKind, extent: { state: 'whole' } }, rules.all)
  }
  const job = {
    aim,
    fileClass,
    content: tail.subarray(0, infected.bytes),
    base: base === null ? null : tail.subarray(infected.bytes, infected.bytes + base.bytes),
  }
  post(task.port, encodeFrame('cleaned', task.request, headerOf(tools.clean(job, judge))))
}

function headerOf(answer: CleanAnswer): CleanedHeader {
  if (!('slices' in answer)) return answer
  return { ...answer, slices: answer.slices.map(({ start, end }) => [start, end]) }
}
