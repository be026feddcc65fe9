import { phpStringBytesMax } from '../../../domain/engineLimits.ts'
import { unknown } from '../value.ts'
import type { Meter, Unknown } from '../value.ts'

/** What a byte is charged besides where each one costs a call and not a step of a loop: measured as 10 to 20 times. */
export const callbackBytes = 16

/** Pays for a string that will be made; false when it would be longer than what we hold. */
export function hasRoom(bytes: number, meter: Meter): boolean {
  if (!(bytes <= phpStringBytesMax)) return false
  meter.touch(bytes)
  return true
}

/** `pieces` joined, paid before; unknown when that would be longer than what we hold. */
export function joined(pieces: readonly string[], between: string, meter: Meter): string | Unknown {
  let bytes = between.length * Math.max(0, pieces.length - 1)
  for (const piece of pieces) bytes += piece.length
  return hasRoom(bytes, meter) ? pieces.join(between) : unknown
}
