import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Holdfast } from '../../../src/service/contract.ts'
import type { SourceUpdate } from '../../../src/service/contract/rules.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../../support/holdfast.ts'
import { rulePublisher, type RulePublisher, ruleFor } from '../../support/rulePublisher.ts'

const day = 86_400_000
const clock = movableClock()
let directory: string
let site: string
let holdfast: Holdfast
let acme: RulePublisher

beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
  site = join(directory, 'site')
  writeTree(site, { 'a.txt': 'hf_test one', 'b.txt': 'hf_test two', 'c.txt': 'nothing' })
  holdfast = await openTestStore(directory, clock)
  await scanPaths(holdfast, [site])
})

afterAll(async () => {
  await holdfast.close()
  rmSync(directory, { recursive: true, force: true })
})

beforeEach(async () => {
  for (const { name } of await holdfast.rulesSourceList()) await holdfast.rulesSourceRemove(name)
  acme = rulePublisher(join(directory, `acme-${String(Math.trunc(clock.monotonicMicros()))}`), 'acme', () =>
    clock.now(),
  )
})

async function trust(publisher = acme): Promise<void> {
  writeFileSync(join(directory, 'key.pem'), publisher.publicKey)
  await holdfast.rulesSourceAdd({ location: publisher.directory, cwd: directory, publicKey: 'key.pem' })
}

async function update(mode: 'activate' | 'try' = 'activate'): Promise<SourceUpdate> {
  const [result] = await holdfast.rulesUpdate({ source: null, from: null, cwd: directory, mode })
  if (result === undefined) throw new Error('nothing was updated')
  return result
}

const packNames = async (): Promise<readonly string[]> =>
  (await holdfast.rulesList()).packs.map(({ name }) => name).filter((name) => name !== 'holdfast')

describe('signed rules', () => {
  it('are tried on what is kept, then used, and say where they come from', async () => {
    acme.publish(1, { acme: ruleFor('one', 'hf_test one'), 'acme-two': ruleFor('two', 'hf_test t') })
    await trust()
    const tried = await update('try')
    expect(tried).toMatchObject({ outcome: 'updated', version: 1, trials: [] })
    expect(tried.hits.map(({ contents, path }) => [path, contents]).sort()).toEqual([
      [join(site, 'a.txt'), 1],
      [join(site, 'b.txt'), 1],
    ])
    expect(await packNames()).toEqual([])
    expect((await update()).packs).toEqual([
      { name: 'acme', change: 'added' },
      { name: 'acme-two', change: 'added' },
    ])
    expect((await holdfast.rulesList()).packs.find(({ name }) => name === 'acme')).toMatchObject({
      source: 'acme',
      shipped: false,
    })
    const found = await scanPaths(holdfast, [site])
    expect(found.incidents.map(({ path }) => path.slice(site.length))).toEqual(['/a.txt', '/b.txt'])
    expect(await update()).toMatchObject({ outcome: 'current', packs: [], hits: [] })
    expect((await holdfast.status()).ruleSources).toMatchObject([{ name: 'acme', version: 1 }])
    await expect(holdfast.rulesRemove('acme')).rejects.toMatchObject({ code: 'HF_USAGE' })
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
  })

  it('take the place of the version before: changed, new and gone packs in one step', async () => {
    acme.publish(1, { acme: ruleFor('one', 'hf_test one'), 'acme-two': ruleFor('two', 'hf_test t') })
    await trust()
    await update()
    acme.publish(2, { acme: ruleFor('one', 'hf_test two'), 'acme-three': ruleFor('three', 'nothing') })
    const second = await update()
    expect(second.packs).toEqual([
      { name: 'acme', change: 'replaced' },
      { name: 'acme-three', change: 'added' },
      { name: 'acme-two', change: 'removed' },
    ])
    expect(await packNames()).toEqual(['acme', 'acme-three'])
    const back = await holdfast.rulesRollback()
    expect(back.packs.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'acme replaced',
      'acme-two added',
      'acme-three removed',
    ])
    expect(await packNames()).toEqual(['acme', 'acme-two'])
    expect(await update()).toMatchObject({ outcome: 'refused', version: 2 })
    expect(await packNames()).toEqual(['acme', 'acme-two'])
    await holdfast.rulesRollback()
    expect(await packNames()).toEqual(['acme', 'acme-three'])
    expect(await update()).toMatchObject({ outcome: 'current' })
    acme.publish(3, { acme: ruleFor('one', 'hf_test three') })
    expect(await update()).toMatchObject({ outcome: 'updated', version: 3 })
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
  })

  const one = { acme: ruleFor('one', 'hf_test one') }
  const spoilers: readonly (readonly [string, () => void, string])[] = [
    [
      'a stranger signed them',
      () => {
        acme.publish(6, one, { key: generateKeyPairSync('ed25519').privateKey })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'one byte of the list changed',
      () => {
        appendTo('holdfast-rules.json', ' ')
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'the signature is cut',
      () => {
        writeFileSync(join(acme.directory, 'holdfast-rules.sig'), 'short')
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'a pack is not what was signed',
      () => {
        appendTo('acme.rules', '// more')
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'they are older than what is in use',
      () => {
        acme.publish(4, one)
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'the version is the same and the list is not',
      () => {
        acme.publish(5, { acme: ruleFor('x', 'hf') })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'they are of another source',
      () => {
        acme.publish(6, one, { changes: { source: 'other' } })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'they were made in the future',
      () => {
        acme.publish(6, one, { issuedAt: clock.now() + 2 * day })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'a pack has the name of another',
      () => {
        acme.publish(6, { other: ruleFor('x', 'hf_test') })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'a pack is a path',
      () => {
        acme.publish(6, one, {
          changes: {
            packs: [{ name: 'acme', file: '../x', format: 'yara', size: 1, sha256: '0'.repeat(64) }],
          },
        })
      },
      'HF_RULES_UNTRUSTED',
    ],
    [
      'a pack is of another format',
      () => {
        acme.publish(6, { acme: { ...one.acme, format: 'lmd-hex' } })
      },
      'HF_RULES_INVALID',
    ],
    [
      'a pack does not compile',
      () => {
        acme.publish(6, { acme: { format: 'yara', text: 'rule x { condition: $no }' } })
      },
      'HF_RULES_INVALID',
    ],
    [
      'a pack is an error page',
      () => {
        acme.publish(6, { acme: { format: 'yara', text: '<html>' } })
      },
      'HF_RULES_INVALID',
    ],
    [
      'a pack is gone',
      () => {
        rmSync(join(acme.directory, 'acme.rules'))
      },
      'HF_NO_SUCH_PATH',
    ],
  ]

  it('change nothing when they are not what their publisher signed, or no rules', async () => {
    acme.publish(5, one)
    await trust()
    await update()
    const before = await holdfast.rulesList()
    for (const [what, spoil, code] of spoilers) {
      acme.publish(6, { acme: ruleFor('one', 'hf_test two') })
      spoil()
      await expect(update(), what).rejects.toMatchObject({ code })
      expect(await holdfast.rulesList(), what).toEqual(before)
      expect(await holdfast.rulesSourceList(), what).toMatchObject([{ release: { version: 5 } }])
    }
  })

  it('are refused from a key that is none, from the network, and twice', async () => {
    acme.publish(1, one)
    const add = async (location: string, publicKey: string): Promise<unknown> =>
      await holdfast.rulesSourceAdd({ location, cwd: directory, publicKey })
    writeFileSync(join(directory, 'key.pem'), acme.publicKey)
    writeFileSync(join(directory, 'rsa.pem'), rsaKey())
    await expect(add(acme.directory, 'rsa.pem')).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(add(acme.directory, `${'A'.repeat(43)}=`)).rejects.toMatchObject({
      code: 'HF_RULES_UNTRUSTED',
    })
    await expect(add('https://rules.example/', 'key.pem')).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(add(join(directory, 'nowhere'), 'key.pem')).rejects.toMatchObject({
      code: 'HF_NO_SUCH_PATH',
    })
    await add(`file://${acme.directory}`, 'key.pem')
    await expect(add(acme.directory, 'key.pem')).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(holdfast.rulesSourceRemove('nobody')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('never take the place of a pack that a person added', async () => {
    const file = join(directory, 'own.yar')
    writeFileSync(file, ruleFor('own', 'hf_test one').text)
    await holdfast.rulesAdd({ file, format: 'detect', name: 'acme' })
    acme.publish(1, one)
    await trust()
    await expect(update()).rejects.toMatchObject({ code: 'HF_USAGE' })
    await holdfast.rulesRemove('acme')
  })
})

function appendTo(file: string, text: string): void {
  writeFileSync(join(acme.directory, file), text, { flag: 'a' })
}

function rsaKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}
