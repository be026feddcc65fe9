import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../src/domain/errors.ts'
import { openStore } from '../../src/store/store.ts'
import { type Migration, migrations, upgradeStore } from '../../src/store/upgrade.ts'
import { describeTest } from './describeTest.ts'
import { closedStore } from './testStore.ts'

async function oldStore(format: number): Promise<string> {
  const directory = await closedStore()
  const file = join(directory, 'format.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"format":1', `"format":${String(format)}`))
  return directory
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'done',
    (error: unknown) => (error as HoldfastError).code,
  )
}

const run = { mode: 'run', describe: describeTest } as const

describe('an upgrade', () => {
  it('has nothing to do for a store of today', async () => {
    const directory = await closedStore()
    expect(await upgradeStore(directory, { ...run, migrations })).toEqual({ from: 1, to: 1, steps: [] })
  })

  it('refuses a format that it has no way from, as every other use of the store does', async () => {
    const directory = await oldStore(0)
    const before = readFileSync(join(directory, 'format.json'), 'utf8')
    expect(await codeOf(upgradeStore(directory, { ...run, migrations }))).toBe('HF_FORMAT_OLDER')
    expect(await codeOf(openStore(directory, { describe: describeTest }))).toBe('HF_FORMAT_OLDER')
    expect(readFileSync(join(directory, 'format.json'), 'utf8')).toBe(before)
    expect(await codeOf(upgradeStore(await oldStore(2), { ...run, migrations }))).toBe('HF_FORMAT_NEWER')
  })

  it('runs its steps under the lock and calls the store new only after the last', async () => {
    const directory = await oldStore(0)
    let fails = true
    const step: Migration = {
      from: 0,
      what: 'an invented step',
      run: async (place) => {
        expect(await codeOf(openStore(place, { describe: describeTest }))).toBe('HF_FORMAT_OLDER')
        const plan = upgradeStore(place, { ...run, migrations: [step] })
        expect(await codeOf(plan)).toBe('HF_STORE_LOCKED')
        if (fails) throw new Error('cut off')
      },
    }
    const planned = await upgradeStore(directory, { ...run, mode: 'plan', migrations: [step] })
    expect(planned).toEqual({ from: 0, to: 1, steps: ['an invented step'] })
    await expect(upgradeStore(directory, { ...run, migrations: [step] })).rejects.toThrow('cut off')
    expect(await codeOf(openStore(directory, { describe: describeTest }))).toBe('HF_FORMAT_OLDER')
    fails = false
    expect(await upgradeStore(directory, { ...run, migrations: [step] })).toEqual(planned)
    const store = await openStore(directory, { describe: describeTest })
    await store.close()
  })
})
