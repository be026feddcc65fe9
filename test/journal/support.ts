import type { Clock } from '../../src/domain/clock.ts'
import type { EventDraft } from '../../src/domain/event.ts'
import type { BytePath } from '../../src/domain/path.ts'
import type { KeyRange, KeyValue } from '../../src/kv/keyValue.ts'

export interface SettableClock extends Clock {
  wall: number
}

/** A clock that stands still until a test sets it. */
export function clockAt(wall: number): SettableClock {
  return {
    wall,
    now() {
      return this.wall
    },
    monotonicMicros: () => 5_000_000,
    bootId: () => 'boot-a',
  }
}

export function draft(change: Partial<EventDraft> = {}): EventDraft {
  return { event: 'detected', cause: 'on-demand', initiator: { uid: 0 }, detail: {}, ...change }
}

export const at = (text: string): BytePath => text as BytePath

export async function allRows(meta: KeyValue, range: KeyRange): Promise<(readonly [Buffer, Buffer])[]> {
  const cursor = meta.cursor(range)
  const rows: (readonly [Buffer, Buffer])[] = []
  for (let step = await cursor.next(100); step.length > 0; step = await cursor.next(100)) rows.push(...step)
  await cursor.close()
  return rows
}
