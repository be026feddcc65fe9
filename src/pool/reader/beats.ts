import { readerWorkersMax } from '../../domain/limits.ts'

/**
 * Where each thread is, in memory that the reader's main thread sees while the thread is inside native code:
 * one word that counts the threads, then per thread request, item and a count that rises with every step.
 */
export type BeatMemory = SharedArrayBuffer

const wordsPerThread = 3

export function createBeatMemory(): BeatMemory {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (1 + readerWorkersMax * wordsPerThread))
}

/** The pen of one thread. */
export interface Beats {
  /** A step of this item begins. */
  step(request: number, item: number): void
  /** Nothing is being done: waiting for main, or for the next request. */
  rest(): void
}

export function takeBeats(memory: BeatMemory): Beats {
  const words = new Int32Array(memory)
  const place = 1 + (Atomics.add(words, 0, 1) % readerWorkersMax) * wordsPerThread
  return {
    step: (request, item) => {
      Atomics.store(words, place, request)
      Atomics.store(words, place + 1, item)
      Atomics.add(words, place + 2, 1)
    },
    rest: () => {
      Atomics.store(words, place, 0)
    },
  }
}

/** The threads that are doing something now: request, item, count. */
export function readBeats(memory: BeatMemory): (readonly [number, number, number])[] {
  const words = new Int32Array(memory)
  const threads = Math.min(Atomics.load(words, 0), readerWorkersMax)
  const rows = Array.from({ length: threads }, (_, thread) => {
    const place = 1 + thread * wordsPerThread
    return [
      Atomics.load(words, place),
      Atomics.load(words, place + 1),
      Atomics.load(words, place + 2),
    ] as const
  })
  return rows.filter(([request]) => request !== 0)
}
