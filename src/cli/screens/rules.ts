import { displayPath } from '../../domain/displayPath.ts'
import { shortOid } from '../../domain/oid.ts'
import type { RuleInfo } from '../../domain/ruleset.ts'
import type { PackSummary, RulesListing, RulesTestReport, ShownRule } from '../../service/contract/rules.ts'
import { fileFields } from '../json/fields.ts'
import type { Listing } from '../output/answer.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeContent } from '../text/safeContent.ts'
import { safeText } from '../text/safeText.ts'
import { wrapWords } from '../text/wrap.ts'

export function renderRules({ packs, rules, trials }: RulesListing, screen: Screen): readonly string[] {
  const packColumns = [left('PACK'), left('FORMAT'), right('RULES'), left('FINGERPRINT'), left('FROM')]
  const packRows = packs.map((pack) =>
    plainRow(
      safeText(pack.name),
      pack.format,
      pack.skipped === 0
        ? formatCount(pack.rules)
        : `${formatCount(pack.rules)} (${formatCount(pack.skipped)} lines left out)`,
      shortOid(pack.fingerprint),
      origin(pack, screen),
    ),
  )
  const ruleColumns = [left('REASON'), left('TIER'), left('PACK'), left('WHAT', 'cut')]
  const ruleRows = rules.map(({ reason, tier, pack, summary }) =>
    plainRow(safeText(reason), tier, safeText(pack), safeText(summary)),
  )
  return [
    ...renderTable(packColumns, packRows, screen),
    '',
    ...renderTable(ruleColumns, ruleRows, screen),
    '',
    ...trials.map(
      ({ rule, accounts }) =>
        `Rule ${String(rule)} is in trial: it hits well-known content on ${counted(accounts, 'account')}.`,
    ),
    `${counted(rules.length, 'rule')} in ${counted(packs.length, 'pack')} and the engine`,
  ]
}

export function rulesToJson({ packs, rules, trials }: RulesListing): Readonly<Record<string, unknown>> {
  return { packs, items: rules, trials, total: rules.length }
}

export function ruleListing(rules: readonly RuleInfo[]): Listing {
  return {
    columns: ['rule', 'reason', 'tier', 'pack', 'identifier', 'summary'],
    rows: () =>
      rules.map(({ rule, reason, tier, pack, identifier, summary }) => [
        rule,
        ...[reason, tier, pack, identifier, summary].map(safeText),
      ]),
    items: () => rules,
    paths: null,
  }
}

/** What it is, its page, and how it is written. */
export function renderRule({ rule, source, page }: ShownRule, screen: Screen): readonly string[] {
  return [
    `${safeText(rule.reason)}, ${rule.tier}, pack ${safeText(rule.pack)}, identifier ${safeText(rule.identifier)}`,
    ...wrapWords(safeText(rule.summary), screen.width),
    ...(page === null ? [] : ['', ...pageLines(page, screen)]),
    ...(source === null ? [] : ['', ...safeContent(Buffer.from(source)).trimEnd().split('\n')]),
  ]
}

/** Paragraphs are wrapped anew: they were broken for an editor. */
function pageLines(page: string, screen: Screen): readonly string[] {
  return page
    .trimEnd()
    .split('\n\n')
    .flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['']),
      ...paragraph
        .split(/\n(?=[#-])|(?<=^#[^\n]*)\n/)
        .flatMap((part) => wrapWords(part.replaceAll('\n', ' '), screen.width)),
    ])
}

export function renderPackChange(pack: PackSummary, change: 'added' | 'removed'): readonly string[] {
  const when = change === 'added' ? 'with it' : 'without it'
  return [
    `Pack ${safeText(pack.name)} ${change}: ${counted(pack.rules, 'rule')} (${pack.format}), fingerprint ${shortOid(pack.fingerprint)}.`,
    ...(change === 'added' && pack.skipped > 0
      ? [
          `${counted(pack.skipped, 'line')} of it cannot be used here and ${pack.skipped === 1 ? 'was' : 'were'} left out.`,
        ]
      : []),
    `The next scan judges the kept contents ${when}; no file is opened for that.`,
  ]
}

/** What a pack would find among the kept contents; nothing of it is recorded. */
export function renderRulesTest(
  { pack, rules, hits, contents }: RulesTestReport,
  screen: Screen,
): readonly string[] {
  const byNumber = new Map(rules.map((rule) => [rule.rule, rule]))
  const rows = hits.map(({ rule, oid, path }) =>
    plainRow(
      safeText(byNumber.get(rule)?.reason ?? String(rule)),
      shortOid(oid),
      path === null ? '-' : displayPath(path),
    ),
  )
  const columns = [left('REASON'), left('CONTENT'), left('FILE', 'cut')]
  return [
    `${counted(hits.length, 'hit')} in ${counted(contents, 'kept content')}; ${counted(pack.rules, 'rule')} of ${safeText(pack.name)}. Nothing was added or recorded.`,
    ...(rows.length === 0 ? [] : ['', ...renderTable(columns, rows, screen)]),
  ]
}

export function rulesTestToJson({
  pack,
  hits,
  contents,
}: RulesTestReport): Readonly<Record<string, unknown>> {
  return {
    pack,
    hits: hits.map(({ rule, oid, path }) => ({
      rule,
      hash: oid,
      ...(path === null ? {} : fileFields(path)),
    })),
    contents,
  }
}

function origin({ shipped, addedAt, source }: PackSummary, screen: Screen): string {
  if (shipped) return 'shipped'
  if (source !== null) return `source ${safeText(source)}`
  return addedAt === null ? 'added' : `added ${screen.time(addedAt, 'minute')} ${screen.zone(addedAt)}`
}
