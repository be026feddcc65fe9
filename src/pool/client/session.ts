import { HoldfastError } from '../../domain/errors.ts'
import type { FrameType } from '../frame.ts'
import { encodeFrame, frameCutter } from '../frame.ts'
import type { Exchange, Exchanges, Lost } from './exchanges.ts'
import { createExchanges, greeting, greetingRequest } from './exchanges.ts'
import type { Isolation, Launcher } from './isolation.ts'
import { canLaunch } from './isolation.ts'
import type { ReaderEntry } from './readerEntry.ts'
import type { ReaderLimits } from './readerLimits.ts'
import type { ReaderProcess } from './readerProcess.ts'
import { spawnReader } from './readerProcess.ts'
import type { Loss } from './watch.ts'
import { createWatch } from './watch.ts'

/** One life of a reader process. */
export interface Session {
  readonly isolation: Isolation
  readonly pid: number
  /**
   * Sends a request and gives its replies to its `take`. Resolves with what is known of the loss when the reader was
   * lost before the end; rejects when the reader reports that it cannot do what was asked.
   */
  exchange(exchange: Exchange): Promise<Lost | undefined>
  /** Sends what an exchange that said 'waiting' waits for. */
  answer(request: number, type: FrameType, header: unknown): void
  /** Asks it to end, kills it when it does not. */
  end(): Promise<void>
}

export interface SessionOptions {
  readonly entry: ReaderEntry
  /** The strongest first. */
  readonly launchers: readonly Launcher[]
  readonly workers: number
  readonly limits: ReaderLimits
  onLoss(loss: Loss): void
}

const accepted: readonly FrameType[] = [
  'hello',
  'beat',
  'compiled',
  'read',
  'done',
  'judged',
  'cleaned',
  'unpacked',
  'failed',
]

/**
 * Starts a reader and waits for its greeting. Throws HF_READER_FAILED with what it printed when it does not start.
 * A weaker launcher is used only when the machine refuses the stronger one.
 */
export async function startSession(options: SessionOptions): Promise<Session> {
  for (const launcher of options.launchers) {
    const reader = spawnReader(options.entry, launcher, options.workers)
    const { session, greeted } = openSession(reader, launcher.isolation, options)
    const lost = await greeted
    if (lost === undefined) return session
    if (await canLaunch(launcher)) throw notStarted(lost.loss, reader)
  }
  throw new HoldfastError('HF_READER_FAILED', 'the reader cannot be started: no launcher works')
}

function notStarted(loss: Loss, reader: ReaderProcess): HoldfastError {
  return new HoldfastError('HF_READER_FAILED', `the reader did not start: ${loss.detail}`, {
    facts: { cause: loss.cause, printed: reader.lastWords() },
  })
}

function openSession(
  reader: ReaderProcess,
  isolation: Isolation,
  options: SessionOptions,
): { readonly session: Session; readonly greeted: Promise<Lost | undefined> } {
  const watch = createWatch(options.limits)
  const exchanges = createExchanges(watch)
  let state: 'alive' | 'ending' | 'lost' = 'alive'
  let lastRequest = greetingRequest

  const lose = (loss: Loss): void => {
    if (state === 'lost') return
    const wasAsked = state === 'ending'
    state = 'lost'
    clearInterval(timer)
    reader.kill()
    reader.socket.destroy()
    exchanges.lose(loss)
    if (!wasAsked) options.onLoss(loss)
  }
  const timer = setInterval(() => {
    const loss = watch.tick(exchanges.count() > 0 ? reader.memoryBytes() : undefined)
    if (loss !== undefined) lose(loss)
  }, options.limits.tickMs)
  listen(reader, exchanges, lose)

  const session: Session = {
    isolation,
    pid: reader.pid ?? 0,
    exchange: async (exchange) => {
      lastRequest += 1
      const finished = exchanges.open(lastRequest, exchange)
      if (state !== 'lost')
        reader.socket.write(encodeFrame(exchange.type, lastRequest, exchange.header, exchange.tail))
      return await finished
    },
    answer: (request, type, header) => {
      watch.resumed(request)
      if (state !== 'lost') reader.socket.write(encodeFrame(type, request, header))
    },
    end: async () => {
      if (state === 'lost') return
      state = 'ending'
      await endReader(reader, options.limits.closeMsMax)
    },
  }
  return { session, greeted: exchanges.open(greetingRequest, greeting) }
}

/** Every way a reader can leave ends in one loss. */
function listen(reader: ReaderProcess, exchanges: Exchanges, lose: (loss: Loss) => void): void {
  const cut = frameCutter(accepted, (frame) => {
    exchanges.take(frame)
  })
  reader.socket.on('data', (piece: Buffer) => {
    try {
      cut(piece)
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'a reply that could not be read'
      lose({ cause: 'breach', detail, suspect: null, ms: 0 })
    }
  })
  // A reader without its socket is of no use; how it ended is told by the process.
  reader.socket.once('close', () => {
    reader.kill()
  })
  void reader.ended.then((how) => {
    lose({ cause: 'died', detail: `the reader ended: ${how}`, suspect: null, ms: 0 })
  })
}

async function endReader(reader: ReaderProcess, closeMsMax: number): Promise<void> {
  reader.socket.end(encodeFrame('close', 0, {}))
  const bound = setTimeout(() => {
    reader.kill()
  }, closeMsMax)
  await reader.ended
  clearTimeout(bound)
}
