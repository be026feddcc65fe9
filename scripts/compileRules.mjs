#!/usr/bin/env node
/**
 * Compiles the packs that come with holdfast into dist/rules/ (src/rules/builtRuleset.ts reads it). Without an engine for
 * this machine there is nothing to compile, and nothing that could use it.
 * Usage: node --import tsx scripts/compileRules.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import { buildRuleset } from '../src/engine/ruleset.ts'
import { builtRulesetName } from '../src/rules/builtRuleset.ts'
import { loadYaraEngine } from '../src/rules/loadEngine.ts'
import { shippedPacks } from '../src/rules/loadPacks.ts'
import { root } from './run.mjs'

const packs = shippedPacks()
const engine = await loadYaraEngine().catch(() => undefined)
if (engine !== undefined) {
  mkdirSync(`${root}dist/rules`, { recursive: true })
  writeFileSync(
    `${root}dist/rules/${builtRulesetName(engine, packs)}`,
    serialize(buildRuleset(engine, packs)),
  )
}
