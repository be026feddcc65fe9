import type { FileClass } from '../../src/domain/fileClass.ts'
import type { RulePack } from '../../src/domain/ruleset.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { identify } from '../../src/engine/identify/identify.ts'
import { judge } from '../../src/engine/judge.ts'
import { buildRuleset, loadRuleset } from '../../src/engine/ruleset.ts'
import type { LoadedRuleset, Ruleset } from '../../src/engine/ruleset.ts'
import type { YaraEngine } from '../../src/engine/yara/engine.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { parsePackFile } from '../../src/rules/loadPacks.ts'

export function yaraPack(name: string, source: string): RulePack {
  return parsePackFile(name, Buffer.from(source), 'deny')
}

export function loaded(engine: YaraEngine, packs: readonly RulePack[]): LoadedRuleset {
  return loadRuleset(engine, structuredClone(buildRuleset(engine, packs)))
}

/** The verdict on whole bytes as the reader would ask for it. */
export function judgeBytes(bytes: Buffer, ruleset: Ruleset, fileClass: FileClass = 'generic'): Verdict {
  const content = { bytes, oid: sha256(bytes), fileClass, contentKind: identify(bytes) }
  return judge({ ...content, extent: { state: 'whole' } }, ruleset)
}

/** The error of `work`, which must throw. */
export function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
