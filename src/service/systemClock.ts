import { readFileSync } from 'node:fs'
import type { Clock } from '../domain/clock.ts'
import { HoldfastError } from '../domain/errors.ts'

/** The machine's clocks; the only place that asks them. HF_NO_PROC when the kernel's boot id cannot be read. */
export function systemClock(): Clock {
  const bootId = readBootId('/proc/sys/kernel/random/boot_id')
  return {
    now: () => Date.now(),
    monotonicMicros: () => Number(process.hrtime.bigint() / 1000n),
    bootId: () => bootId,
  }
}

function readBootId(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim()
  } catch (error) {
    throw new HoldfastError('HF_NO_PROC', `${file} cannot be read`, {
      hint: 'holdfast needs /proc; mount it and try again',
      cause: error,
    })
  }
}
