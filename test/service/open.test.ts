import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { singleKey } from '../../src/codec/keys.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { HistoryQuery } from '../../src/service/contract/history.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { askHolder, createStore, openHoldfast, openHoldfastOn } from '../../src/service/openHoldfast.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { reopened } from '../store/testStore.ts'

const initiator = { uid: 4711, login: 'anna' }

describe('openHoldfast', () => {
  it('creates nothing unless it is asked to', async () => {
    const request = { store: join(scratchDirectory(), 'store'), initiator, waitMs: 0 }
    const missing = openHoldfast({ ...request, create: 'never' })
    await expect(missing).rejects.toMatchObject({ code: 'HF_NO_STORE' })
    const { path, storeId } = await createStore(request)
    expect([path, storeId]).toEqual([request.store, expect.stringMatching(/^[0-9a-f]{32}$/)])
    await expect(createStore(request)).rejects.toMatchObject({ code: 'HF_STORE_EXISTS' })
    const holdfast = await openHoldfast({ ...request, create: 'never' })
    expect(await eventsOf(holdfast)).toEqual(['store-created'])
    await holdfast.close()
    // Once is enough: opening again writes nothing.
    const again = await openHoldfast({ ...request, create: 'when-absent' })
    expect(await eventsOf(again)).toEqual(['store-created'])
    await again.close()
  })

  it('answers who holds the store, refuses, and waits for its end when told so', async () => {
    const store = join(scratchDirectory(), 'store')
    const first = await openIn(store, 'when-absent')
    expect(await askHolder(store)).toMatchObject({ pid: process.pid, scan: null, what: 'a command' })
    await expect(openIn(store, 'never', 0)).rejects.toMatchObject({ code: 'HF_STORE_LOCKED' })
    const waiting = openIn(store, 'never', 30_000)
    await first.close()
    const second = await waiting
    expect(await askHolder(store)).toMatchObject({ pid: process.pid })
    await second.close()
    expect(await askHolder(store)).toBeUndefined()
  })

  it('closes the store again when the settings are refused', async () => {
    const store = join(scratchDirectory(), 'store')
    await (await openIn(store, 'when-absent')).close()
    writeFileSync(join(store, 'config.json'), '{"safety":{"maxFlies":1}}')
    await expect(openIn(store, 'never')).rejects.toMatchObject({ code: 'HF_CONFIG_INVALID' })
    expect(await askHolder(store)).toBeUndefined()
  })
})

describe('settings', () => {
  it('are set, kept and recorded with what they were', async () => {
    const store = join(scratchDirectory(), 'store')
    const first = await openIn(store, 'when-absent')
    expect((await first.configShow()).config.safety.maxFiles).toBe(50)
    await first.close()
    writeFileSync(join(store, 'config.json'), '{}')
    const second = await openIn(store, 'never')
    const { file, config } = await second.configSet('safety.maxFiles', '7')
    expect([file, config.safety.maxFiles]).toEqual([join(store, 'config.json'), 7])
    expect(await second.configShow()).toEqual({ file, config })
    await expect(second.configSet('safety.maxFlies', '7')).rejects.toMatchObject({
      code: 'HF_CONFIG_INVALID',
    })
    await second.configSet('malware.defaultAction', 'display')
    expect((await second.status()).defaultAction).toBe('display')
    await second.close()
    const third = await openIn(store, 'never')
    expect((await third.configShow()).config).toMatchObject({
      safety: { maxFiles: 7 },
      malware: { defaultAction: 'display' },
    })
    expect(await changesOf(third)).toEqual([
      { 'malware.defaultAction': '"cleanup" -> "display"' },
      { 'safety.maxFiles': '50 -> 7' },
    ])
    await third.close()
  })

  it('that somebody edited by hand are recorded at the next opening, once', async () => {
    const store = join(scratchDirectory(), 'store')
    await (await openIn(store, 'when-absent')).close()
    writeFileSync(join(store, 'config.json'), '{"scan":{"exclude":["/proc"]}}')
    for (let opening = 0; opening < 2; opening += 1) {
      const holdfast = await openIn(store, 'never')
      expect(await changesOf(holdfast)).toEqual([{ 'scan.exclude': '[] -> ["/proc"]' }])
      await holdfast.close()
    }
    // Other white space is another file, but no other setting.
    writeFileSync(join(store, 'config.json'), '{ "scan": { "exclude": ["/proc"] } }')
    const holdfast = await openIn(store, 'never')
    expect(await changesOf(holdfast)).toHaveLength(1)
    await holdfast.close()
  })

  it('of root are those of the machine unless the store has its own', async () => {
    const directory = scratchDirectory()
    const store = join(directory, 'store')
    const systemConfig = join(directory, 'etc/config.json')
    mkdirSync(join(directory, 'etc'))
    writeFileSync(systemConfig, '{"safety":{"maxFiles":3}}')
    const open = async (uid: number): Promise<number> => {
      const machine = { ...thisMachine(), systemConfig, uid }
      const holdfast = await openHoldfastOn(machine, { store, initiator, waitMs: 0, create: 'when-absent' })
      const { config } = await holdfast.configShow()
      await holdfast.close()
      return config.safety.maxFiles
    }
    expect(await open(0)).toBe(3)
    expect(await open(process.getuid?.() === 0 ? 4711 : (process.getuid?.() ?? 1))).toBe(50)
    writeFileSync(join(store, 'config.json'), '{"safety":{"maxFiles":9}}')
    expect(await open(0)).toBe(9)
  })
})

describe('a store with a broken journal', () => {
  it('opens for fsck, which says where, and for nothing that needs the journal', async () => {
    const path = join(scratchDirectory(), 'store')
    await (await openIn(path, 'when-absent')).close()
    const store = await reopened(path)
    await store.meta.batch([{ type: 'del', key: singleKey('journal-head') }], { sync: true })
    await store.close()
    const holdfast = await openIn(path, 'never')
    onTestFinished(async () => {
      await holdfast.close()
    })
    await expect(holdfast.status()).rejects.toMatchObject({ code: 'HF_JOURNAL_BROKEN' })
    await expect(holdfast.configSet('safety.maxFiles', '5')).rejects.toMatchObject({
      code: 'HF_JOURNAL_BROKEN',
    })
    expect((await holdfast.configShow()).config.safety.maxFiles).toBe(50)
    const report = await holdfast.fsck({ readData: 'none' })
    expect(report.ok).toBe(false)
    expect(report.problems.map(({ kind }) => kind)).toContain('event')
  })
})

async function openIn(store: string, create: 'never' | 'when-absent', waitMs = 0): Promise<Holdfast> {
  const machine = { ...thisMachine(), systemConfig: join(store, 'no-such-config.json') }
  return await openHoldfastOn(machine, { store, initiator, waitMs, create })
}

const allEvents: HistoryQuery = {
  target: null,
  show: 'events',
  events: [],
  owner: null,
  cause: null,
  since: null,
  until: null,
  limit: 100,
  offset: 0,
}

async function eventsOf(holdfast: Holdfast): Promise<string[]> {
  const { items } = await holdfast.history(allEvents)
  return items.map((line) => (line.kind === 'event' ? line.event.event : line.kind))
}

async function changesOf(holdfast: Holdfast): Promise<unknown[]> {
  const { items } = await holdfast.history({ ...allEvents, events: ['config-changed'] })
  return items.map((line) => (line.kind === 'event' ? line.event.detail : line))
}
