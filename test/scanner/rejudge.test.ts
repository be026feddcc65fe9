import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { contentKey } from '../../src/codec/keys.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import { openStore } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

const marker = '<?php // grand-piano-marker\n'
const markerRule =
  'rule own { meta: description = "Own marker." tier = "malicious" strings: $a = "grand-piano-marker" condition: $a }'

describe('judging known contents again', () => {
  let directory: string
  let site: string
  let clock: MovableClock
  let holdfast: Holdfast

  beforeEach(async () => {
    directory = scratchDirectory()
    site = join(directory, 'site')
    clock = movableClock()
    writeTree(site, { 'index.html': '<p>' })
    holdfast = await openTestStore(directory, clock)
    onTestFinished(async () => {
      await holdfast.close()
    })
  })

  function ruleFile(name: string, text: string): string {
    const file = join(directory, name)
    writeFileSync(file, text)
    return file
  }

  async function addMarkerRule(): Promise<void> {
    await holdfast.rulesAdd({ file: ruleFile('own.yar', markerRule), format: 'detect', name: 'own' })
  }

  it('brings back what an allow list had covered up, undecided files too', async () => {
    const large = Buffer.alloc(17 * 1024 * 1024, 'x')
    large.write('<?php echo 1;')
    writeTree(site, { 'large.dat': large })
    clock.advance(5000)
    const first = await scanPaths(holdfast, [site])
    expect(first.undecided).toHaveLength(1)
    const list = ruleFile('good.txt', `${sha256(large)}\n`)
    await holdfast.rulesAdd({ file: list, format: 'sha256-allow', name: 'good' })
    const covered = await scanPaths(holdfast, [site])
    expect(covered.undecided).toEqual([])
    expect(covered.scan.outcome).toBe('complete')
    await holdfast.rulesRemove('good')
    const uncovered = await scanPaths(holdfast, [site])
    expect(uncovered.undecided.map(({ path }) => path)).toEqual([join(site, 'large.dat')])
    expect(uncovered.scan).toMatchObject({ outcome: 'incomplete', counts: { read: 0 } })
    expect((await scanPaths(holdfast, [site])).undecided).toHaveLength(1)
  })

  it('reads the file of a content that is lost from the store, and stores it anew', async () => {
    writeTree(site, { 'marker.php': marker })
    clock.advance(5000)
    await scanPaths(holdfast, [site])
    await losing(sha256(Buffer.from(marker)))
    expect((await holdfast.fsck({ readData: 'none' })).ok).toBe(false)
    await addMarkerRule()
    const judged = await scanPaths(holdfast, [site])
    expect(judged.scan).toMatchObject({ outcome: 'complete', counts: { read: 1, malicious: 1 } })
    const { items } = await holdfast.history({
      target: null,
      show: 'events',
      events: ['store-damaged'],
      owner: null,
      cause: null,
      since: null,
      until: null,
      limit: 9,
      offset: 0,
    })
    expect(items.map((line) => line.kind === 'event' && line.event.scan)).toContain(judged.scan.id)
    expect((await holdfast.fsck({ readData: 'none' })).problems).toEqual([])
  })

  it('opens an incident although the stored bytes of its ancestor are lost', async () => {
    const clean = '<?php echo 1;\n'
    writeTree(site, { 'a.php': clean })
    clock.advance(5000)
    await scanPaths(holdfast, [site])
    await addMarkerRule()
    await losing(sha256(Buffer.from(clean)))
    writeTree(site, { 'a.php': marker })
    const report = await scanPaths(holdfast, [site])
    expect(report.incidents).toHaveLength(1)
    expect((await scanPaths(holdfast, [site])).incidents).toEqual(report.incidents)
  })

  it('reads what is not kept when verdicts are distrusted, and judges it once', async () => {
    const large = Buffer.alloc(9 * 1024 * 1024, 'y')
    writeTree(site, { 'one.txt': large, 'two.txt': large })
    clock.advance(5000)
    await scanPaths(holdfast, [site])
    const again = await scanPaths(holdfast, [site], { distrust: 'verdicts' })
    expect(again.scan.counts).toMatchObject({ read: 2, judged: 2 })
    rmSync(join(site, 'one.txt'))
  })

  async function losing(oid: Oid): Promise<void> {
    await holdfast.close()
    const store = await openStore(join(directory, 'store'), { describe: describeTest })
    await (await store.objects()).database.batch([{ type: 'del', key: contentKey(oid) }], { sync: true })
    await store.close()
    holdfast = await openTestStore(directory, clock)
  }
})
