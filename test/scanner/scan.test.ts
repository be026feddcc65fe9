import { appendFileSync, chmodSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import { decodedEval } from '../support/inert.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

describe('a scan', () => {
  let directory: string
  let site: string
  let clock: MovableClock
  let holdfast: Holdfast

  beforeEach(async () => {
    directory = scratchDirectory()
    site = join(directory, 'site')
    clock = movableClock()
    writeTree(site, {
      'index.php': '<?php echo 1;\n',
      'a/b/c.txt': 'text',
      'a/style.css': 'p{}',
      'z.html': '<p>',
    })
    clock.advance(5000)
    holdfast = await openTestStore(directory, clock)
  })

  afterEach(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('reads everything once and nothing the second time', async () => {
    const first = await scanPaths(holdfast, [site])
    expect(first.scan).toMatchObject({
      outcome: 'complete',
      counts: { files: 4, read: 4, unchanged: 0, directories: 3 },
    })
    expect(first.snapshots).toHaveLength(1)
    const second = await scanPaths(holdfast, [site])
    expect(second.scan).toMatchObject({ outcome: 'complete', counts: { files: 4, read: 0, unchanged: 4 } })
    expect(second.snapshots).toEqual(first.snapshots)
    expect(second.isolation).toBe('unused')
  })

  it('reads a file again that was written too shortly before the first reading', async () => {
    writeFileSync(join(site, 'new.php'), '<?php')
    clock.advance(-60_000)
    expect((await scanPaths(holdfast, [site])).scan.counts.read).toBe(5)
    expect((await scanPaths(holdfast, [site])).scan.counts.read).toBe(5)
    clock.advance(70_000)
    expect((await scanPaths(holdfast, [site])).scan.counts.read).toBe(5)
    expect((await scanPaths(holdfast, [site])).scan.counts.read).toBe(0)
  })

  it('makes no snapshot of a touch, and one with the right marks of changes', async () => {
    const first = await scanPaths(holdfast, [site])
    utimesSync(join(site, 'z.html'), 1, 1)
    clock.advance(5000)
    const touched = await scanPaths(holdfast, [site])
    expect(touched.scan.counts.read).toBe(1)
    expect(touched.snapshots).toEqual(first.snapshots)

    appendFileSync(join(site, 'index.php'), 'echo 2;')
    rmSync(join(site, 'a/b'), { recursive: true })
    chmodSync(join(site, 'a/style.css'), 0o600)
    symlinkSync('/etc/passwd', join(site, 'link'))
    const changed = await scanPaths(holdfast, [site])
    const { changes } = await holdfast.snapshotDiff({
      from: first.snapshots[0]?.id ?? '',
      to: changed.snapshots[0]?.id ?? '',
    })
    const marks = changes.map(({ mark, path }) => `${mark} ${path.slice(site.length)}`)
    expect(marks).toEqual(['D /a/b/c.txt', 'T /a/style.css', 'M /index.php', 'A /link'])
    expect(changed.snapshots[0]).toMatchObject({ files: 3, parent: first.snapshots[0]?.id })
  })

  it('marks content that changed behind an unchanged size and mtime', async () => {
    const file = join(site, 'z.html')
    utimesSync(file, 1000, 1000)
    const first = await scanPaths(holdfast, [site])
    writeFileSync(file, '<q>')
    utimesSync(file, 1000, 1000)
    const second = await scanPaths(holdfast, [site])
    const { changes } = await holdfast.snapshotDiff({
      from: first.snapshots[0]?.id ?? '',
      to: second.snapshots[0]?.id ?? '',
    })
    expect(changes.map((change) => change.mark)).toEqual(['?'])
  })

  it('opens one incident per bad file, keeps it, and closes it when the file is gone or clean', async () => {
    const before = await scanPaths(holdfast, [site])
    expect(before.incidents).toEqual([])
    writeTree(site, { 'uploads/x.php': decodedEval, 'uploads/y.php': decodedEval })
    const found = await scanPaths(holdfast, [site])
    expect(found.incidents.map((incident) => incident.path.slice(site.length))).toEqual([
      '/uploads/x.php',
      '/uploads/y.php',
    ])
    expect(found.scan.counts).toMatchObject({ malicious: 2, judged: 1 })

    const again = await scanPaths(holdfast, [site])
    expect(again.incidents).toEqual(found.incidents)

    rmSync(join(site, 'uploads/x.php'))
    writeFileSync(join(site, 'uploads/y.php'), '<?php // nothing here\n')
    const after = await scanPaths(holdfast, [site])
    expect(after.incidents).toEqual([])
    const all = await holdfast.list({
      statuses: ['resolved'],
      owner: null,
      rule: null,
      oid: null,
      scan: null,
      search: null,
      since: null,
      until: null,
      limit: 9,
      offset: 0,
    })
    expect(all.items.map((incident) => incident.resolved).sort()).toEqual(['changed-clean', 'vanished'])
  })

  it('says INJ when the clean version is still inside', async () => {
    const clean = Array.from({ length: 20 }, (_, i) => `$setting_${String(i)} = ${String(i)};`).join('\n')
    writeFileSync(join(site, 'config.php'), `<?php\n${clean}\n`)
    await scanPaths(holdfast, [site])
    const bad = decodedEval.replace('<?php', '')
    writeFileSync(join(site, 'config.php'), `<?php ${bad.trim().replaceAll('\n', ' ')}\n${clean}\n`)
    const report = await scanPaths(holdfast, [site])
    expect(report.incidents[0]).toMatchObject({
      type: 'INJ',
      reason: expect.stringMatching(/^HF-INJ-0101-/) as unknown,
    })
  })

  it('takes a directory below a root into the root, and a root below a directory into that', async () => {
    const part = await scanPaths(holdfast, [join(site, 'a')])
    expect(part.snapshots[0]?.root).toBe(join(site, 'a'))
    const whole = await scanPaths(holdfast, [site])
    expect(whole.scan.counts).toMatchObject({ read: 2, unchanged: 2 })
    writeFileSync(join(site, 'a/b/new.txt'), 'new')
    const below = await scanPaths(holdfast, [join(site, 'a/b')])
    expect(below.scan.counts).toMatchObject({ files: 2, read: 1 })
    expect(below.snapshots[0]).toMatchObject({ root: site, files: 5 })
    const again = await scanPaths(holdfast, [site])
    expect(again.snapshots).toEqual(below.snapshots)
  })

  it('scans one file and nothing beside it', async () => {
    const one = await scanPaths(holdfast, [join(site, 'z.html')])
    expect(one.scan.counts).toMatchObject({ files: 1, read: 1 })
    const whole = await scanPaths(holdfast, [site])
    expect(whole.scan.counts.files).toBe(4)
    writeFileSync(join(site, 'z.html'), decodedEval)
    const bad = await scanPaths(holdfast, [join(site, 'z.html')])
    expect(bad.incidents).toHaveLength(1)
    expect(bad.snapshots[0]).toMatchObject({ root: site, files: 4 })
  })

  it('refuses a root that lost most of its files, until that is accepted', async () => {
    writeTree(
      site,
      Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`many/${String(i)}.txt`, String(i)])),
    )
    const first = await scanPaths(holdfast, [site])
    rmSync(join(site, 'many'), { recursive: true })
    await expect(scanPaths(holdfast, [site])).rejects.toMatchObject({ code: 'HF_ROOT_CHANGED' })
    await expect(scanPaths(holdfast, [site])).rejects.toMatchObject({ code: 'HF_ROOT_CHANGED' })
    expect((await holdfast.snapshotList({ root: null, limit: 9, offset: 0 })).items).toEqual(first.snapshots)
    const accepted = await scanPaths(holdfast, [site], { changedRoot: 'accept' })
    expect(accepted.snapshots[0]).toMatchObject({ files: 4 })
  })

  it('judges kept contents again when a rule is added, without opening a file', async () => {
    writeTree(site, { 'marker.php': '<?php // grand-piano-marker\n' })
    await scanPaths(holdfast, [site])
    const file = join(directory, 'own.yar')
    writeFileSync(
      file,
      'rule own { meta: description = "Own marker." tier = "malicious" strings: $a = "grand-piano-marker" condition: $a }',
    )
    await holdfast.rulesAdd({ file, format: 'detect', name: 'own' })
    const judged = await scanPaths(holdfast, [site])
    expect(judged.scan.counts).toMatchObject({ read: 0, malicious: 1 })
    expect(judged.incidents[0]?.path).toBe(join(site, 'marker.php'))
    await holdfast.rulesRemove('own')
    const retracted = await scanPaths(holdfast, [site])
    expect(retracted.scan.counts).toMatchObject({ read: 0, malicious: 0, judged: 0 })
  })
})
