import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultPlan, faulty } from '../../src/kv/faultyKeyValue.ts'
import { openLevel } from '../../src/kv/levelKeyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { keyValueContract } from '../contract/keyValue.ts'

const small = { writeBufferBytes: 1 << 20, compression: false } as const
let directory = ''
let databases = 0

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
})

afterAll(() => {
  rmSync(directory, { recursive: true })
})

keyValueContract('memory', async () => await Promise.resolve(openMemory()))

keyValueContract('LevelDB', async () => {
  databases += 1
  return await openLevel(join(directory, String(databases)), { ...small, create: true })
})

keyValueContract('faulty, before its fault', async () => {
  const plan: FaultPlan = { call: 'batch', nth: 1000, error: new Error('unused'), effect: 'before' }
  return await Promise.resolve(faulty(openMemory(), plan))
})

describe('faulty', () => {
  const put = { type: 'put', key: Buffer.from('k'), value: Buffer.from('v') } as const
  const plan = { call: 'batch', nth: 2, error: new Error('power cut') } as const

  it.each([
    { effect: 'before', written: false },
    { effect: 'after', written: true },
  ] as const)('fails one call $effect its effect and works again', async ({ effect, written }) => {
    const kv = faulty(openMemory(), { ...plan, effect })
    await kv.batch([], { sync: true })
    await expect(kv.batch([put], { sync: true })).rejects.toThrow('power cut')
    expect(await kv.hasMany([put.key])).toEqual([written])
    await kv.batch([put], { sync: true })
    expect(await kv.hasMany([put.key])).toEqual([true])
  })
})

describe('LevelDB', () => {
  it('creates nothing unless told to', async () => {
    const missing = join(directory, 'missing')
    await expect(openLevel(missing, { ...small, create: false })).rejects.toMatchObject({
      code: 'HF_STORE_CORRUPT',
    })
  })

  it('reports a second open as HF_STORE_LOCKED', async () => {
    const place = join(directory, 'twice')
    const kv = await openLevel(place, { ...small, create: true })
    await expect(openLevel(place, { ...small, create: false })).rejects.toMatchObject({
      code: 'HF_STORE_LOCKED',
    })
    await kv.close()
  })

  it('reads back what was synced after a close', async () => {
    const place = join(directory, 'again')
    const first = await openLevel(place, { ...small, create: true })
    await first.batch([{ type: 'put', key: Buffer.from('k'), value: Buffer.alloc(100_000, 7) }], {
      sync: true,
    })
    await first.close()
    const second = await openLevel(place, { ...small, create: false })
    expect(await second.get(Buffer.from('k'))).toEqual(Buffer.alloc(100_000, 7))
    await second.close()
  })
})
