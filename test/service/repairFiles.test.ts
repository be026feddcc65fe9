import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { movableClock, openTestStore, scanPaths } from '../support/holdfast.ts'
import { check, copyRig, makeRepairRig, repair, repairAndScan, type RepairRig } from '../support/repairRig.ts'

/** Each test damages files of a copy of one scanned store and repairs it. */
describe('fsck --repair of files', () => {
  let rig: RepairRig

  beforeAll(async () => {
    rig = await makeRepairRig(fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'holdfast-test-'))))
  })

  afterAll(() => {
    fs.rmSync(rig.directory, { recursive: true, force: true })
  })

  it.each([
    ['meta/CURRENT', 'written again'],
    ['objects/CURRENT', 'written again'],
    ['format.json', 'written again'],
  ])('writes %s again', async (name, repairedBy) => {
    const scratch = copyRig(rig)
    fs.rmSync(join(scratch, 'store', name))
    const report = await repair(join(scratch, 'store'))
    expect(report.problems).toEqual([])
    expect(report.repaired).toContainEqual({ kind: 'file', id: name, repair: repairedBy })
    expect(await check(join(scratch, 'store'))).toMatchObject({ ok: true })
  })

  it('goes on without the tables of objects, and reads again what they held', async () => {
    const scratch = copyRig(rig)
    const store = join(scratch, 'store')
    const tables = damageTables(join(store, 'objects'))
    const { repaired, problems } = await repairAndScan(rig, scratch)
    // The trees of the first snapshot are nowhere else.
    expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(['tree']))
    expect(repaired).toContainEqual({ kind: 'file', id: 'objects', repair: 'names its store again' })
    const copies = fs.readdirSync(store).filter((file) => /^set-aside-.*-objects-\d+\.ldb$/.test(file))
    expect(copies).toHaveLength(tables)
  })

  it('goes on without the tables of meta, and keeps what the last session wrote', async () => {
    const scratch = copyRig(rig)
    const store = join(scratch, 'store')
    damageTables(join(store, 'meta'))
    const { repaired, problems } = await repair(store)
    expect(repaired).toContainEqual({ kind: 'file', id: 'meta', repair: 'names its store again' })
    expect(problems.filter(({ kind }) => kind !== 'event')).toEqual([])
    const holdfast = await openTestStore(scratch, movableClock())
    const found = await scanPaths(holdfast, [rig.site])
    await holdfast.close()
    expect(found.snapshots[0]?.tree).toBe(rig.calm.tree)
    expect(found.incidents.map(({ path }) => path)).toEqual([
      join(rig.site, 'd/x.php'),
      join(rig.site, 'd/y.php'),
    ])
  })

  it('goes on after a log that has lost its end, and says so', async () => {
    const scratch = copyRig(rig)
    const store = join(scratch, 'store')
    const log = fs.readdirSync(join(store, 'meta')).find((file) => file.endsWith('.log'))!
    const { size } = fs.statSync(join(store, 'meta', log))
    fs.truncateSync(join(store, 'meta', log), size - 1)
    const refused = await openTestStore(scratch, movableClock()).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'HF_STORE_CORRUPT', exitCode: 12 })
    const { repaired } = await repairAndScan(rig, scratch)
    expect(repaired.map(({ id }) => id)).toContain(`meta/${log}`)
  })
})

/** The index of the first table, the end of the others: nothing in any of them can be found again. */
function damageTables(database: string): number {
  const tables = fs.readdirSync(database).filter((file) => file.endsWith('.ldb'))
  for (const [i, table] of tables.entries()) {
    const file = join(database, table)
    if (i > 0) fs.truncateSync(file, 10)
    else flipByte(file, fs.statSync(file).size - 60)
  }
  expect(tables.length).toBeGreaterThan(0)
  return tables.length
}

function flipByte(file: string, at: number): void {
  const bytes = fs.readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 0x40
  fs.writeFileSync(file, bytes)
}
