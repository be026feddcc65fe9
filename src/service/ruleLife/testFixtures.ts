import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fixturesBytesMax, fixturesMax } from '../../domain/actingLimits.ts'
import { HoldfastError, systemCode } from '../../domain/errors.ts'
import { classOfName } from '../../domain/fileClass.ts'
import type { StoredContent } from '../../domain/job.ts'
import type { ByteName } from '../../domain/path.ts'
import { isPatternPack } from '../../engine/foreign/yaraSource.ts'
import { sha256 } from '../../hash/sha256.ts'
import type { ServiceContext } from '../context.ts'
import type { FixturesReport, FixturesRequest } from '../contract/rules.ts'
import { readRuleBytes, readRuleFile } from '../ruleFile.ts'
import { describePack } from '../ruleset.ts'
import { summaryOf } from '../testRules.ts'
import { withReader } from '../withReader.ts'

/** What the rules of a file say of files that were made for them; nothing is added or recorded. */
export async function testFixtures(
  context: ServiceContext,
  { source, directory, cwd }: FixturesRequest,
): Promise<FixturesReport> {
  const pack = readRuleFile(source)
  const fixtures = readFixtures(resolve(cwd, directory))
  const contents = fixtures.map(({ name, bytes }): StoredContent => {
    const fileClass = classOfName(Buffer.from(name).toString('latin1') as ByteName)
    return { oid: sha256(bytes), fileClass, bytes, judge: [pack.name] }
  })
  const verdicts = await withReader(context, async (reader) => {
    if (isPatternPack(pack)) await reader.admit(pack)
    await reader.loadRules([pack])
    return await reader.judge(contents)
  })
  const hits = fixtures.map(({ kind, name }, i) => {
    const rules = (verdicts[i]?.findings ?? []).map(({ rule }) => rule)
    return { kind, shown: `${kind}/${name}`, rules }
  })
  return {
    pack: summaryOf(pack),
    rules: describePack(pack).map((rule) => ({
      rule,
      fixtures: hits.flatMap(({ rules, shown }) => (rules.includes(rule.rule) ? [shown] : [])),
    })),
    missed: hits.flatMap(({ kind, rules, shown }) => (kind === 'hit' && rules.length === 0 ? [shown] : [])),
    wrong: hits.flatMap(({ kind, rules, shown }) => (kind === 'clean' && rules.length > 0 ? [shown] : [])),
    fixtures: fixtures.length,
  }
}

interface Fixture {
  readonly kind: 'hit' | 'clean'
  readonly name: string
  readonly bytes: Buffer
}

function readFixtures(directory: string): readonly Fixture[] {
  const fixtures: Fixture[] = []
  let held = 0
  for (const kind of ['hit', 'clean'] as const) {
    for (const name of namesIn(join(directory, kind))) {
      const bytes = readRuleBytes(join(directory, kind, name))
      held += bytes.length
      if (fixtures.length >= fixturesMax || held > fixturesBytesMax)
        throw new HoldfastError('HF_LIMIT', 'these are more fixtures than can be tried at once')
      fixtures.push({ kind, name, bytes })
    }
  }
  if (fixtures.length > 0) return fixtures
  throw new HoldfastError('HF_NO_SUCH_PATH', `${JSON.stringify(directory)} has no fixtures`, {
    hint: 'put what the rules must find into hit/ and what they must not find into clean/',
  })
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw new HoldfastError('HF_IO', `${JSON.stringify(directory)} cannot be read`, { cause: error })
  }
}
