import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../src/domain/errors.ts'
import type { BackupReport } from '../../src/service/contract/backup.ts'
import { backupStoreOn } from '../../src/service/backup.ts'
import { openOperationIds, operationOperations } from '../../src/store/operations.ts'
import { counterOperation } from '../../src/store/counters.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { openStore } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { ticketFor } from '../support/gcRig.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { bytePath, quickScratchRoot } from '../support/scratch.ts'
import { rowsOf } from '../support/storeCopy.ts'
import { sha256 } from '../../src/hash/sha256.ts'

describe('a backup', () => {
  let directory: string
  let site: string
  let store: string
  let to: string

  beforeEach(async () => {
    directory = fs.realpathSync(fs.mkdtempSync(join(quickScratchRoot(), 'holdfast-test-')))
    site = join(directory, 'site')
    store = join(directory, 'store')
    to = join(directory, 'copies', 'first')
    fs.mkdirSync(join(directory, 'copies'))
    writeTree(site, { 'a.php': '<?php echo 1;\n', 'b/shell.php': decodedEval })
    await scan()
  })

  afterEach(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })

  const scan = async (): Promise<void> => {
    const holdfast = await openTestStore(directory, movableClock())
    await scanPaths(holdfast, [site])
    await holdfast.close()
  }

  const backUp = async (into = to): Promise<BackupReport> =>
    await backupStoreOn(thisMachine(), { store, directory: into, initiator: { uid: 0 }, waitMs: 0 })

  const refusal = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => 'done',
      (error: unknown) => (error as HoldfastError).code,
    )

  const rowsIn = async (place: string): Promise<readonly unknown[]> => {
    const opened = await openStore(place, { describe: describeTest })
    const rows = [await rowsOf(opened.meta), await rowsOf((await opened.objects()).database)]
    await opened.close()
    return rows
  }

  it('is a store with the very rows of the original, for nobody else to read', async () => {
    const report = await backUp()
    expect(report).toMatchObject({ directory: to, bytesShared: 0, objects: 4 })
    expect(report.events).toBeGreaterThan(3)
    expect(await rowsIn(to)).toEqual(await rowsIn(store))
    expect(fs.statSync(to).mode & 0o777).toBe(0o700)
    expect(fs.readdirSync(join(directory, 'copies'))).toEqual(['first'])
  })

  it('shares tables with the one before, which it replaces as a whole', async () => {
    await scan()
    // A copy has its time to the millisecond only.
    for (const name of fs.readdirSync(join(store, 'meta')).filter((file) => file.endsWith('.ldb')))
      fs.utimesSync(join(store, 'meta', name), 1e9, 1e9 + 0.0007)
    const first = await backUp()
    expect(first.bytesShared).toBe(0)
    const again = await backUp()
    expect(again.bytesShared).toBeGreaterThan(0)
    expect(again.bytesShared + again.bytesCopied).toBe(first.bytesCopied)
    writeTree(site, { 'c/new.php': '<?php echo "new";\n' })
    await scan()
    await backUp()
    expect(await rowsIn(to)).toEqual(await rowsIn(store))
    expect(fs.readdirSync(join(directory, 'copies'))).toEqual(['first'])
  })

  it('leaves an operation that a crash left open to the store itself', async () => {
    const opened = await openStore(store, { describe: describeTest })
    const path = bytePath(join(site, 'a.php'))
    const ticket = ticketFor({
      path,
      oid: sha256(Buffer.from('<?php echo 1;\n')),
      startedAt: 1,
      undoableUntil: 2,
    })
    const rows = operationOperations({ ...ticket, outcome: 'open', finishedAt: null }, null)
    await opened.meta.batch([counterOperation('operation', 1), ...rows], { sync: true })
    await opened.close()
    await backUp()
    const copy = await openStore(to, { describe: describeTest })
    expect(await openOperationIds(copy.meta)).toEqual([1])
    await copy.close()
  })

  it('is not made while the store is held, inside it, over other files, or of another store', async () => {
    const opened = await openStore(store, { describe: describeTest })
    expect(await refusal(backUp())).toBe('HF_STORE_LOCKED')
    await opened.close()
    expect(await refusal(backUp(join(store, 'copy')))).toBe('HF_USAGE')
    writeTree(directory, { 'copies/other/mine.txt': 'mine', 'copies/third.new/mine.txt': 'mine' })
    expect(['HF_STORE_FOREIGN', 'HF_STORE_UNSAFE']).toContain(
      await refusal(backUp(join(directory, 'copies/other'))),
    )
    expect(['HF_STORE_FOREIGN', 'HF_STORE_UNSAFE']).toContain(
      await refusal(backUp(join(directory, 'copies/third'))),
    )
    expect(fs.readFileSync(join(directory, 'copies/other/mine.txt'), 'utf8')).toBe('mine')
    expect(fs.readFileSync(join(directory, 'copies/third.new/mine.txt'), 'utf8')).toBe('mine')
    fs.chmodSync(join(directory, 'copies'), 0o777)
    expect(await refusal(backUp())).toBe('HF_STORE_UNSAFE')
    fs.chmodSync(join(directory, 'copies'), 0o755)
    await backUp()
    const before = await rowsIn(to)
    fs.rmSync(store, { recursive: true })
    await scan()
    expect(await refusal(backUp())).toBe('HF_USAGE')
    expect(await rowsIn(to)).toEqual(before)
  })

  it('never takes the place of the store, by whatever name it is called', async () => {
    const before = fs.statSync(store).ino
    fs.symlinkSync(store, join(directory, 'alias'))
    for (const name of ['store', 'alias'])
      expect([name, await refusal(backUp(join(directory, name)))]).not.toContain('done')
    expect(await refusal(backUp(store))).toBe('HF_USAGE')
    expect(fs.statSync(store).ino).toBe(before)
    expect(fs.readdirSync(directory).sort()).toEqual(['alias', 'copies', 'site', 'store'])
  })

  it('of a damaged store is refused, and the one before stays', async () => {
    await backUp()
    const before = await rowsIn(to)
    const log = fs.readdirSync(join(store, 'meta')).find((name) => name.endsWith('.log')) ?? ''
    fs.truncateSync(join(store, 'meta', log), 10)
    expect(await refusal(backUp())).toBe('HF_STORE_CORRUPT')
    expect(await rowsIn(to)).toEqual(before)
  })

  it('that was cut off is made anew', async () => {
    fs.mkdirSync(`${to}.new`, { mode: 0o700 })
    fs.mkdirSync(join(`${to}.new`, 'meta'))
    fs.writeFileSync(join(`${to}.new`, 'meta', 'half'), 'half')
    expect(await refusal(backUp())).toBe('done')
    expect(await rowsIn(to)).toEqual(await rowsIn(store))
  })
})
