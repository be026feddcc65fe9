import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { RuleSource } from '../../src/service/contract/rules.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'

const greeting =
  'rule greeting { meta: description = "Says hello." tier = "malicious" strings: $a = "hello world" condition: $a }\n'

describe('rule packs of an admin', () => {
  let directory: string
  let site: string
  let holdfast: Holdfast

  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
    site = join(directory, 'site')
    writeTree(site, { 'a.txt': 'hello world', 'b/copy.txt': 'hello world', 'c.txt': 'something else' })
    holdfast = await openTestStore(directory, movableClock())
    await scanPaths(holdfast, [site])
  })

  afterAll(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const fileWith = (name: string, text: string | Buffer): RuleSource => {
    writeFileSync(join(directory, name), text)
    return { file: join(directory, name), format: 'detect', name: null }
  }

  it('are beside the shipped ones, which have numbers, reasons and sources', async () => {
    const { packs, rules } = await holdfast.rulesList()
    expect(packs.map(({ name, shipped, addedAt }) => [name, shipped, addedAt])).toEqual([
      ['holdfast', true, null],
    ])
    expect(packs[0]?.rules).toBe(rules.filter(({ pack }) => pack === 'holdfast').length)
    const first = rules[0]
    const names = [
      first?.identifier,
      first?.reason,
      String(first?.rule),
      first?.reason.split('-').slice(0, 3).join('-'),
    ]
    for (const name of names) {
      const { rule, source, page } = await holdfast.rulesShow(name ?? '')
      expect(rule).toEqual(first)
      expect(page).toMatch(/^# .+\nRules: .*0101/)
      expect(source).toMatch(/^rule \w+\s/)
      expect(source).toMatch(/}$/)
    }
    const own = await holdfast.rulesShow('HF-SA-2800')
    expect(own).toMatchObject({ rule: { pack: 'engine' }, source: null })
    expect(own.page).toMatch(/^# PHP where no code belongs\n/)
    await expect(holdfast.rulesShow('999999')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('can be tried on what is kept without leaving a trace', async () => {
    const before = (await holdfast.status()).audit
    const report = await holdfast.rulesTest(fileWith('greeting.yar', greeting))
    expect(report.contents).toBe(2)
    expect(report.hits).toMatchObject([
      { oid: sha256(Buffer.from('hello world')), path: join(site, 'a.txt') },
    ])
    expect(report.pack).toMatchObject({ name: 'greeting', format: 'yara', rules: 1, addedAt: null })
    expect(report.rules).toMatchObject([
      { identifier: 'greeting', tier: 'malicious', summary: 'Says hello.' },
    ])
    expect((await holdfast.status()).audit).toEqual(before)
    expect((await holdfast.rulesList()).packs).toHaveLength(1)
  })

  it('judge kept contents without reading a file again, and take their findings with them', async () => {
    const added = await holdfast.rulesAdd(fileWith('greeting.yar', greeting))
    expect(added).toMatchObject({ name: 'greeting', shipped: false, rules: 1 })
    expect(await holdfast.rulesShow('greeting')).toMatchObject({ source: greeting.trim() })
    const found = await scanPaths(holdfast, [site])
    expect(found.incidents.map(({ path }) => path.slice(site.length))).toEqual(['/a.txt', '/b/copy.txt'])
    expect(found.rules).toMatchObject({ packs: ['greeting', 'holdfast'], epoch: 2 })
    expect((await holdfast.explain({ target: Buffer.from('i1'), cwd: '/' })).rules).toMatchObject([
      { pack: 'greeting' },
    ])

    expect(await holdfast.rulesRemove('greeting')).toEqual(added)
    const cleared = await scanPaths(holdfast, [site])
    expect(cleared.incidents).toEqual([])
    expect(cleared.rules.epoch).toBe(3)
    const { items } = await holdfast.history({
      ...{
        target: null,
        show: 'events',
        owner: null,
        cause: null,
        since: null,
        until: null,
        limit: 10,
        offset: 0,
      },
      events: ['rules-changed'],
    })
    expect(items.map((line) => (line.kind === 'event' ? line.event.detail['change'] : ''))).toEqual([
      'removed',
      'added',
    ])
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
  })

  it('are replaced under the same name and left alone when nothing changed', async () => {
    const first = await holdfast.rulesAdd({ ...fileWith('one.yar', greeting), name: 'mine' })
    expect(await holdfast.rulesAdd({ ...fileWith('two.yar', greeting), name: 'mine' })).toEqual(first)
    const other = greeting.replace('hello world', 'something')
    const second = await holdfast.rulesAdd({ ...fileWith('two.yar', other), name: 'mine' })
    expect(second.fingerprint).not.toBe(first.fingerprint)
    expect((await holdfast.rulesList()).packs.map(({ name }) => name)).toEqual(['holdfast', 'mine'])
    await holdfast.rulesRemove('mine')
  })

  it('may be lists of hashes that accuse or excuse', async () => {
    const list = `# from an analyst\n${sha256(Buffer.from('something else'))}  c.txt\n`
    const tried = await holdfast.rulesTest(fileWith('bad.txt', list))
    expect(tried.hits).toMatchObject([{ path: join(site, 'c.txt') }])
    const allow = await holdfast.rulesAdd({ ...fileWith('good.txt', list), format: 'sha256-allow' })
    expect(allow).toMatchObject({ name: 'good', format: 'sha256-allow', rules: 0 })
    const excused = await holdfast.rulesTest({ ...fileWith('good.txt', list), format: 'sha256-allow' })
    expect(excused).toMatchObject({ hits: [], contents: 0 })
    await holdfast.rulesRemove('good')
    const wrong = holdfast.rulesAdd({ ...fileWith('greeting.yar', greeting), format: 'sha256-deny' })
    await expect(wrong).rejects.toMatchObject({ code: 'HF_USAGE' })
  })

  it('may be hashes and signatures of other scanners', async () => {
    const hex = (text: string): string => Buffer.from(text).toString('hex')
    const md5 = createHash('md5').update('something else').digest('hex')
    const hashes = await holdfast.rulesTest(fileWith('rfxn.hdb', `${md5}:14:{MD5}x\n${md5}:*:{MD5}y\n`))
    expect(hashes).toMatchObject({
      pack: { format: 'hash-deny', rules: 1, skipped: 1 },
      hits: [{ path: join(site, 'c.txt') }],
    })
    const ndb = `Php.Test-1:0:0:${hex('hello')}\nWin.Test-1:1:EP+0:${hex('hello')}\n`
    const added = await holdfast.rulesAdd(fileWith('test.ndb', ndb))
    expect(added).toMatchObject({ name: 'test', format: 'clamav-ndb', rules: 1, skipped: 1 })
    const { rules } = await holdfast.rulesList()
    const rule = rules.find(({ pack }) => pack === 'test')
    expect(rule).toMatchObject({ tier: 'suspicious', summary: 'Signature Php.Test-1.' })
    expect(await holdfast.rulesShow(String(rule?.rule))).toMatchObject({
      source: expect.stringContaining('{ 68 65 6c 6c 6f }') as string,
      page: null,
    })
    const found = await scanPaths(holdfast, [site])
    expect(found.incidents.map(({ path, tier }) => [path.slice(site.length), tier])).toEqual([
      ['/a.txt', 'suspicious'],
      ['/b/copy.txt', 'suspicious'],
    ])
    await holdfast.rulesRemove('test')
  })

  it('can be tried on fixtures, and each rule says which it hits', async () => {
    const fixtures = join(directory, 'fixtures')
    writeTree(fixtures, {
      'hit/a': 'hello world',
      'hit/b': 'hello',
      'clean/c': 'bye',
      'clean/d': 'hello world',
    })
    const source = fileWith('greeting.yar', greeting)
    const report = await holdfast.rulesTestFixtures({ source, directory: 'fixtures', cwd: directory })
    expect(report).toMatchObject({
      fixtures: 4,
      rules: [{ rule: { identifier: 'greeting' }, fixtures: ['hit/a', 'clean/d'] }],
      missed: ['hit/b'],
      wrong: ['clean/d'],
    })
    const nowhere = holdfast.rulesTestFixtures({ source, directory: 'nowhere', cwd: directory })
    await expect(nowhere).rejects.toMatchObject({ code: 'HF_NO_SUCH_PATH' })
  })

  it.each([
    ['empty', '', 'HF_RULES_INVALID'],
    ['html', '<!DOCTYPE html><html></html>', 'HF_RULES_INVALID'],
    ['binary', Buffer.from('rule a { condition: true }\0'), 'HF_RULES_INVALID'],
    ['broken', 'rule a {\n condition: $nothing\n}\n', 'HF_RULES_INVALID'],
    ['include', 'include "/etc/passwd"\nrule a { condition: true }\n', 'HF_RULES_INVALID'],
  ])('are refused when they are %s, and nothing is added', async (name, text, code) => {
    const before = await holdfast.rulesList()
    const source = fileWith(`${name}.yar`, text)
    await expect(holdfast.rulesAdd(source)).rejects.toMatchObject({ code })
    await expect(holdfast.rulesTest(source)).rejects.toMatchObject({ code })
    expect(await holdfast.rulesList()).toEqual(before)
  })

  it('are refused when a number or a name is taken', async () => {
    const { rules } = await holdfast.rulesList()
    const twin = greeting.replace('tier = "malicious"', `reason = "${rules[0]?.reason ?? ''}"`)
    await expect(holdfast.rulesAdd(fileWith('twin.yar', twin))).rejects.toMatchObject({
      code: 'HF_RULES_INVALID',
    })
    const shipped = { ...fileWith('x.yar', greeting), name: 'holdfast' }
    await expect(holdfast.rulesAdd(shipped)).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(holdfast.rulesRemove('holdfast')).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(holdfast.rulesRemove('nobody')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('do not hang on a fifo and do not read a directory', async () => {
    const fifo = join(directory, 'fifo')
    execFileSync('mkfifo', [fifo])
    for (const file of [fifo, directory]) {
      await expect(holdfast.rulesAdd({ file, format: 'detect', name: 'x' })).rejects.toMatchObject({
        code: 'HF_USAGE',
      })
    }
    const missing = holdfast.rulesAdd({ file: join(directory, 'none.yar'), format: 'detect', name: null })
    await expect(missing).rejects.toMatchObject({ code: 'HF_NO_SUCH_PATH' })
  })
})
