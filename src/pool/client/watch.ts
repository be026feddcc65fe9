import type { ThreadBeat } from './parseReplies.ts'
import type { ReaderLimits } from './readerLimits.ts'

/** What brought a reader down, or made main bring it down. */
export type LossCause = 'timeout' | 'silent' | 'memory' | 'breach' | 'died'

/** A lost reader. `suspect` is exact or absent: who is not proven guilty is tried alone. */
export interface Loss {
  readonly cause: LossCause
  readonly detail: string
  readonly suspect: { readonly request: number; readonly item: number } | null
  /** Time the loss has cost, for the owner's budget. */
  readonly ms: number
}

/** batch = read or judge contents; the others run once, alone and may take longer. */
export type RequestKind = 'batch' | 'rules' | 'admit' | 'hello'

/**
 * The clocks of one reader. Time is counted in ticks of main's own timer: when main itself is held up or the machine
 * sleeps, the reader's clocks stand still too, and nobody is killed for it.
 */
export interface Watch {
  opened(request: number, kind: RequestKind): void
  /** The reader waits for main: its clock stands still. */
  paused(request: number): void
  resumed(request: number): void
  closed(request: number): void
  heard(): void
  beat(threads: readonly ThreadBeat[]): void
  /** One tick has passed. A loss when a limit is broken. */
  tick(memoryBytes: number | undefined): Loss | undefined
}

interface OpenRequest {
  readonly kind: RequestKind
  ticks: number
  paused: boolean
}

export function createWatch(limits: ReaderLimits): Watch {
  const requests = new Map<number, OpenRequest>()
  let silentTicks = 0
  let threads: readonly (ThreadBeat & { ticks: number })[] = []

  return {
    opened: (request, kind) => {
      if (requests.size === 0) silentTicks = 0
      requests.set(request, { kind, ticks: 0, paused: false })
    },
    paused: (request) => {
      setPaused(requests.get(request), true)
    },
    resumed: (request) => {
      setPaused(requests.get(request), false)
    },
    closed: (request) => {
      requests.delete(request)
      threads = threads.filter((thread) => thread.request !== request)
    },
    heard: () => {
      silentTicks = 0
    },
    beat: (now) => {
      threads = now.map((thread) => {
        const before = threads.find((candidate) => isSameStep(candidate, thread))
        return { ...thread, ticks: before?.ticks ?? 0 }
      })
    },
    tick: (memoryBytes) => {
      if (requests.size === 0) return undefined
      silentTicks += 1
      for (const thread of threads) thread.ticks += 1
      for (const request of requests.values()) if (!request.paused) request.ticks += 1
      return (
        stuckContent(threads, requests, limits) ??
        overdueRequest(requests, limits) ??
        overMemory(memoryBytes, requests, limits) ??
        silence(silentTicks, requests, limits)
      )
    },
  }
}

function setPaused(request: OpenRequest | undefined, paused: boolean): void {
  if (request !== undefined) request.paused = paused
}

function isSameStep(one: ThreadBeat, other: ThreadBeat): boolean {
  return one.request === other.request && one.item === other.item && one.beat === other.beat
}

/** One step of one thread takes too long: the only loss that names its content. */
function stuckContent(
  threads: readonly (ThreadBeat & { ticks: number })[],
  requests: ReadonlyMap<number, OpenRequest>,
  limits: ReaderLimits,
): Loss | undefined {
  const stuck = threads.find(
    (thread) =>
      requests.get(thread.request)?.kind === 'batch' && thread.ticks * limits.tickMs > limits.contentMsMax,
  )
  if (stuck === undefined) return undefined
  return {
    cause: 'timeout',
    detail: `one content took more than ${String(limits.contentMsMax)} ms`,
    suspect: { request: stuck.request, item: stuck.item },
    ms: limits.contentMsMax,
  }
}

function overdueRequest(requests: ReadonlyMap<number, OpenRequest>, limits: ReaderLimits): Loss | undefined {
  for (const request of requests.values()) {
    const msMax = requestMsMax(request.kind, limits)
    if (request.ticks * limits.tickMs > msMax) {
      return { cause: 'timeout', detail: `no reply within ${String(msMax)} ms`, suspect: null, ms: msMax }
    }
  }
  return undefined
}

function requestMsMax(kind: RequestKind, limits: ReaderLimits): number {
  switch (kind) {
    case 'hello':
      return limits.startMsMax
    case 'rules':
      return limits.compileMsMax
    case 'admit':
      return limits.admitMsMax
    case 'batch':
      return limits.batchMsMax
  }
}

function overMemory(
  memoryBytes: number | undefined,
  requests: ReadonlyMap<number, OpenRequest>,
  limits: ReaderLimits,
): Loss | undefined {
  const compiles = [...requests.values()].every(
    (request) => request.kind === 'rules' || request.kind === 'admit',
  )
  const bytesMax = compiles ? limits.compileMemoryBytesMax : limits.memoryBytesMax
  if (memoryBytes === undefined || memoryBytes <= bytesMax) return undefined
  return {
    cause: 'memory',
    detail: `${String(memoryBytes)} bytes of memory, ${String(bytesMax)} are allowed`,
    suspect: null,
    ms: 0,
  }
}

/** A reader that starts cannot speak yet: that has a clock of its own. */
function silence(
  silentTicks: number,
  requests: ReadonlyMap<number, OpenRequest>,
  limits: ReaderLimits,
): Loss | undefined {
  const starts = [...requests.values()].some((request) => request.kind === 'hello')
  if (starts || silentTicks * limits.tickMs <= limits.silenceMsMax) return undefined
  return {
    cause: 'silent',
    detail: `nothing heard for ${String(limits.silenceMsMax)} ms`,
    suspect: null,
    ms: limits.silenceMsMax,
  }
}
