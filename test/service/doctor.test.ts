import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DoctorReport } from '../../src/service/contract/doctor.ts'
import { examine } from '../../src/service/doctor/doctor.ts'
import {
  isolationFinding,
  memoryFinding,
  nodeFinding,
  openFilesFinding,
} from '../../src/service/doctor/machineChecks.ts'
import { phpFindings } from '../../src/service/doctor/phpChecks.ts'
import { diskFinding } from '../../src/service/doctor/placeChecks.ts'
import { clockFinding } from '../../src/service/doctor/storeChecks.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

describe('each finding', () => {
  it('has a remedy where something is wrong', () => {
    expect(nodeFinding('20.19.0').state).toBe('ok')
    expect(nodeFinding('24.1.0').state).toBe('ok')
    expect(nodeFinding('20.18.9')).toMatchObject({ state: 'fail', remedy: 'install Node 20.19 or newer' })
    expect(nodeFinding('18.20.0').state).toBe('fail')
    expect(isolationFinding('setpriv').state).toBe('ok')
    expect(isolationFinding('not-isolated')).toMatchObject({ state: 'warn' })
    expect(openFilesFinding('Max open files            256                  4096    files\n').state).toBe(
      'warn',
    )
    expect(openFilesFinding('Max open files            65536                65536   files\n').state).toBe(
      'ok',
    )
    expect(openFilesFinding('Max open files            unlimited            unlimited files\n').state).toBe(
      'ok',
    )
    expect(openFilesFinding('nothing of the kind').state).toBe('warn')
    expect(memoryFinding(256e6)).toMatchObject({ state: 'warn', remedy: 'scan with --low-memory' })
    expect(diskFinding(50e9, 100e9).state).toBe('ok')
    expect(diskFinding(500e6, 100e9).state).toBe('warn')
    expect(diskFinding(1e6, 100e9).state).toBe('fail')
  })

  it('of the clock compares it with the newest event', () => {
    const now = Date.UTC(2026, 10, 22)
    expect(clockFinding(now, now - 1).state).toBe('ok')
    expect(clockFinding(now, now + 1).state).toBe('warn')
    expect(clockFinding(0, 0).state).toBe('fail')
  })
})

describe('what is said of PHP-FPM', () => {
  const pool = {
    ...{ name: 'alice', service: 'php8.2-fpm', user: 'alice', chroot: null },
    ...{ settings: new Map<string, string>(), fixed: new Set<string>() },
  }
  const late = { ...pool, settings: new Map([['opcache.validate_timestamps', '0']]) }

  it('is nothing on a machine without it, and ok where pools look at files', () => {
    expect(phpFindings({ pools: [], problems: [] })).toEqual([])
    expect(phpFindings({ pools: [pool, pool], problems: [] })).toMatchObject([{ state: 'ok' }])
  })

  it('names the pools that do not, and files that were not believed', () => {
    const [unbelieved, stale] = phpFindings({ pools: [late, pool], problems: ['/etc/a is wrong', 'b', 'c'] })
    expect(unbelieved?.finding).toBe('configuration that was not believed: /etc/a is wrong, and 2 more')
    expect(stale).toMatchObject({
      state: 'warn',
      finding:
        'runs old code after a change until reloaded: alice of php8.2-fpm (opcache.validate_timestamps=0)',
    })
    expect(stale?.remedy).toContain('"reload","php8.2-fpm"')
  })
})

describe('the whole examination', () => {
  it('of a machine without a store says so and what works', async () => {
    const report = await examineIn(scratchDirectory())
    expect(stateOf(report, 'store')).toBe('warn')
    for (const subject of ['Node', '/proc', 'disk', 'sync -f'])
      expect(stateOf(report, subject), subject).toBe('ok')
  })

  it('names every root and its filesystem', async () => {
    const directory = scratchDirectory()
    writeTree(directory, { 'site/a.php': '<?php echo 1;\n', 'other/b.php': '<?php echo 2;\n' })
    const holdfast = await openTestStore(directory, movableClock())
    await scanPaths(holdfast, [join(directory, 'site')])
    await holdfast.close()
    const report = await examineIn(directory)
    expect(['ok', 'warn']).toContain(stateOf(report, `root ${join(directory, 'site')}`))
    expect(stateOf(report, 'store')).toBe('ok')
    expect(stateOf(report, 'clock')).toBe('ok')
  })

  it('of a store in use does not wait for it, and one that is open to others fails', async () => {
    const directory = scratchDirectory()
    const holdfast = await openTestStore(directory, movableClock())
    expect(stateOf(await examineIn(directory), 'store')).toBe('warn')
    await holdfast.close()
    chmodSync(join(directory, 'store'), 0o755)
    const report = await examineIn(directory)
    expect(report.ok).toBe(false)
    expect(report.examinations.find(({ subject }) => subject === 'store')).toMatchObject({
      state: 'fail',
      remedy: `chmod 700 ${join(directory, 'store')}`,
    })
  })
})

async function examineIn(directory: string): Promise<DoctorReport> {
  const machine = { ...thisMachine(), systemConfig: join(directory, 'no-such-config.json') }
  return await examine(machine, { store: join(directory, 'store'), initiator: { uid: 0 }, waitMs: 0 })
}

function stateOf({ examinations }: DoctorReport, subject: string): string | undefined {
  return examinations.find((examination) => examination.subject === subject)?.state
}
