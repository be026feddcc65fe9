import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { needPackage } from '../support/debianPackages.ts'
import { judgeBytes, loaded } from '../support/packs.ts'
import { phpFilesOf } from '../support/payloads/cleanFiles.ts'
import { diceOf } from '../support/payloads/dice.ts'
import type { Dice } from '../support/payloads/dice.ts'
import { cleanAndCompare, injected } from '../support/payloads/inject.ts'
import type { CaseResult, JudgeBytes } from '../support/payloads/inject.ts'
import { payloadKinds, quietKinds } from '../support/payloads/kinds.ts'
import type { PayloadKind } from '../support/payloads/kinds.ts'
import { positionsIn } from '../support/payloads/positions.ts'
import { variants } from '../support/payloads/variants.ts'
import { trials, trialsMs } from '../support/trials.ts'

const ruleset = loaded(await loadYaraEngine(), shippedPacks()).all
const judge: JudgeBytes = (bytes) => judgeBytes(bytes, ruleset)

const packages = ['wordpress', 'phpmyadmin', 'mediawiki', 'roundcube-core'] as const
/** With 20,000 in `npm run verify:long`, which has a scale of 10. */
const cases = { usual: 500, long: 2000 }
const seed = 20_261_122

interface Tried {
  readonly result: CaseResult
  /** File, variant, position and payload, for whoever looks for the reason. */
  readonly what: string
}

/** One payload at one place of one clean file; null when the file has no such place. */
function tryOne(dice: Dice, files: readonly string[], kinds: readonly PayloadKind[]): Tried | null {
  const [file, kind, variant] = [dice.pick(files), dice.pick(kinds), dice.pick(variants)]
  const clean = variant.change(readFileSync(file, 'latin1'))
  const positions = positionsIn(clean, kind.standing)
  if (positions.length === 0 || outcomeOf(judge(Buffer.from(clean, 'latin1'))) !== 'clean') return null
  const position = dice.pick(positions)
  const result = cleanAndCompare(clean, injected(clean, kind.make(dice), position), judge)
  return { result, what: `${file} ${position.at} | ${variant.name} | ${position.name} | ${kind.name}` }
}

function tryMany(count: number, files: readonly string[], kinds: readonly PayloadKind[]): readonly Tried[] {
  const dice = diceOf(seed)
  const tried: Tried[] = []
  while (tried.length < count) {
    const one = tryOne(dice, files, kinds)
    if (one !== null) tried.push(one)
  }
  tell(tried, kinds)
  return tried
}

function tell(tried: readonly Tried[], kinds: readonly PayloadKind[]): void {
  const states = ['identical', 'different', 'refused', 'reported', 'missed'] as const
  const shares = states.map((state) => {
    const count = countOf(tried, state)
    return `${state} ${count} (${((100 * count) / tried.length).toFixed(2)} %)`
  })
  console.log(`${tried.length} payloads of ${kinds.length} kinds: ${shares.join(', ')}`)
  for (const { result, what } of tried.filter((one) => one.result.state !== 'identical').slice(0, 50))
    console.log(`${result.state} ${result.state === 'refused' ? `${result.reason} ` : ''}${what}`)
}

function countOf(tried: readonly Tried[], state: CaseResult['state']): number {
  return tried.filter(({ result }) => result.state === state).length
}

function cleanFiles(context: Parameters<typeof needPackage>[0]): readonly string[] {
  return packages.flatMap((name) => phpFilesOf(needPackage(context, name)))
}

describe('a payload in a clean file', () => {
  it('is found, and goes without a trace', { timeout: trialsMs(120_000) }, (context) => {
    const wanted = trials(1) > 1 ? trials(cases.long) : trials(cases.usual)
    const tried = tryMany(wanted, cleanFiles(context), payloadKinds)
    expect(countOf(tried, 'different')).toBe(0)
    expect(countOf(tried, 'refused')).toBeLessThanOrEqual(0.02 * tried.length)
    expect(countOf(tried, 'missed') + countOf(tried, 'reported')).toBeLessThanOrEqual(0.01 * tried.length)
  })

  it('of a kind that applications have too is left or goes without a trace', (context) => {
    const tried = tryMany(trials(30), cleanFiles(context), quietKinds)
    expect(countOf(tried, 'different')).toBe(0)
    expect(countOf(tried, 'missed')).toBeLessThan(tried.length / 2)
  })
})
