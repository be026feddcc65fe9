import { Flags } from '@oclif/core'
import { HoldfastError } from '../domain/errors.ts'
import type { Session } from './session.ts'

export const reasonFlag = {
  reason: Flags.string({ helpValue: 'TEXT', default: '', description: 'why, for those who read it later' }),
}

/** `30d` is in 30 days; a date is that date; null without the flag. */
export function expiryOf(flag: string | undefined, session: Session): number | null {
  const at = session.time(flag)
  if (flag === undefined || at === null || !/^\d+[smhdw]$/.test(flag)) return at
  const now = session.clock.now()
  return now + (now - at)
}

/** `3` -> 3. */
export function ignoreIdOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new HoldfastError('HF_USAGE', `not the number of an entry: ${text}`, {
    facts: { value: text },
    hint: 'list them: holdfast ignore list',
  })
}
