import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../src/domain/errors.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { HoldRequest } from '../../src/service/contract/holds.ts'
import { objectsIn } from '../../src/store/objects.ts'
import { contentToWrite, noise, reopened } from '../store/testStore.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { wholeHistory } from '../support/queries.ts'

const secret = Buffer.concat([Buffer.from('secret '), Buffer.from(noise(2_000_000).toString('base64'))])
const oid = sha256(secret)
const target = { target: Buffer.from(oid.slice(0, 12)), cwd: '/' }

describe('purging and holding', () => {
  let directory: string
  let site: BytePath
  let clock: MovableClock
  let holdfast: Holdfast

  beforeEach(async () => {
    directory = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
    site = join(directory, 'site') as BytePath
    clock = movableClock()
    writeTree(site, { 'a/secret.txt': secret, 'b/copy.txt': secret, 'shell.php': decodedEval })
    holdfast = await openTestStore(directory, clock)
    await scanPaths(holdfast, [site])
  })

  afterEach(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const purge = async (confirmed: string = oid.slice(0, 8)): Promise<unknown> =>
    await holdfast.purge({ oid, confirmed, path: null })

  const hold = async (subject: HoldRequest['subject']): Promise<number> =>
    (await holdfast.holdAdd({ subject, reason: 'case 7' })).id

  const targetAt = (name: string): HoldRequest['subject'] => ({
    kind: 'target',
    target: { target: Buffer.from(join(site, name)), cwd: '/' },
  })

  const refusal = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'done',
      (error: unknown) => (error as HoldfastError).code,
    )

  /** Whether a part of the packed bytes is in any file of the store. */
  const isOnDisk = (): boolean => {
    const part = contentToWrite(secret).deflated.subarray(5000, 5400)
    const database = join(directory, 'store', 'objects')
    return readdirSync(database).some((name) => readFileSync(join(database, name)).includes(part))
  }

  it('takes the bytes out of the very files of the store, and everything else goes on', async () => {
    const plan = await holdfast.purgePlan(target)
    expect(plan).toMatchObject({
      oid,
      size: secret.length,
      kept: 'whole',
      files: { total: 2 },
      operations: [],
    })
    expect(isOnDisk()).toBe(true)
    expect(await purge()).toMatchObject({
      operation: { kind: 'purge', outcome: 'done' },
      size: secret.length,
    })
    await holdfast.close()
    expect(isOnDisk()).toBe(false)
    holdfast = await openTestStore(directory, clock)
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
    expect(await refusal(holdfast.view({ ...target, bytes: 10 }))).toBe('HF_NOT_KEPT')
    expect((await holdfast.blobFind({ content: oid, limit: 9, offset: 0 })).past.total).toBe(2)
    // The file is still there, and is not taken in again.
    await scanPaths(holdfast, [site], { distrust: 'index' })
    writeTree(site, { 'c/third.txt': secret })
    expect((await scanPaths(holdfast, [site])).scan.outcome).toBe('complete')
    expect(await holdfast.blobShow(oid)).toMatchObject({ kept: 'hash-only' })
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
    expect((await holdfast.gcExplain(oid)).purgedAt).not.toBeNull()
  })

  it('does nothing until the name was typed', async () => {
    for (const typed of ['', oid.slice(0, 7), '00000000', `${oid}0`])
      expect([typed, await refusal(purge(typed))]).toEqual([typed, 'HF_USAGE'])
    expect(await holdfast.blobShow(oid)).toMatchObject({ kept: 'whole' })
    expect(await refusal(purge(oid.toUpperCase()))).toBe('done')
  })

  it('is refused under every kind of hold that reaches the content, until the hold is gone', async () => {
    const subjects: readonly HoldRequest['subject'][] = [
      { kind: 'target', target },
      targetAt('a/secret.txt'),
      targetAt('b'),
      { kind: 'scan', scan: 1 },
      { kind: 'user', owner: 'root' },
    ]
    for (const subject of subjects) {
      const id = await hold(subject)
      expect([subject.kind, await refusal(purge())]).toEqual([subject.kind, 'HF_OPERATION_REFUSED'])
      await holdfast.holdRemove(id)
    }
    const elsewhere = await hold(targetAt('shell.php'))
    expect((await holdfast.holdList()).map(({ id }) => id)).toEqual([elsewhere])
    expect(await refusal(purge())).toBe('done')
    expect(await refusal(holdfast.holdRemove(1))).toBe('HF_NOT_FOUND')
    expect(await refusal(hold({ kind: 'scan', scan: 99 }))).toBe('HF_NOT_FOUND')
    const { total } = await holdfast.history({ ...wholeHistory, events: ['hold-changed'] })
    expect(total).toBe(11)
  })

  it('of a rule pack is refused', async () => {
    writeTree(directory, { 'mine.yar': 'rule mine { strings: $a = "mine" condition: $a }\n' })
    const pack = await holdfast.rulesAdd({ file: join(directory, 'mine.yar'), name: null, format: 'yara' })
    const request = { oid: pack.fingerprint, confirmed: pack.fingerprint, path: null }
    expect(await refusal(holdfast.purge(request))).toBe('HF_USAGE')
  })

  it('is refused under a hold on a scan between the first and the last that saw the content', async () => {
    for (const name of ['one', 'two']) {
      writeTree(site, { [`new/${name}.txt`]: name })
      await scanPaths(holdfast, [site])
    }
    await hold({ kind: 'scan', scan: 2 })
    expect(await refusal(purge())).toBe('HF_OPERATION_REFUSED')
  })

  it('of the list of a baseline is refused, until the baseline is gone', async () => {
    const root = Buffer.from(join(site, 'b'))
    const from = { kind: 'release', path: Buffer.from(join(site, 'b')) } as const
    const { baseline } = await holdfast.baselineAdd({ root, cwd: '/', from, name: 'mine' })
    const request = { oid: baseline.manifest, confirmed: baseline.manifest, path: null }
    expect(await refusal(holdfast.purge(request))).toBe('HF_USAGE')
    await holdfast.baselineRemove('mine')
    expect(await refusal(holdfast.purge(request))).toBe('done')
  })

  it('that a crash cut short is finished by gc', async () => {
    await purge()
    await holdfast.close()
    const store = await reopened(join(directory, 'store'))
    await objectsIn((await store.objects()).database).writeGroup([contentToWrite(secret)])
    await store.close()
    expect(isOnDisk()).toBe(true)
    holdfast = await openTestStore(directory, clock)
    await holdfast.gc({ mode: 'remove', clock: 'check' })
    await holdfast.close()
    expect(isOnDisk()).toBe(false)
    holdfast = await openTestStore(directory, clock)
  })
})
