import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CleanAnswer, CleanPlan } from '../../../src/domain/cleaning.ts'
import { sha256 } from '../../../src/hash/sha256.ts'
import { type CleanRig, cleanRig, copyFiles, edit, giveTo } from '../../support/cleanRig.ts'
import { needPackage } from '../../support/debianPackages.ts'
import { decodedEval, imagesAsPhp, infect, requestCallables } from '../../support/inert.ts'

const core = ['index.php', 'wp-load.php', 'wp-cron.php', 'wp-settings.php', 'wp-includes/version.php']
const shell = requestCallables()[0] ?? ''

function wordpress(context: Parameters<typeof needPackage>[0]): string {
  return join(needPackage(context, 'wordpress'), 'usr/share/wordpress')
}

function plant(rig: CleanRig, path: string, content: string): void {
  mkdirSync(dirname(join(rig.directory, path)), { recursive: true })
  writeFileSync(join(rig.directory, path), content)
}

/** Method and grade of a plan, or the reason of a refusal. */
function short(plan: CleanPlan | undefined): string {
  if (plan === undefined) return 'no plan'
  return plan.state === 'planned' ? `${plan.method} ${plan.grade}` : plan.reason
}

function after(plan: CleanPlan | undefined): Buffer {
  if (plan?.state !== 'planned') throw new Error(`not planned: ${short(plan)}`)
  expect(plan.afterOid).toBe(sha256(plan.after))
  expect(plan.proofs.map(({ id }) => id)).toEqual(['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9'])
  return plan.after
}

function proved(plan: CleanPlan | undefined): string {
  if (plan?.state !== 'planned') return ''
  return plan.proofs.flatMap(({ id, state }) => (state === 'proved' ? [id] : [])).join(' ')
}

describe('a file with a history', () => {
  it('gets its newest clean version back, or a merge that keeps what its owner changed', async (context) => {
    const rig = await cleanRig()
    const site = join(rig.directory, 'sites/a')
    copyFiles(wordpress(context), site, core)
    await rig.scan()
    const originals = core.map((file) => readFileSync(join(site, file)))
    edit(join(site, 'index.php'), (php) => infect(php, 'own-block'))
    edit(join(site, 'wp-load.php'), (php) => infect(php, 'same-block'))
    const owned = (php: string): string => `${php}\n// The owner was here.\ndefine('OWNER', 1);\n`
    edit(join(site, 'wp-cron.php'), (php) => infect(owned(php), 'own-block'))
    edit(
      join(site, 'wp-settings.php'),
      (php) => `${php}\ndefine('OWNER', 1);\n${decodedEval.split('\n')[1] ?? ''}\n`,
    )
    writeFileSync(join(site, 'wp-includes/version.php'), shell)
    await rig.scan()
    const plans = await rig.plan(core.map((file) => `sites/a/${file}`))
    expect(plans.map(short)).toEqual([
      'history own-history',
      'history own-history',
      'three-way merged',
      'hunks-mix',
      'history own-history',
    ])
    expect([0, 1, 4].map((n) => after(plans[n]).equals(originals[n] ?? Buffer.of(0)))).toEqual([
      true,
      true,
      true,
    ])
    expect(after(plans[2]).toString('latin1')).toBe(owned((originals[2] ?? '').toString('latin1')))
    expect(plans.map(proved)).toEqual([
      'P1 P3 P6 P8 P9',
      'P1 P3 P6 P8 P9',
      'P1 P3 P6 P8 P9',
      '',
      'P3 P6 P8 P9',
    ])
    expect(plans[3]).toMatchObject({ diffWith: sha256(originals[3] ?? Buffer.of(0)) })
    // Only what was asked for: a merge is not a version put back, and ranges need no version.
    const asked = await rig.plan(
      ['sites/a/index.php', 'sites/a/wp-cron.php'],
      { methods: ['three-way'] },
      { methods: ['history'] },
      { methods: ['ranges'] },
    )
    expect(asked.map(short)).toEqual([
      'method-not-applicable',
      'three-way merged',
      'history own-history',
      'not-only-insertions',
      'ranges cut',
      'ranges cut',
    ])
    expect(after(asked[4]).equals(originals[0] ?? Buffer.of(0))).toBe(true)
    expect(after(asked[5]).toString('latin1')).toBe(owned((originals[2] ?? '').toString('latin1')))
    expect(proved(asked[4])).toBe('P1 P2 P3 P4 P5 P6 P8 P9')
  })

  it('is not healed with a version that is malicious by a newer rule, nor with an empty one', async () => {
    const rig = await cleanRig()
    plant(rig, 'sites/a/x.php', '<?php\nfirst();\nsecond();\nthird();\n')
    await rig.scan()
    plant(rig, 'sites/a/x.php', '<?php\nfirst();\nsecond();\nthird();\nMARKER();\n')
    await rig.scan()
    plant(rig, 'sites/a/x.php', '')
    await rig.scan()
    plant(rig, 'sites/a/x.php', infect('<?php\nfirst();\nsecond();\nthird();\nMARKER();\n', 'own-block'))
    await rig.scan()
    expect((await rig.plan(['sites/a/x.php'])).map(short)).toEqual(['history own-history'])
    const file = join(rig.directory, 'own.yar')
    writeFileSync(
      file,
      'rule own_marker { meta: description = "Marker." tier = "malicious" strings: $a = "MARKER();" condition: $a }',
    )
    const { addRules } = await import('../../../src/service/ruleLife/changePack.ts')
    await addRules(rig.context, { file, format: 'detect', name: null })
    const [plan] = await rig.plan(['sites/a/x.php'])
    expect(short(plan)).toBe('history own-history')
    expect(after(plan).toString()).toBe('<?php\nfirst();\nsecond();\nthird();\n')
  })
})

describe('a planner that was taken over', () => {
  it('cannot keep malicious code, nor put anything into a file', async () => {
    const rig = await cleanRig()
    const clean = '<?php\nfirst();\nsecond();\nthird();\n'
    plant(rig, 'sites/a/x.php', clean)
    await rig.scan()
    plant(rig, 'sites/a/x.php', infect(clean, 'own-block'))
    await rig.scan()
    const size = Buffer.byteLength(infect(clean, 'own-block'))
    const lies: readonly CleanAnswer[] = [
      { state: 'keep', slices: [{ start: 0, end: size - 1 }] },
      { state: 'put-back', change: 'replaces' },
      { state: 'empty' },
    ]
    const plans = await Promise.all(lies.map(async (lie) => await rig.planWith(lie, 'sites/a/x.php')))
    expect(plans.map(short)).toEqual(['output-still-malicious', 'history own-history', 'reader-failed'])
    // All that it can do is to have a version put back that was clean, and here.
    expect(after(plans[1]).toString()).toBe(clean)
  })
})

describe('a file without one', () => {
  it('becomes empty when all of it is malicious, and loses just what was put into it', async () => {
    const rig = await cleanRig()
    plant(rig, 'sites/a/shell.php', shell)
    plant(rig, 'sites/a/.htaccess', imagesAsPhp)
    plant(rig, 'sites/a/page.php', infect('<?php\nfirst();\nsecond();\n', 'own-block'))
    await rig.scan()
    const files = ['sites/a/shell.php', 'sites/a/.htaccess', 'sites/a/page.php']
    const plans = await rig.plan(
      files,
      {},
      { standalone: 'quarantine' },
      { methods: ['history'] },
      { methods: ['trim'] },
    )
    expect(plans.map(short)).toEqual([
      ...['trim removed', 'trim removed', 'ranges cut'],
      ...['standalone', 'standalone', 'ranges cut'],
      ...['no-clean-version', 'no-clean-version', 'no-clean-version'],
      ...['trim removed', 'trim removed', 'method-not-applicable'],
    ])
    expect(after(plans[0])).toHaveLength(0)
    expect(after(plans[2]).toString()).toBe('<?php\nfirst();\nsecond();\n')
    expect(proved(plans[0])).toBe('P1 P2 P3 P6 P8 P9')
    const incident = await rig.incident('sites/a/shell.php')
    const page = await rig.incident('sites/a/page.php')
    const refused = await rig.plan(
      ['sites/a/shell.php'],
      // The content has changed since the incident was assessed.
      { incident, path: incident.path, oid: page.oid, methods: ['trim'] },
      { incident, path: incident.path, oid: sha256(Buffer.from('never seen')) },
      { incident: { ...incident, type: 'SUSP' } },
    )
    expect(refused.map(short)).toEqual(['method-not-applicable', 'not-kept', 'only-suspicious'])
  })
})

describe('a file that other accounts have too', () => {
  const files = core.slice(0, 2)

  it('is healed from three of them, and from nothing less', async (context) => {
    const rig = await cleanRig()
    const original = readFileSync(join(wordpress(context), 'index.php'))
    for (const [n, account] of ['a', 'b', 'c', 'd'].entries()) {
      const home = join(rig.directory, 'sites', account)
      copyFiles(wordpress(context), join(home, 'www'), files)
      giveTo(61_000 + n, join(home, 'www'), files)
    }
    edit(join(rig.directory, 'sites/a/www/index.php'), (php) => infect(php, 'own-block'))
    edit(
      join(rig.directory, 'sites/a/www/wp-load.php'),
      (php) => `${infect(php, 'own-block')}\ndefine('MINE', 1);\n`,
    )
    await rig.scan()
    const plans = await rig.plan(files.map((file) => `sites/a/www/${file}`))
    expect(plans.map(short)).toEqual(['peer peers', 'three-way merged'])
    expect(after(plans[0]).equals(original)).toBe(true)
    expect(after(plans[1]).toString('latin1')).toMatch(/\ndefine\('MINE', 1\);\n$/)
    // The same uid at two places is one account.
    giveTo(61_002, join(rig.directory, 'sites/d/www'), files)
    await rig.scan()
    expect((await rig.plan(['sites/a/www/index.php'])).map(short)).toEqual(['ranges cut'])
  })

  it('does not become theirs when all of it is malicious', async () => {
    const rig = await cleanRig()
    for (const [n, account] of ['a', 'b', 'c', 'd'].entries()) {
      plant(rig, `sites/${account}/x.php`, account === 'a' ? shell : '<?php\nfirst();\nsecond();\n')
      giveTo(61_000 + n, join(rig.directory, 'sites', account), ['x.php'])
    }
    await rig.scan()
    expect((await rig.plan(['sites/a/x.php'])).map(short)).toEqual(['trim removed'])
  })
})
