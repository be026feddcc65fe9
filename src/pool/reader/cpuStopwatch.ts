import type { Clock } from '../../domain/clock.ts'

/**
 * Processor time of the reader. It measures a rule the same on a busy machine as on an idle one; nothing else runs in the
 * reader while a pack is admitted.
 */
export const cpuStopwatch: Pick<Clock, 'monotonicMicros'> = {
  monotonicMicros: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
}
