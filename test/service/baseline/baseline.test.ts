import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addBaseline, removeBaseline } from '../../../src/service/baseline/changeBaselines.ts'
import type { BaselineAdded, BaselineOrigin } from '../../../src/service/contract/baseline.ts'
import { knownGoodNames, listBaselines } from '../../../src/store/baselines.ts'
import { listRefs } from '../../../src/store/refs.ts'
import { sha256 } from '../../../src/hash/sha256.ts'
import { type CleanRig, cleanRig, copyFiles, edit } from '../../support/cleanRig.ts'
import { needPackage } from '../../support/debianPackages.ts'
import { infect, requestCallables } from '../../support/inert.ts'
import { zipOfFiles } from '../../support/zip.ts'

const core = [
  'index.php',
  'wp-load.php',
  'wp-cron.php',
  'wp-mail.php',
  'wp-links-opml.php',
  'wp-includes/version.php',
]
const shell = requestCallables()[0] ?? ''

async function add(
  rig: CleanRig,
  from: BaselineOrigin,
  { root = 'sites', name = null }: { root?: string; name?: string | null } = {},
): Promise<BaselineAdded> {
  return await addBaseline(rig.context, {
    root: Buffer.from(join(rig.directory, root)),
    cwd: rig.directory,
    from,
    name,
  })
}

function release(
  rig: CleanRig,
  file: string,
  files: Readonly<Record<string, string | Buffer>>,
): BaselineOrigin {
  writeFileSync(join(rig.directory, file), zipOfFiles(files))
  return { kind: 'release', path: Buffer.from(file) }
}

/** Baselines, refs and known-good rows that are there. */
async function left(rig: CleanRig, content: Buffer | string): Promise<unknown> {
  const { meta } = rig.context.store
  const refs: string[] = []
  for await (const { name } of listRefs(meta)) if (name.startsWith('baseline/')) refs.push(name)
  const names = (await listBaselines(meta)).map((baseline) => baseline.name)
  return [names, refs, await knownGoodNames(meta, [sha256(Buffer.from(content))])]
}

describe('a release', () => {
  it('heals an infected WordPress that was never seen clean, and says which release it is', async (context) => {
    const rig = await cleanRig()
    const wordpress = join(needPackage(context, 'wordpress'), 'usr/share/wordpress')
    const site = join(rig.directory, 'sites/a/www')
    copyFiles(wordpress, site, core)
    const original = readFileSync(join(site, 'index.php'))
    edit(join(site, 'index.php'), (php) => infect(php, 'same-block'))
    writeFileSync(join(site, 'wp-cron.php'), shell)
    await rig.scan()
    const files = core.map((file) => [`wordpress/${file}`, readFileSync(join(wordpress, file))] as const)
    const added = await add(rig, release(rig, 'WordPress-6.zip', Object.fromEntries(files)))
    expect(added).toMatchObject({
      baseline: { name: 'wordpress-6', kind: 'release', files: core.length },
      leftOut: 0,
    })
    const infected = ['sites/a/www/index.php', 'sites/a/www/wp-cron.php']
    const [injected, whole] = await rig.plan(infected)
    // Two of the six files differ: too many to call this site that release.
    expect([injected, whole]).toMatchObject([{ method: 'ranges' }, { method: 'trim' }])
    copyFiles(wordpress, site, ['wp-cron.php'])
    await rig.scan()
    const [healed] = await rig.plan(['sites/a/www/index.php'])
    expect(healed).toMatchObject({ method: 'release', grade: 'known-good', source: 'release wordpress-6' })
    expect(healed?.state === 'planned' && healed.after.equals(original)).toBe(true)
    expect(healed?.state === 'planned' && healed.proofs.find(({ id }) => id === 'P7')).toEqual({
      id: 'P7',
      state: 'proved',
      detail: 'equals a known file (wordpress-6)',
    })
    writeFileSync(join(site, 'wp-cron.php'), shell)
    edit(join(site, 'index.php'), () => original.toString('latin1'))
    await rig.scan()
    expect(await rig.plan(['sites/a/www/wp-cron.php'])).toMatchObject([
      { method: 'history', grade: 'known-good' },
    ])
    expect(await removeBaseline(rig.context, 'wordpress-6')).toMatchObject({ name: 'wordpress-6' })
    expect(await left(rig, original)).toEqual([[], [], [[]]])
  })

  it('may be a directory, whose links are left out', async (context) => {
    const rig = await cleanRig()
    const from = join(needPackage(context, 'wordpress'), 'usr/share/wordpress')
    for (const file of core) {
      mkdirSync(dirname(join(rig.directory, 'release', file)), { recursive: true })
      cpSync(join(from, file), join(rig.directory, 'release', file))
    }
    symlinkSync('/etc/passwd', join(rig.directory, 'release/link.php'))
    const origin: BaselineOrigin = { kind: 'release', path: Buffer.from('release') }
    const added = await add(rig, origin, { name: 'mine' })
    expect(added).toMatchObject({ baseline: { name: 'mine', files: core.length }, leftOut: 1 })
    expect(await left(rig, readFileSync(join(from, 'index.php')))).toEqual([
      ['mine'],
      ['baseline/mine'],
      [['mine']],
    ])
    await expect(add(rig, origin, { name: 'mine' })).rejects.toMatchObject({ code: 'HF_USAGE' })
    await add(rig, origin, { name: 'other' })
    await removeBaseline(rig.context, 'mine')
    expect(await left(rig, readFileSync(join(from, 'index.php')))).toEqual([
      ['other'],
      ['baseline/other'],
      [['other']],
    ])
  })

  it('with a malicious file is refused by its name, and so is a hostile archive', async () => {
    const rig = await cleanRig()
    const good = '<?php one();\n'
    const bad = release(rig, 'bad.zip', { 'top/good.php': good, 'top/bad.php': shell })
    await expect(add(rig, bad)).rejects.toMatchObject({
      code: 'HF_BASELINE_REFUSED',
      message: "nothing was added: malicious under today's rules: top/bad.php",
    })
    await expect(add(rig, release(rig, 'out.zip', { '../a.php': good }))).rejects.toMatchObject({
      code: 'HF_ARCHIVE_INVALID',
    })
    await expect(add(rig, release(rig, 'empty.zip', {}))).rejects.toMatchObject({
      code: 'HF_BASELINE_REFUSED',
    })
    await expect(add(rig, { kind: 'release', path: Buffer.from('none.zip') })).rejects.toMatchObject({
      code: 'HF_NO_SUCH_PATH',
    })
    await expect(removeBaseline(rig.context, 'bad')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    expect(await left(rig, good)).toEqual([[], [], [[]]])
  })
})

describe('a snapshot', () => {
  it('vouches for what a site held, and is refused with a malicious file', async () => {
    const rig = await cleanRig()
    mkdirSync(join(rig.directory, 'sites/a'), { recursive: true })
    const good = '<?php\none();\ntwo();\nthree();\n'
    writeFileSync(join(rig.directory, 'sites/a/x.php'), good)
    await rig.scan()
    const added = await add(rig, { kind: 'snapshot', spec: 'latest' })
    expect(added).toMatchObject({ baseline: { kind: 'snapshot', files: 1 } })
    edit(join(rig.directory, 'sites/a/x.php'), (php) => infect(php, 'own-block'))
    await rig.scan()
    expect(await rig.plan(['sites/a/x.php'])).toMatchObject([{ method: 'history', grade: 'known-good' }])
    await expect(add(rig, { kind: 'snapshot', spec: 'latest' })).rejects.toMatchObject({
      code: 'HF_BASELINE_REFUSED',
    })
  })
})
