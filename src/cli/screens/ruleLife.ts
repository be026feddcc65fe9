import { displayPath } from '../../domain/displayPath.ts'
import { unreachable } from '../../domain/errors.ts'
import type { RuleOrigin } from '../../domain/ruleSource.ts'
import type {
  FixturesReport,
  KnownGoodAdded,
  RollbackReport,
  SourceUpdate,
} from '../../service/contract/rules.ts'
import { fileFields, instantOrNull } from '../json/fields.ts'
import type { Listing } from '../output/answer.ts'
import type { Screen } from '../output/screen.ts'
import { left, plainRow, renderTable, right } from '../output/table.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

export function renderKnownGood({ pack, hashes, leftOut }: KnownGoodAdded): readonly string[] {
  return [
    `${counted(hashes, 'content')} known good, as pack ${safeText(pack.name)}.`,
    ...(leftOut === 0
      ? []
      : [
          `${counted(leftOut, 'file')} left out: links, special files, and what could not be read or judged.`,
        ]),
    'From the next scan on they are neither malicious nor suspicious. To take it back: holdfast rules remove ' +
      safeText(pack.name),
  ]
}

/** The answer, what is wrong, and per rule what it hits. */
export function renderFixtures(
  { rules, missed, wrong, fixtures }: FixturesReport,
  screen: Screen,
): readonly string[] {
  const isSound = missed.length + wrong.length === 0
  const columns = [left('RULE'), right('HITS'), left('FIXTURES', 'cut')]
  const rows = rules.map(({ rule, fixtures: hit }) =>
    plainRow(safeText(rule.identifier), String(hit.length), hit.map(safeText).join(' ')),
  )
  return [
    `${counted(fixtures, 'fixture')} tried, ${isSound ? 'all as they should be' : `${String(missed.length)} missed, ${String(wrong.length)} wrongly hit`}. Nothing was added or recorded.`,
    ...missed.map((name) => `Not found: ${safeText(name)}`),
    ...wrong.map((name) => `Wrongly found: ${safeText(name)}`),
    '',
    ...renderTable(columns, rows, screen),
  ]
}

export function renderOriginAdded({ name, directory }: RuleOrigin): readonly string[] {
  return [
    `Source ${safeText(name)} added: its list of packs in ${safeText(directory)} is signed by this key.`,
    `Nothing of it is in use yet. Next: holdfast rules update ${safeText(name)} --dry-run`,
  ]
}

export function renderOrigins(origins: readonly RuleOrigin[], screen: Screen): readonly string[] {
  if (origins.length === 0) return ['No rule source: holdfast rules source add DIR --public-key KEY']
  const columns = [left('SOURCE'), right('VERSION'), left('MADE'), left('TAKEN'), left('DIRECTORY', 'cut')]
  const rows = origins.map(({ name, release, directory }) =>
    plainRow(
      safeText(name),
      release === null ? '-' : String(release.version),
      release === null ? '-' : screen.time(release.issuedAt, 'minute'),
      release === null ? 'nothing yet' : screen.time(release.updatedAt, 'minute'),
      safeText(directory),
    ),
  )
  return renderTable(columns, rows, screen)
}

export function originToJson({ release, addedAt, ...origin }: RuleOrigin): Readonly<Record<string, unknown>> {
  return {
    ...origin,
    addedAt: instantOrNull(addedAt),
    release:
      release === null
        ? null
        : {
            ...release,
            issuedAt: instantOrNull(release.issuedAt),
            updatedAt: instantOrNull(release.updatedAt),
          },
  }
}

export function originListing(origins: readonly RuleOrigin[]): Listing {
  return {
    columns: ['name', 'version', 'issuedAt', 'directory', 'publicKey'],
    rows: () =>
      origins.map(({ name, release, directory, publicKey }) => [
        safeText(name),
        release?.version ?? null,
        instantOrNull(release?.issuedAt ?? null),
        safeText(directory),
        publicKey,
      ]),
    items: () => origins.map(originToJson),
    paths: null,
  }
}

export function renderUpdates(
  updates: readonly SourceUpdate[],
  mode: 'activate' | 'try',
  screen: Screen,
): readonly string[] {
  return updates.flatMap((update, index) => [
    ...(index === 0 ? [] : ['']),
    headline(update, mode),
    ...packLines(update.packs, mode === 'activate' ? '' : 'would be '),
    ...hitLines(update, screen),
    ...update.trials.map(
      ({ rule, accounts }) =>
        `Rule ${String(rule)} is in trial: it hits well-known content on ${counted(accounts, 'account')}, so its findings are told and not acted on.`,
    ),
  ])
}

export function updatesToJson(updates: readonly SourceUpdate[]): Readonly<Record<string, unknown>> {
  return {
    items: updates.map(({ issuedAt, hits, trials, ...update }) => ({
      ...update,
      issuedAt: instantOrNull(issuedAt),
      hits: hits.map(({ path, ...hit }) => ({ ...hit, ...(path === null ? {} : fileFields(path)) })),
      trials: trials.map((trial) => ({ ...trial, since: instantOrNull(trial.since) })),
    })),
    total: updates.length,
  }
}

export function renderOriginRemoved(name: string, { packs }: RollbackReport): readonly string[] {
  return [`Source ${safeText(name)} removed.`, ...(packs.length === 0 ? [] : renderRollback({ packs }))]
}

export function renderRollback({ packs }: RollbackReport): readonly string[] {
  if (packs.length === 0) return ['The packs are the same as before the last change.']
  return [
    ...packLines(packs, ''),
    'The next scan judges the kept contents again; no file is opened for that.',
  ]
}

function headline({ source, version, outcome }: SourceUpdate, mode: 'activate' | 'try'): string {
  const name = `${safeText(source)} ${String(version)}`
  switch (outcome) {
    case 'current':
      return `${name}: nothing newer.`
    case 'refused':
      return `${name}: was rolled back and is not taken again; waiting for a newer version.`
    case 'updated':
      return mode === 'activate'
        ? `${name}: in use from the next scan on.`
        : `${name}: sound. Nothing was changed.`
    default:
      return unreachable(outcome)
  }
}

function packLines(packs: RollbackReport['packs'], mood: '' | 'would be '): readonly string[] {
  return packs.map(({ name, change }) => `Pack ${safeText(name)} ${mood}${change}.`)
}

function hitLines({ outcome, hits }: SourceUpdate, screen: Screen): readonly string[] {
  if (outcome !== 'updated') return []
  if (hits.length === 0) return ['It finds nothing in the kept contents that was not found before.']
  const columns = [left('NEWLY FOUND'), right('CONTENTS'), left('FOR EXAMPLE', 'cut')]
  const rows = hits.map(({ reason, contents, path }) =>
    plainRow(safeText(reason), String(contents), path === null ? '-' : displayPath(path)),
  )
  return renderTable(columns, rows, screen)
}
