import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sha256 } from '../../../src/hash/sha256.ts'
import type { Holdfast } from '../../../src/service/contract.ts'
import type { KnownGoodAdded } from '../../../src/service/contract/rules.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../../support/holdfast.ts'
import { ruleFor } from '../../support/rulePublisher.ts'

interface Rig {
  readonly directory: string
  readonly site: string
  readonly holdfast: Holdfast
  readonly add: (from: string) => Promise<KnownGoodAdded>
  readonly scan: () => Promise<readonly string[]>
}

async function openRig(files: Readonly<Record<string, string>>): Promise<Rig> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
  const site = join(directory, 'site')
  writeTree(site, files)
  const holdfast = await openTestStore(directory, movableClock())
  onTestFinished(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    directory,
    site,
    holdfast,
    add: async (from) =>
      await holdfast.rulesAddKnownGood({ from: Buffer.from(from), cwd: directory, name: null }),
    scan: async () =>
      (await scanPaths(holdfast, [site])).incidents.map(
        ({ path, tier, reason }) => `${path.slice(site.length)} ${tier} ${reason.slice(3, 6)}`,
      ),
  }
}

async function addRule({ directory, holdfast }: Rig, tier: string): Promise<void> {
  const file = join(directory, `${tier}.yar`)
  writeFileSync(file, ruleFor(tier, `hf_${tier}`, tier).text)
  await holdfast.rulesAdd({ file, format: 'detect', name: tier })
}

describe('known good contents', () => {
  it('of a directory are neither suspicious nor counted, but malicious ones refuse it', async () => {
    const rig = await openRig({ 'a.php': 'hf_suspicious', 'b.php': 'hf_suspicious too', 'c.php': 'fine' })
    await addRule(rig, 'suspicious')
    await addRule(rig, 'malicious')
    expect(await rig.scan()).toEqual(['/a.php suspicious SUS', '/b.php suspicious SUS'])
    const release = join(rig.directory, 'Release 1')
    writeTree(release, { 'lib/a.php': 'hf_suspicious', 'c.php': 'fine' })
    const added = await rig.add('Release 1')
    expect(added).toMatchObject({
      hashes: 2,
      leftOut: 0,
      pack: { name: 'good-release-1', format: 'sha256-allow' },
    })
    expect(await rig.scan()).toEqual(['/b.php suspicious SUS'])
    await rig.holdfast.rulesRemove('good-release-1')
    expect(await rig.scan()).toEqual(['/a.php suspicious SUS', '/b.php suspicious SUS'])
    writeTree(release, { 'shell.php': 'hf_malicious' })
    await expect(rig.add('Release 1')).rejects.toMatchObject({ code: 'HF_BASELINE_REFUSED' })
    expect((await rig.holdfast.rulesList()).packs.map(({ name }) => name)).not.toContain('good-release-1')
  })

  it('of a snapshot or a list are excused whatever the rules say, and are what a file is held against', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${String(i)}`)
    const good = `${lines.join('\n')}\nhf_malicious\n`
    const rig = await openRig({ 'a.php': good, 'other.php': 'fine' })
    await rig.scan()
    await rig.add('latest')
    await addRule(rig, 'malicious')
    expect(await rig.scan()).toEqual([])
    // Half of the lines of something that is known good remain: it was put into.
    writeFileSync(join(rig.site, 'a.php'), `${good}more\nhf_malicious again\n`)
    expect(await rig.scan()).toEqual(['/a.php malicious INJ'])
    const list = join(rig.directory, 'list.txt')
    writeFileSync(list, `${sha256(Buffer.from(`${good}more\nhf_malicious again\n`))}  a.php\n`)
    expect(await rig.add('list.txt')).toMatchObject({ hashes: 1, pack: { name: 'list' } })
    expect(await rig.scan()).toEqual([])
  })

  it('are refused from what is nowhere, and from lists of other hashes', async () => {
    const rig = await openRig({ 'a.php': 'fine' })
    await expect(rig.add('nowhere')).rejects.toMatchObject({ code: 'HF_USAGE' })
    writeFileSync(join(rig.directory, 'md5.txt'), `${'0'.repeat(32)}\n`)
    await expect(rig.add('md5.txt')).rejects.toMatchObject({ code: 'HF_RULES_INVALID' })
    writeFileSync(join(rig.directory, 'sized.txt'), `${'0'.repeat(32)}:1:x\n`)
    await expect(rig.add('sized.txt')).rejects.toMatchObject({ code: 'HF_USAGE' })
  })
})
