import type { CleanAnswer, CleaningRequest } from '../../domain/cleaning.ts'
import { invariant } from '../../domain/errors.ts'
import { judgedWholeBytesMax } from '../../domain/limits.ts'
import { breach } from '../frame.ts'
import type { CleanHeader } from '../messages.ts'
import type { Work } from './finishWork.ts'
import { parseCleaned } from './parseCleaned.ts'
import type { PoisonBook } from './poison.ts'
import { contentKey } from './poison.ts'

export interface CleanWork extends Work {
  /** Once nothing is pending. */
  answer(): CleanAnswer
}

/** Like stored contents that are judged: no path, so one budget for all. */
const storeOwner = '(store)'

/** One cleaning until it is answered; a content that brings the reader down is refused. */
export function createCleanWork(request: CleaningRequest, poison: PoisonBook): CleanWork {
  const { aim, fileClass, infected, base } = request
  const sizes = [infected.bytes.length, base?.bytes.length ?? 0]
  invariant(
    sizes.every((size) => size <= judgedWholeBytesMax),
    'asked to clean a content larger than any that is judged whole',
  )
  const key = contentKey(infected.oid, fileClass)
  let answer: CleanAnswer | undefined
  return {
    pending: () => {
      if (poison.verdictLimit(key) !== undefined || poison.standing(storeOwner) !== 'within')
        answer ??= { state: 'refused', reason: 'reader-failed' }
      return answer === undefined ? [0] : []
    },
    attempt: async (session) => {
      const header: CleanHeader = {
        aim,
        fileClass,
        infected: { oid: infected.oid, bytes: infected.bytes.length },
        base: base === null ? null : { oid: base.oid, bytes: base.bytes.length },
      }
      return await session.exchange({
        kind: 'batch',
        type: 'clean',
        header,
        tail: base === null ? [infected.bytes] : [infected.bytes, base.bytes],
        take: (frame) => {
          if (frame.type !== 'cleaned') throw breach('a reply out of turn')
          answer = parseCleaned(frame, request)
          return 'finished'
        },
      })
    },
    blame: (_, loss) => {
      poison.charge(storeOwner, key, loss)
    },
    answer: () => {
      invariant(answer !== undefined, 'an answer taken before it was given')
      return answer
    },
  }
}
