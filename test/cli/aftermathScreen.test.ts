import { describe, expect, it } from 'vitest'
import { plannedAftermath, settledAftermath } from '../../src/cli/screens/aftermath.ts'
import type { HookOutcome } from '../../src/domain/hook.ts'
import type { StaleCode } from '../../src/domain/staleCode.ts'

const alice: StaleCode = {
  pool: 'alice',
  service: 'php8.2-fpm',
  because: { kind: 'timestamps-off' },
  fileCache: null,
  files: 3,
}
const none = { state: 'none' } as const

describe('what a plan says of PHP', () => {
  it('names pool, setting and command', () => {
    expect(plannedAftermath([])).toEqual([])
    expect(plannedAftermath([alice])).toEqual([
      'PHP: pool alice (php8.2-fpm) has opcache.validate_timestamps=0 and keeps running the old code until reloaded: systemctl reload php8.2-fpm',
      '(or set hooks.afterOperation, then holdfast does it)',
    ])
  })

  it('takes pools of one service and setting together, and escapes their names', () => {
    const pools = ['alice', 'b\u001b[2J', 'c', 'd', 'e', 'f', 'g'].map((pool) => ({ ...alice, pool }))
    const late = { ...alice, pool: 'z', because: { kind: 'timestamps-late', seconds: 600 } } as const
    expect(plannedAftermath([...pools, late]).slice(0, 2)).toEqual([
      String.raw`PHP: pools alice, b\u{1b}[2J, c, d, e and 2 others (php8.2-fpm) have opcache.validate_timestamps=0 and keep running the old code until reloaded: systemctl reload php8.2-fpm`,
      'PHP: pool z (php8.2-fpm) has opcache.revalidate_freq=600 and keeps running the old code for up to 600 seconds or until reloaded: systemctl reload php8.2-fpm',
    ])
  })
})

describe('what a run says of PHP and the hook', () => {
  it('asks for a reload, after emptying what would bring the old code back', () => {
    const cached = { ...alice, pool: 'bob', fileCache: '/var/cache/php' }
    expect(settledAftermath({ stale: [alice, cached], hook: none })).toEqual([
      'Reload php8.2-fpm now: pool alice still runs the old code (opcache.validate_timestamps=0).',
      'Empty /var/cache/php and reload php8.2-fpm now: pool bob still runs the old code (opcache.validate_timestamps=0).',
    ])
  })

  it('says how the hook ended, and what it left to do', () => {
    const hook = { program: '/usr/local/sbin/after', output: 'no such unit\u001b[2J\n' }
    const after = (outcome: HookOutcome): readonly string[] =>
      settledAftermath({ stale: [alice], hook: outcome })
    expect(after({ ...hook, state: 'done' })).toEqual([
      'hooks.afterOperation was run: /usr/local/sbin/after; it had to reload php8.2-fpm',
    ])
    const reload =
      'Reload php8.2-fpm now: pool alice still runs the old code (opcache.validate_timestamps=0).'
    expect(after({ ...hook, state: 'failed', how: 'exit 5' })).toEqual([
      String.raw`hooks.afterOperation failed with exit 5: /usr/local/sbin/after: no such unit\u{1b}[2J`,
      reload,
    ])
    expect(after({ ...hook, state: 'timed-out' })[1]).toBe(reload)
    expect(after({ ...hook, state: 'refused', why: '/usr/local can be changed by other users' })[0]).toBe(
      'hooks.afterOperation was NOT run: /usr/local/sbin/after: /usr/local can be changed by other users',
    )
  })
})
