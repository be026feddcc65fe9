import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { writeTree } from '../../support/holdfast.ts'
import { ruleFor } from '../../support/rulePublisher.ts'

/** What docs/OPERATIONS.md tells publishers to type. */
const makeKey =
  'openssl genpkey -algorithm ed25519 -out secret.pem; openssl pkey -in secret.pem -pubout -out acme.pem'
const signList =
  'openssl pkeyutl -sign -rawin -inkey ../secret.pem -in holdfast-rules.json -out holdfast-rules.sig'

function publish(directory: string, version: number, text: string): void {
  mkdirSync(directory, { recursive: true })
  const pack = ruleFor('found', text).text
  writeFileSync(join(directory, 'acme.yar'), pack)
  const sha256 = createHash('sha256').update(pack).digest('hex')
  const listed = { name: 'acme', file: 'acme.yar', format: 'yara', size: pack.length, sha256 }
  const manifest = {
    format: 'holdfast-rules-1',
    source: 'acme',
    version,
    issuedAt: Date.now(),
    packs: [listed],
  }
  writeFileSync(join(directory, 'holdfast-rules.json'), JSON.stringify(manifest))
}

describe('rules of a publisher', () => {
  it('are trusted by key, tried, taken, and taken back', async (context) => {
    needProgram(context, 'openssl')
    const shell = openShell()
    writeTree(shell.site, { 'a.txt': 'hf_test\n' })
    await shell.run('scan', 'site')
    publish(join(shell.directory, 'acme'), 1, 'hf_test')
    await shell.bash(`${makeKey}; cd acme && ${signList}`)
    expect(
      transcript(await shell.run('rules', 'source', 'add', 'acme', '--public-key', 'acme.pem')),
    ).toMatchInlineSnapshot(`
      "
      Source acme added: its list of packs in /DIR/acme is signed by this key.
      Nothing of it is in use yet. Next: holdfast rules update acme --dry-run
      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'update', '--dry-run'))).toMatchInlineSnapshot(`
      "
      acme 1: sound. Nothing was changed.
      Pack acme would be added.
      NEWLY FOUND  CONTENTS  FOR EXAMPLE
      HF-SA-579081527-any.tool.custom  1  /DIR/site/a.txt
      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'update'))).toMatchInlineSnapshot(`
      "
      acme 1: in use from the next scan on.
      Pack acme added.
      NEWLY FOUND  CONTENTS  FOR EXAMPLE
      HF-SA-579081527-any.tool.custom  1  /DIR/site/a.txt
      exit 0
      "
    `)
    expect(transcript(await shell.bash('holdfast status | grep ^RULES'))).toContain('acme 1, ')
    writeFileSync(join(shell.directory, 'acme', 'acme.yar'), 'rule other { condition: true }')
    expect(transcript(await shell.run('rules', 'update'))).toMatchInlineSnapshot(`
      "
      acme 1: nothing newer.
      exit 0
      "
    `)
    publish(join(shell.directory, 'acme'), 2, 'hf_other')
    expect(transcript(await shell.run('rules', 'update'))).toMatchInlineSnapshot(`
      "
      ! holdfast: the rule source was not used: its list of packs is not signed by the key that was given (HF_RULES_UNTRUSTED)
      !           get the files anew from their publisher; nothing was changed
      exit 2
      "
    `)
    expect(transcript(await shell.run('rules', 'rollback'))).toMatchInlineSnapshot(`
      "
      Pack acme removed.
      The next scan judges the kept contents again; no file is opened for that.
      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'rollback'))).toMatchInlineSnapshot(`
      "
      Pack acme added.
      The next scan judges the kept contents again; no file is opened for that.
      exit 0
      "
    `)
  })

  it('are not fetched from the network', async () => {
    const shell = openShell()
    await shell.run('init')
    expect(
      transcript(await shell.run('rules', 'source', 'add', 'https://rules.example/', '--public-key', 'x')),
    ).toMatchInlineSnapshot(`
      "
      ! holdfast: holdfast fetches nothing over https (HF_USAGE)
      !           download its files into a directory (curl, rsync) and name that; later: holdfast rules update --from DIR
      exit 2
      "
    `)
  })
})

describe('rules', () => {
  it('are tried on fixtures, excused by what is known good, and explained without a network', async () => {
    const shell = openShell()
    writeTree(shell.directory, {
      'mine.yar': ruleFor('mine', 'hf_test', 'suspicious').text,
      'fixtures/hit/a': 'hf_test',
      'fixtures/clean/b': 'hf_test too',
      'release/a.txt': 'hf_test\n',
    })
    writeTree(shell.site, { 'a.txt': 'hf_test\n' })
    await shell.run('scan', 'site')
    expect(
      transcript(await shell.run('rules', 'test', 'mine.yar', '--fixtures', 'fixtures')),
    ).toMatchInlineSnapshot(`
      "
      2 fixtures tried, 0 missed, 1 wrongly hit. Nothing was added or recorded.
      Wrongly found: clean/b

      RULE  HITS  FIXTURES
      mine  2  hit/a clean/b
      exit 1
      "
    `)
    await shell.run('rules', 'add', 'mine.yar')
    expect((await shell.run('scan', 'site')).stdout).toContain('1 suspicious')
    expect(transcript(await shell.run('rules', 'add', '--known-good', 'release'))).toMatchInlineSnapshot(`
      "
      1 content known good, as pack good-release.
      From the next scan on they are neither malicious nor suspicious. To take it back: holdfast rules remove good-release
      exit 0
      "
    `)
    expect((await shell.run('scan', 'site')).stdout).not.toContain('1 suspicious')
    expect(transcript(await shell.run('rules', 'add'))).toMatchInlineSnapshot(`
      "
      ! holdfast: say what to add (HF_USAGE)
      !           a FILE of rules, or --known-good DIR|SNAP|FILE
      exit 2
      "
    `)
    const page = (await shell.run('rules', 'show', 'HF-INJ-0101')).stdout
    expect(page).toContain('\n# Hidden PHP code\nRules: 0101,')
    expect(page).toContain('\n## What to do\n')
    expect(page).toContain('\nrule php_eval_of_decoder_chain\n')
    expect((await shell.run('rules', 'show', '2800')).stdout).toContain('# PHP where no code belongs')
  })
})
