import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import type { ContentFacts, ContentPlaces, PastFile, PresentFile } from '../../service/contract/blob.ts'
import type { Listing } from '../output/answer.ts'
import { fileBase64, fileFields } from './fields.ts'
import { evidenceToJson } from './incident.ts'

/** The stable shape of `blob show --json` (docs/CLI.md). */
export function contentFactsToJson(facts: ContentFacts): Readonly<Record<string, unknown>> {
  return {
    hash: facts.oid,
    size: facts.size,
    kept: facts.kept === 'whole',
    firstSeenAt: formatInstant(facts.firstSeenAt),
    verdicts: facts.verdicts.map(({ fileClass, outcome, epoch, verdict }) => ({
      class: fileClass,
      outcome,
      epoch,
      limits: verdict.limits,
      labels: verdict.labels,
      findings: verdict.findings.map((finding) => ({
        reason: finding.reason,
        tier: finding.tier,
        pack: finding.pack,
        evidence: evidenceToJson(finding),
      })),
    })),
  }
}

/** The stable shape of `blob find --json` (docs/CLI.md). */
export function placesToJson(places: ContentPlaces): Readonly<Record<string, unknown>> {
  const { oid, present, past, snapshotsSearched, complete } = places
  return {
    hash: oid,
    present: { items: present.items.map(presentToJson), total: present.total },
    past: { items: past.items.map(pastToJson), total: past.total },
    snapshotsSearched,
    complete,
  }
}

/** Both lists in one, told apart by `when`; paths0 has only the files of today. */
export function placeListing({ present, past }: ContentPlaces): Listing {
  return {
    columns: ['when', 'file', 'fileBase64', 'user', 'from', 'until', 'snapshots'],
    rows: () => [
      ...present.items.map(({ path, owner }) => [
        'now',
        displayPath(path),
        fileBase64(path),
        displayPath(owner),
        null,
        null,
        null,
      ]),
      ...past.items.map(({ path, oldest, newest, snapshots }) => [
        'snapshot',
        displayPath(path),
        fileBase64(path),
        null,
        formatInstant(oldest.at),
        formatInstant(newest.at),
        snapshots,
      ]),
    ],
    items: () => [
      ...present.items.map((file) => ({ when: 'now', ...presentToJson(file) })),
      ...past.items.map((file) => ({ when: 'snapshot', ...pastToJson(file) })),
    ],
    paths: () => present.items.map(({ path }) => path),
  }
}

function presentToJson({ path, owner }: PresentFile): Readonly<Record<string, unknown>> {
  return { ...fileFields(path), user: displayPath(owner) }
}

function pastToJson({ path, oldest, newest, snapshots }: PastFile): Readonly<Record<string, unknown>> {
  return {
    ...fileFields(path),
    oldest: { id: oldest.id, at: formatInstant(oldest.at) },
    newest: { id: newest.id, at: formatInstant(newest.at) },
    snapshots,
  }
}
