import { describe, expect, it } from 'vitest'
import { renderActed } from '../../src/cli/screens/acted.ts'
import { renderKept } from '../../src/cli/screens/gc.ts'
import type { ActReport } from '../../src/service/contract/act.ts'
import { incidentOf, oidOf, pathOf, pipe, scanAt } from './samples.ts'

const none = { state: 'none' } as const

function refusedBy(action: 'clean' | 'quarantine'): ActReport {
  const step = {
    kind: 'refused' as const,
    reason: 'no-source',
    detail: `there is no clean version, ${'so '.repeat(40)}`,
  }
  const file = { incident: incidentOf({ id: 7, path: pathOf('/home/a/x.php') }), step, diff: null }
  const plan = { action, files: [file], left: [], held: null, stale: [] }
  return { plan, operations: [], rescan: none, aftermath: { stale: [], hook: none } }
}

describe('what was refused', () => {
  it('by clean can still be taken away, and its reason is set in', () => {
    const lines = renderActed(refusedBy('clean'), pipe)
    expect(lines[0]).toMatch(/^- {2}i7 {2}Refused/)
    expect(lines[1]).toMatch(/^ {3}so so/)
    expect(lines.at(-1)).toBe('What was refused is as it was. To take it away: holdfast quarantine i7')
  })

  it('by quarantine is not sent back to it', () => {
    expect(renderActed(refusedBy('quarantine'), pipe).join(' ')).not.toContain('To take it away')
  })
})

describe('why a purged content is there', () => {
  const purged = { oid: oidOf('ab'), size: 5, purgedAt: scanAt, complete: true }
  const keepers = [{ by: 'hold', hold: 1 }] as const

  it('tells names that are left from bytes that came back with an operation', () => {
    const [gone, names] = renderKept({ ...purged, keepers, kept: 'hash-only' }, pipe)
    expect([gone, names]).toEqual([expect.stringContaining('its bytes were purged on'), 'STILL NAMED BY'])
    const [again, keeps] = renderKept({ ...purged, keepers, kept: 'whole' }, pipe)
    expect([again, keeps]).toEqual([expect.stringContaining('its bytes are kept again, after'), 'KEPT BY'])
  })
})
