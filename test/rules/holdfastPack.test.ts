import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { FileClass } from '../../src/domain/fileClass.ts'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { enginePack } from '../../src/engine/engineRules.ts'
import { identify } from '../../src/engine/identify/identify.ts'
import { judge } from '../../src/engine/judge.ts'
import { buildRuleset, loadRuleset } from '../../src/engine/ruleset.ts'
import type { JudgingRule } from '../../src/engine/ruleDescription.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { admit } from '../../src/rules/admission.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { cpuClock } from '../support/cpuClock.ts'
import { needProgram } from '../support/debianPackages.ts'
import { fixture, fixtureNumbers } from '../support/fixture.ts'
import { scratchDirectory } from '../support/scratch.ts'

const packFile = fileURLToPath(new URL('../../src/rules/packs/holdfast.yar', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures/rules/', import.meta.url))
const engine = await loadYaraEngine()
const ruleset = loadRuleset(engine, buildRuleset(engine, shippedPacks()))
const rules = ruleset.rules.filter(({ pack }) => pack !== enginePack)

/** Put together here, so that this file is not taken for one. */
const open = '<' + '?php'
const chain = open + ' /*7f*/ ev' + 'al(base64' + '_decode("ZWNobyAxOw=="));'

/** What a rule says of bytes: its finding, its label, or nothing. */
function hits(rule: JudgingRule, bytes: Buffer): boolean {
  const fileClass: FileClass = rule.fileClass === 'any' ? 'generic' : rule.fileClass
  const content = { bytes, oid: sha256(bytes), fileClass, contentKind: identify(bytes) } as const
  const verdict = judge({ ...content, extent: { state: 'whole' } }, ruleset.all)
  if (rule.effect !== 'finding') return verdict.labels.includes(rule.effect)
  return verdict.findings.some((finding) => finding.rule === rule.rule)
}

describe('the shipped pack', () => {
  it('has one fixture pair per rule', () => {
    expect(rules.map((rule) => rule.rule).sort()).toEqual(fixtureNumbers().sort())
  })

  it('says in one sentence what each rule means, and gives each a reason code of its own', () => {
    for (const rule of rules) {
      expect(rule.summary, rule.identifier).toMatch(/^[A-Z].{20,180}\.$/)
      expect(rule.rule, rule.identifier).toBeLessThan(900_000)
    }
    expect(new Set(rules.map((rule) => rule.rule)).size).toBe(rules.length)
  })

  it.each(rules.map((rule) => [rule.identifier, rule] as const))(
    '%s finds its fixture and not its look-alike',
    (_, rule) => {
      expect(hits(rule, fixture(rule.rule, 'hit'))).toBe(true)
      expect(hits(rule, fixture(rule.rule, 'clean'))).toBe(false)
    },
  )

  it.each([
    [
      'a chain in a block of its own before a file',
      `${chain} ?><?php\n$wp_version = '6.1';\n`,
      'generic',
      'HF-INJ-0101-php.bkdr.evaldec',
    ],
    [
      'a chain in the block of the file',
      `${chain}\n$wp_version = '6.1';\n`,
      'generic',
      'HF-INJ-0101-php.bkdr.evaldec',
    ],
    [
      'a callable of the request',
      `${open} $_POST['f']($_POST['x']);`,
      'generic',
      'HF-SA-0104-php.bkdr.callreq',
    ],
    [
      'a handler for pictures',
      'AddHandler application/x-httpd-php .ico .jpg\n',
      'apache-config',
      'HF-SA-0301-htaccess.bkdr.handler',
    ],
    [
      'a hidden prepended file',
      'php_value auto_prepend_file .x.ico\n',
      'apache-config',
      'HF-SA-0302-htaccess.bkdr.prep',
    ],
  ] as const)('calls %s malicious by its reason', (_, text, fileClass, reason) => {
    const bytes = Buffer.from(text)
    const content = { bytes, oid: sha256(bytes), fileClass, contentKind: identify(bytes) }
    const verdict = judge({ ...content, extent: { state: 'whole' } }, ruleset.all)
    expect(outcomeOf(verdict)).toBe('malicious')
    const ofPack = verdict.findings.filter(({ pack }) => pack !== enginePack)
    expect(ofPack.map((finding) => finding.reason)).toEqual([reason])
  })

  it("says the same of every fixture in Debian's yara", (context) => {
    needProgram(context, 'yara')
    const directory = scratchDirectory()
    for (const rule of fixtureNumbers()) {
      for (const kind of ['hit', 'clean'] as const) {
        writeFileSync(join(directory, `${rule}.${kind}`), fixture(rule, kind))
      }
    }
    const found = yara(directory)
    for (const rule of rules) {
      expect(found, rule.identifier).toContain(`${rule.identifier} ${directory}/${rule.rule}.hit`)
      expect(found, rule.identifier).not.toContain(`${rule.identifier} ${directory}/${rule.rule}.clean`)
    }
  })

  it('finds nothing in the fixtures as they lie in the repository', () => {
    for (const name of readdirSync(fixtures)) {
      const bytes = execFileSync('cat', [join(fixtures, name)])
      for (const fileClass of ['generic', 'apache-config', 'php-ini'] as const) {
        const content = { bytes, oid: sha256(bytes), fileClass, contentKind: identify(bytes) }
        const { findings } = judge({ ...content, extent: { state: 'whole' } }, ruleset.all)
        // Their lines are directives, so as a configuration they would be found by what reads directives.
        const said = findings.filter(({ pack }) => fileClass === 'generic' || pack !== enginePack)
        expect(said, name).toEqual([])
      }
    }
  })

  it('passes its own admission test', () => {
    for (const pack of shippedPacks()) expect(admit(engine, pack, cpuClock).length).toBeGreaterThanOrEqual(25)
  })
})

/** Lines `rule file` of what Debian's yara finds; warnings about speed go to stderr. */
function yara(directory: string): string[] {
  return execFileSync('yara', ['-w', packFile, directory], { encoding: 'utf8' }).split('\n')
}
