import type { Frame, FrameType } from '../frame.ts'
import { breach } from '../frame.ts'
import { parseBeat, parseFailed, parseHello } from './parseReplies.ts'
import type { Loss, RequestKind, Watch } from './watch.ts'

/** One request and what is done with its replies. */
export interface Exchange {
  readonly kind: RequestKind
  readonly type: FrameType
  readonly header: unknown
  readonly tail: readonly Uint8Array[]
  /** Throws HF_READER_FAILED for a reply that is not what was asked for. */
  take(frame: Frame, request: number): 'finished' | 'waiting'
}

/**
 * A request that its reader did not live to finish. `suspect`: the item of this request that was proven to have done
 * it, 'other' when it cannot have been this request, 'unknown' when it may have been.
 */
export interface Lost {
  readonly loss: Loss
  readonly suspect: number | 'other' | 'unknown'
}

/** The requests of one reader that are not finished yet. */
export interface Exchanges {
  /** Resolves when the exchange is finished, with what is known when the reader was lost before. */
  open(request: number, exchange: Exchange): Promise<Lost | undefined>
  /** Takes one frame; throws HF_READER_FAILED when it breaks the protocol. */
  take(frame: Frame): void
  /** Ends all of them, and every later one at once. */
  lose(loss: Loss): void
  count(): number
}

interface Pending {
  readonly exchange: Exchange
  readonly resolve: (lost: Lost | undefined) => void
  readonly reject: (error: unknown) => void
}

export function createExchanges(watch: Watch): Exchanges {
  const pending = new Map<number, Pending>()
  let lost: Loss | undefined

  const takeReply = (frame: Frame): void => {
    const waiting = pending.get(frame.id)
    if (waiting === undefined) throw breach('a reply to nothing')
    if (frame.type !== 'failed' && waiting.exchange.take(frame, frame.id) === 'waiting') {
      watch.paused(frame.id)
      return
    }
    const failure = frame.type === 'failed' ? parseFailed(frame) : undefined
    pending.delete(frame.id)
    watch.closed(frame.id)
    if (failure === undefined) waiting.resolve(undefined)
    else waiting.reject(failure)
  }

  return {
    open: async (request, exchange) => {
      if (lost !== undefined) return { loss: lost, suspect: 'other' }
      return await new Promise((resolve, reject) => {
        pending.set(request, { exchange, resolve, reject })
        watch.opened(request, exchange.kind)
      })
    },
    take: (frame) => {
      watch.heard()
      if (frame.type === 'beat') watch.beat(parseBeat(frame))
      else takeReply(frame)
    },
    lose: (loss) => {
      lost = loss
      for (const [request, { resolve }] of pending) resolve({ loss, suspect: suspectIn(request, loss) })
      pending.clear()
    },
    count: () => pending.size,
  }
}

function suspectIn(request: number, { suspect }: Loss): Lost['suspect'] {
  if (suspect === null) return 'unknown'
  return suspect.request === request ? suspect.item : 'other'
}

export const greetingRequest = 0

/** Not sent: the reader speaks first. */
export const greeting: Exchange = {
  kind: 'hello',
  type: 'hello',
  header: {},
  tail: [],
  take: (frame) => {
    if (frame.type !== 'hello') throw breach('something else than a greeting')
    parseHello(frame)
    return 'finished'
  },
}
