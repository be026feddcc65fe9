import type { ChildProcess } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReaderClient } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { ScanResult } from '../../src/scanner/scanContext.ts'
import { parseOutput, startCommand } from '../support/commandLine.ts'
import { movableClock, openTestStore, writeTree } from '../support/holdfast.ts'
import { decodedEval, infect } from '../support/inert.ts'
import { numbersFrom } from '../support/random.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { copyStore } from '../support/storeCopy.ts'
import { trials, trialsMs } from '../support/trials.ts'

const kills = trials(200)
const interrupts = 4
const fileCount = 300
const seed = Number(process.env['HOLDFAST_TEST_SEED'] ?? Date.now() % 1_000_000_007)
/** Files written within two seconds before they are read are read again by the next scan: that is not what is tested. */
const settleMs = 3000

/** Bytes that deflate cannot shrink much, so that a scan writes many batches. */
function fileNumber(i: number, extra = ''): string {
  const next = numbersFrom(i + 1)
  const noise = Array.from({ length: 300 }, () => next().toString(36).slice(2)).join('')
  return `<?php // ${String(i)}${extra}\n$a = '${noise}';\necho $a;\n`
}

const pathOf = (i: number): string => `d${String(i % 7)}/e${String(i % 61)}/f${String(i)}.php`

function writeClean(site: string): void {
  writeTree(site, Object.fromEntries(Array.from({ length: fileCount }, (_, i) => [pathOf(i), fileNumber(i)])))
}

/** Changes every sixth file, puts code into some of those, and adds shells, two of them the same. */
function attack(site: string): void {
  for (let i = 0; i < fileCount; i += 6) {
    const changed = fileNumber(i, ' changed')
    writeTree(site, { [pathOf(i)]: i % 240 === 0 ? infect(changed, 'same-block') : changed })
  }
  for (let i = 0; i < 8; i += 1)
    writeTree(site, {
      [`d${String(i)}/new/shell${String(i)}.php`]: `${decodedEval}${i > 1 ? String(i) : ''}`,
    })
}

const infected = Math.ceil(fileCount / 240) + 8

function whatIsFound({ record, snapshots, incidents }: ScanResult): unknown {
  const found = incidents.map(({ path, type, reason, notes }) => ({ path, type, reason, notes }))
  return { outcome: record.outcome, tree: snapshots[0]?.tree, files: snapshots[0]?.files, found }
}

/** Bytes in both databases: how far a scan has come, on a machine of any speed. */
function bytesIn(store: string): number {
  return ['objects', 'meta'].reduce((sum, name) => sum + bytesOf(join(store, name)), 0)
}

function bytesOf(directory: string): number {
  if (!existsSync(directory)) return 0
  return readdirSync(directory).reduce(
    (sum, name) => sum + (lstatSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

describe(`a scan that is cut off (HOLDFAST_TEST_SEED=${String(seed)})`, () => {
  const random = numbersFrom(seed)
  let directory: string
  /** Where the stores are: a killed process loses nothing that it gave to the kernel, so no disk is needed. */
  let stores: string
  let site: string
  let client: ReaderClient
  let reader: () => ReaderClient

  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    stores = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
    site = join(directory, 'site')
    client = startReader({ workers: 2 })
    reader = shared(client)
    writeClean(site)
    await sleep(settleMs)
    expect((await scan('clean')).incidents).toEqual([])
    attack(site)
    await sleep(settleMs)
  })

  afterAll(async () => {
    await client.close()
    rmSync(directory, { recursive: true, force: true })
    rmSync(stores, { recursive: true, force: true })
  })

  const storeOf = (name: string): string => join(stores, name, 'store')

  const scan = async (name: string): Promise<ScanResult> =>
    await rigScan({ store: storeOf(name), paths: [site], clock: movableClock(), startReader: reader })

  const problems = async (name: string): Promise<readonly unknown[]> => {
    if (!existsSync(join(storeOf(name), 'format.json'))) return []
    const holdfast = await openTestStore(join(stores, name), movableClock())
    try {
      return (await holdfast.fsck({ readData: 'none' })).problems
    } finally {
      await holdfast.close()
    }
  }

  const prepare = (name: string, state: 'new' | 'known'): void => {
    rmSync(join(stores, name), { recursive: true, force: true })
    writeTree(join(stores, name), { 'in-use': '' })
    if (state === 'known') copyStore(storeOf('clean'), storeOf(name))
  }

  /** Until the scan has written `share` of what it will write, or has ended. */
  const reached = async (child: ChildProcess, name: string, target: number): Promise<void> => {
    while (child.exitCode === null && child.signalCode === null && bytesIn(storeOf(name)) < target)
      await sleep(2)
  }

  const measured = async (state: 'new' | 'known'): Promise<{ calm: unknown; from: number; to: number }> => {
    const name = `calm-${state}`
    prepare(name, state)
    const from = bytesIn(storeOf(name))
    const result = await scan(name)
    expect(result.incidents).toHaveLength(infected)
    return { calm: whatIsFound(result), from, to: bytesIn(storeOf(name)) }
  }

  it(
    `by kill -9 at ${String(kills)} points loses nothing`,
    async () => {
      const expected = { new: await measured('new'), known: await measured('known') }
      const died = { 'half-way': 0, 'at the end': 0 }
      for (let i = 0; i < kills; i += 1) {
        const state = i % 2 === 0 ? 'new' : 'known'
        const { calm, from, to } = expected[state]
        prepare('killed', state)
        const { child, finished } = startCommand(storeOf('killed'), ['scan', site, '--json'])
        await reached(child, 'killed', from + random() * (to - from))
        await sleep(random() * 60)
        child.kill('SIGKILL')
        const { signal } = await finished
        died[signal === 'SIGKILL' ? 'half-way' : 'at the end'] += 1
        expect([i, await problems('killed')]).toEqual([i, []])
        expect([i, whatIsFound(await scan('killed'))]).toEqual([i, calm])
        if (i % 10 === 0) expect([i, await problems('killed')]).toEqual([i, []])
      }
      console.log(`killed: ${JSON.stringify(died)}`)
      expect(died['half-way']).toBeGreaterThan(kills / 2)
    },
    trialsMs(600_000),
  )

  it('by Ctrl-C keeps what it has read, and the next scan reads only the rest', async () => {
    const { calm, to } = await measured('new')
    let resumed = 0
    for (let i = 0; i < interrupts; i += 1) {
      prepare('stopped', 'new')
      const { child, finished } = startCommand(storeOf('stopped'), ['scan', site, '--json'])
      await reached(child, 'stopped', random() * to * 0.8)
      interruptGroup(child)
      const stopped = await finished
      if (stopped.code === 1 || stopped.signal === 'SIGINT') continue
      expect([stopped.code, stopped.signal, stopped.err]).toEqual([
        130,
        null,
        expect.stringContaining('stopping'),
      ])
      const { read } = parseOutput(stopped).scan.counts
      expect(await problems('stopped')).toEqual([])
      const next = await scan('stopped')
      expect(whatIsFound(next)).toEqual(calm)
      expect(next.record.counts).toMatchObject({
        unchanged: read,
        read: next.record.counts.files - (read ?? 0),
      })
      if (read !== undefined && read > 0) resumed += 1
    }
    expect(resumed).toBeGreaterThan(0)
  }, 600_000)
})

/** A terminal sends it to all processes of the group, the reader among them. */
function interruptGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  process.kill(-child.pid, 'SIGINT')
}
