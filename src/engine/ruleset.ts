import { HoldfastError } from '../domain/errors.ts'
import type { PackFormat, RulePack } from '../domain/ruleset.ts'
import { engineJudgingRules } from './engineRules.ts'
import { isPatternPack, yaraSourceOf } from './foreign/yaraSource.ts'
import { hasHash, parseHashList } from './hashlist/hashList.ts'
import { accuses, parseSizedHashes } from './hashlist/sizedHashList.ts'
import type { AccusedContent } from './hashlist/sizedHashList.ts'
import { nowhere, rulesInvalid } from './invalidRules.ts'
import { describeDenyList, describeRules } from './ruleDescription.ts'
import type { JudgingRule } from './ruleDescription.ts'
import { outlineOf } from './yara/outline.ts'
import type { CompiledYara, YaraEngine, YaraPack } from './yara/engine.ts'

/** Raised when the same bytes under the same rules would get another verdict than before: part of the epoch. */
const judgementVersion = 3

/** Compiled packs as plain data (structured clone): compiled once, loaded by every thread. */
export interface RulesetData {
  readonly engine: string
  /** All YARA packs in one automaton; null when there are none. */
  readonly all: Uint8Array | null
  readonly packs: readonly PackData[]
  readonly rules: readonly JudgingRule[]
}

interface PackData {
  readonly name: string
  readonly format: PackFormat
  /** The pack alone; null for lists, and when it is the only YARA pack (then it is `all`). */
  readonly yara: Uint8Array | null
  readonly hashes: Uint8Array | null
}

/** What judge() asks: the compiled packs of one choice of packs. */
export interface Ruleset {
  readonly yara: readonly CompiledYara[]
  readonly denyLists: readonly {
    readonly rule: JudgingRule
    readonly accuses: (content: AccusedContent) => boolean
  }[]
  readonly ruleOf: (pack: string, identifier: string) => JudgingRule | undefined
  /** Rules of our own engines by number; empty in a choice of packs. */
  readonly ownRules: ReadonlyMap<number, JudgingRule>
}

/** A ruleset of one thread. */
export interface LoadedRuleset {
  readonly engine: string
  readonly rules: readonly JudgingRule[]
  readonly all: Ruleset
  /** Only the named packs: delta judging after a pack was added (decision 9). Unknown names are HF_BUG. */
  subset(names: readonly string[]): Ruleset
}

/** What the epoch calls the engine: a verdict may depend on each part of it. */
export function engineId(engine: Pick<YaraEngine, 'name' | 'version'>): string {
  return `${engine.name} ${engine.version}, judgement ${judgementVersion}`
}

/**
 * Compiles packs. Allow lists are left out: they act after the verdict (decision 9). HF_RULES_INVALID when a source is
 * broken or two rules have one number.
 */
export function buildRuleset(engine: YaraEngine, packs: readonly RulePack[]): RulesetData {
  const judging = packs.filter((pack) => pack.format !== 'sha256-allow')
  const yara = judging.filter(isPatternPack)
  const rules = [...judging.flatMap(rulesOf), ...engineJudgingRules]
  refuseSharedNumbers(rules)
  return {
    engine: engineId(engine),
    all: yara.length === 0 ? null : engine.compile(yara.map(yaraPackOf)).serialise(),
    packs: judging.map((pack) => packDataOf(engine, pack, yara.length)),
    rules,
  }
}

/** The counterpart of buildRuleset in a worker thread. */
export function loadRuleset(engine: YaraEngine, data: RulesetData): LoadedRuleset {
  const rules = new Map(data.rules.map((rule) => [ruleKey(rule.pack, rule.identifier), rule]))
  const ruleOf = (pack: string, identifier: string): JudgingRule | undefined =>
    rules.get(ruleKey(pack, identifier))
  const all = data.all === null ? [] : [engine.load(asBuffer(data.all))]
  const alone = new Map<string, CompiledYara>()
  return {
    engine: data.engine,
    rules: data.rules,
    all: { yara: all, denyLists: denyListsOf(data.packs, ruleOf), ruleOf, ownRules },
    subset: (names) => {
      const packs = names.map((name) => packNamed(data, name))
      const yara = packs.flatMap((pack) => (isPatternPack(pack) ? [aloneOf(pack)] : []))
      return { yara, denyLists: denyListsOf(packs, ruleOf), ruleOf, ownRules: noRules }
    },
  }

  function aloneOf(pack: PackData): CompiledYara {
    const known = alone.get(pack.name) ?? (pack.yara === null ? all[0] : engine.load(asBuffer(pack.yara)))
    if (known === undefined) throw new HoldfastError('HF_BUG', `pack ${pack.name} has no compiled form`)
    alone.set(pack.name, known)
    return known
  }
}

const ownRules = new Map(engineJudgingRules.map((rule) => [rule.rule, rule]))
const noRules: ReadonlyMap<number, JudgingRule> = new Map()

function rulesOf(pack: RulePack): JudgingRule[] {
  if (!isPatternPack(pack)) return [describeDenyList(pack.name)]
  const source = yaraSourceOf(pack).toString()
  return describeRules(pack.name, source, outlineOf(source))
}

function refuseSharedNumbers(rules: readonly JudgingRule[]): void {
  const owners = new Map<number, JudgingRule>()
  for (const rule of rules) {
    const other = owners.get(rule.rule)
    if (other !== undefined) {
      const reason = `${rule.identifier} has the number ${rule.rule} of ${other.identifier} in ${other.pack}`
      throw rulesInvalid(nowhere(rule.pack), reason, 'a number stands for one rule: change one of them')
    }
    owners.set(rule.rule, rule)
  }
}

function packDataOf(engine: YaraEngine, pack: RulePack, yaraPacks: number): PackData {
  const { name, format, source } = pack
  if (format === 'hash-deny') return { name, format, yara: null, hashes: parseSizedHashes(source, name).list }
  if (!isPatternPack(pack)) return { name, format, yara: null, hashes: parseHashList(source, name) }
  const yara = yaraPacks === 1 ? null : engine.compile([yaraPackOf(pack)]).serialise()
  return { name, format, yara, hashes: null }
}

function yaraPackOf(pack: RulePack): YaraPack {
  return { name: pack.name, source: yaraSourceOf(pack) }
}

function ruleKey(pack: string, identifier: string): string {
  return `${pack}\0${identifier}`
}

function packNamed(data: RulesetData, name: string): PackData {
  const pack = data.packs.find((candidate) => candidate.name === name)
  if (pack === undefined) throw new HoldfastError('HF_BUG', `no pack ${name} in the ruleset`)
  return pack
}

function denyListsOf(packs: readonly PackData[], ruleOf: Ruleset['ruleOf']): Ruleset['denyLists'] {
  return packs.flatMap(({ name, format, hashes }) => {
    const rule = ruleOf(name, name)
    if (hashes === null || rule === undefined) return []
    const list = asBuffer(hashes)
    const isOn = format === 'hash-deny' ? accuses : hasOid
    return [{ rule, accuses: (content) => isOn(list, content) }]
  })
}

function hasOid(list: Buffer, { oid }: AccusedContent): boolean {
  return hasHash(list, oid)
}

/** Structured clone turns a Buffer into a Uint8Array; this is a view, not a copy. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
