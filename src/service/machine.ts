import { randomBytes } from 'node:crypto'
import { availableParallelism, hostname } from 'node:os'
import type { Clock } from '../domain/clock.ts'
import type { BytePath } from '../domain/path.ts'
import { rootPath } from '../domain/path.ts'
import { systemClock } from './systemClock.ts'

/** What of this machine and process the service needs; tests bring their own. */
export interface Machine {
  readonly clock: Clock
  readonly entropy: (bytes: number) => Buffer
  readonly uid: number
  readonly pid: number
  readonly processors: number
  readonly host: string
  /** IANA name of the local time zone, for times that a person types without one. */
  readonly zone: () => string
  /** The settings of the whole machine, which root uses; see settings.ts. */
  readonly systemConfig: string
  /** Below it lies the configuration of other programs: `/`. */
  readonly systemRoot: BytePath
}

/** HF_NO_PROC without /proc. */
export function thisMachine(): Machine {
  return {
    clock: systemClock(),
    entropy: (bytes) => randomBytes(bytes),
    uid: process.getuid?.() ?? 0,
    pid: process.pid,
    processors: availableParallelism(),
    host: hostname(),
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    systemConfig: '/etc/holdfast/config.json',
    systemRoot: rootPath,
  }
}
