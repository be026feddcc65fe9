import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SourceUpdate } from '../../../src/service/contract/rules.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../../support/holdfast.ts'
import { rulePublisher, ruleFor } from '../../support/rulePublisher.ts'

const day = 86_400_000

describe('signed rules', () => {
  it('are in trial while they hit content that is known good on three accounts', async () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    const site = join(directory, 'site')
    const clock = movableClock()
    const holdfast = await openTestStore(directory, clock)
    onTestFinished(async () => {
      await holdfast.close()
      rmSync(directory, { recursive: true, force: true })
    })
    const update = async (mode: 'activate' | 'try' = 'activate'): Promise<SourceUpdate | undefined> =>
      (await holdfast.rulesUpdate({ source: null, from: null, cwd: directory, mode }))[0]
    const homes = ['x1', 'x2', 'x3'].map((name) => `${name}/old.txt`)
    writeTree(site, Object.fromEntries(homes.map((name) => [name, 'well known text'])))
    chmodSync(directory, 0o755)
    homes.forEach((name, i) => {
      chownSync(join(site, name), 40_001 + i, 40_001)
    })
    await scanPaths(holdfast, [site])
    clock.advance(31 * day)
    const acme = rulePublisher(join(directory, 'acme'), 'acme', () => clock.now())
    acme.publish(1, { acme: ruleFor('bad', 'well known') })
    writeFileSync(join(directory, 'key.pem'), acme.publicKey)
    await holdfast.rulesSourceAdd({ location: acme.directory, cwd: directory, publicKey: 'key.pem' })
    // Three accounts alone say nothing: somebody may have rented them.
    expect((await update('try'))?.trials).toEqual([])
    await holdfast.baselineAdd({
      root: Buffer.from(site),
      cwd: directory,
      from: { kind: 'snapshot', spec: 'latest' },
      name: 'good',
    })
    const taken = await update()
    expect(taken?.trials).toMatchObject([{ pack: 'acme', accounts: 3 }])
    expect((await holdfast.rulesList()).trials).toEqual(taken?.trials)
    writeTree(site, { 'new.txt': 'well known, and more' })
    const { scan } = await scanPaths(holdfast, [site])
    const acted = await holdfast.actOnScan(
      { scan: scan.id, action: 'quarantine', maxFiles: null },
      new AbortController().signal,
    )
    expect(acted.operations).toEqual([])
    expect(new Set(acted.plan.left.map(({ because }) => because))).toEqual(new Set(['rule-in-trial']))
    expect((await update())?.trials).toMatchObject([{ accounts: 3 }])
    await holdfast.baselineRemove('good')
    expect(await update()).toMatchObject({ outcome: 'current', trials: [] })
    expect((await holdfast.rulesList()).trials).toEqual([])
  })
})
