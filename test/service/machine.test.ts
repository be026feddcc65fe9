import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountTableBytesMax } from '../../src/domain/limits.ts'
import { ownerOf } from '../../src/domain/owner.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { readAccounts } from '../../src/service/accounts.ts'
import { systemClock } from '../../src/service/systemClock.ts'
import { scratchDirectory } from '../support/scratch.ts'

describe('readAccounts', () => {
  it('knows the accounts of this machine', () => {
    expect(ownerOf('/root/x' as BytePath, 4242, readAccounts())).toBe('root')
    expect(ownerOf('/' as BytePath, 0, readAccounts())).toBe('root')
  })

  it('shows numbers where there is no table', () => {
    const accounts = readAccounts(join(scratchDirectory(), 'passwd'))
    expect(ownerOf('/root/x' as BytePath, 0, accounts)).toBe('uid:0')
  })

  it('keeps the bytes of a name and reads a large table up to its bound', () => {
    const file = join(scratchDirectory(), 'passwd')
    writeFileSync(file, Buffer.from('m\xfcller:x:7:7::/home/m\xfcller:/bin/sh\n', 'latin1'))
    truncateSync(file, 10 * accountTableBytesMax)
    expect(ownerOf('/home/m\xfcller/x' as BytePath, 0, readAccounts(file))).toBe('m\xfcller')
  })

  it('says so when the table cannot be read', () => {
    expect(() => readAccounts(scratchDirectory())).toThrow(
      expect.objectContaining({ code: 'HF_IO' }) as Error,
    )
  })
})

describe('systemClock', () => {
  it('gives whole milliseconds and whole microseconds since boot, and the id of this boot', () => {
    const clock = systemClock()
    const before = Date.now()
    const [wall, first, second] = [clock.now(), clock.monotonicMicros(), clock.monotonicMicros()]
    expect(wall).toBeGreaterThanOrEqual(before)
    expect([wall, first, second].every(Number.isSafeInteger)).toBe(true)
    expect(second).toBeGreaterThanOrEqual(first)
    const uptime = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1e6
    expect(first).toBeLessThanOrEqual(uptime + 1e6)
    expect(clock.bootId()).toMatch(/^[0-9a-f-]{36}$/)
    expect(systemClock().bootId()).toBe(clock.bootId())
  })
})
