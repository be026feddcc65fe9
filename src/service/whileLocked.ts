import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'
import { lockPollMs } from '../domain/limits.ts'

/** Asks again until nobody else holds the store or `waitMs` have passed. */
export async function whileLocked<Result>(
  clock: Clock,
  waitMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const until = clock.monotonicMicros() + waitMs * 1000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isHeld = error instanceof HoldfastError && error.code === 'HF_STORE_LOCKED'
      if (!isHeld || clock.monotonicMicros() >= until) throw error
    }
    await sleep(lockPollMs)
  }
}
