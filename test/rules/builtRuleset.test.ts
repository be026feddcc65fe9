import { readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { loadRuleset, type RulesetData } from '../../src/engine/ruleset.ts'
import { builtRulesetName, readyRuleset } from '../../src/rules/builtRuleset.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'

const engine = await loadYaraEngine()
const packs = shippedPacks()

describe('the ruleset that a build brings along', () => {
  it('is that of the shipped packs and of the engine in use', () => {
    const file = new URL(`../../dist/rules/${builtRulesetName(engine, packs)}`, import.meta.url)
    const built = deserialize(readFileSync(file)) as RulesetData
    const compiled = readyRuleset(engine, packs)
    expect(built.engine).toBe(compiled.engine)
    expect(built.rules).toEqual(compiled.rules)
    expect(loadRuleset(engine, built).rules).toHaveLength(compiled.rules.length)
  })

  it('is not used for other packs or another engine', () => {
    const names = [
      builtRulesetName(engine, packs),
      builtRulesetName({ ...engine, version: '0' }, packs),
      builtRulesetName(engine, []),
      builtRulesetName(
        engine,
        packs.map((pack) => ({ ...pack, name: `${pack.name}x` })),
      ),
    ]
    expect(new Set(names).size).toBe(names.length)
  })
})
