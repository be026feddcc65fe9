import { type ClockJump, clockJump, type Moment } from '../../domain/clockJump.ts'
import type { Clock } from '../../domain/clock.ts'
import { HoldfastError, unreachable } from '../../domain/errors.ts'
import { journalRowsPerStep } from '../../domain/limits.ts'
import { readEvents } from '../../journal/eventRow.ts'
import { readHead } from '../../journal/head.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { type LastGc, readLastGc } from '../../store/gcMemory.ts'

/** Now, by all clocks. */
export function momentOf(clock: Clock): Moment {
  return { at: clock.now(), mono: clock.monotonicMicros(), bootId: clock.bootId() }
}

/**
 * Refuses to let anything expire by a clock that may be wrong (decision 34). The clock was right at the last collection, or
 * at the beginning of the journal; from there on every event has to follow the one before it. HF_CLOCK_JUMPED.
 */
export async function requireSoundClock(meta: KeyValue, now: Moment): Promise<void> {
  const newest = (await readHead(meta))?.seq ?? 0
  const last = await readLastGc(meta)
  const before =
    // Within one boot the two ends say it all, however many events lie between them.
    last?.bootId === now.bootId
      ? await newestEvent(meta, last, { newest, now })
      : await followEvents(meta, last, newest)
  if (before !== undefined) refuseJump(clockJump(before, now))
}

/** The same as far as two rows tell: after a start of the machine only gc itself looks at every event. */
export async function clockSinceGc(meta: KeyValue, now: Moment): Promise<'sound' | 'jumped'> {
  const last = await readLastGc(meta)
  if (last === undefined) return 'sound'
  const jump = clockJump(last, now)
  return jump === null || jump === 'off' ? 'sound' : 'jumped'
}

async function newestEvent(
  meta: KeyValue,
  last: Moment,
  { newest, now }: { readonly newest: number; readonly now: Moment },
): Promise<Moment> {
  refuseJump(clockJump(last, now))
  const [event] = newest === 0 ? [] : await readEvents(meta, [newest])
  return event ?? last
}

/** Answers the newest event. */
async function followEvents(
  meta: KeyValue,
  last: LastGc | undefined,
  newest: number,
): Promise<Moment | undefined> {
  let before: Moment | undefined = last
  for (let from = (last?.seq ?? 0) + 1; from <= newest; from += journalRowsPerStep) {
    const count = Math.min(journalRowsPerStep, newest - from + 1)
    for (const event of await readEvents(meta, seqsFrom(from, count))) {
      if (before !== undefined) refuseJump(clockJump(before, event))
      before = event
    }
  }
  return before
}

function seqsFrom(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}

function refuseJump(jump: ClockJump | null): void {
  if (jump === null) return
  throw new HoldfastError('HF_CLOCK_JUMPED', `the clock ${jumpWords(jump)}, so nothing expires`, {
    facts: { jump },
    hint: 'look at the date of this machine; when it is right: holdfast gc --accept-clock',
  })
}

function jumpWords(jump: ClockJump): string {
  switch (jump) {
    case 'back':
      return 'is behind the newest event of this store'
    case 'ahead':
      return 'ran ahead of the time that passed since the last event'
    case 'off':
      return 'says that this machine was off for more than 45 days'
    default:
      return unreachable(jump)
  }
}
