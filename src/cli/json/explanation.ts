import { formatInstant } from '../../domain/clock.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatScanId } from '../../domain/incident.ts'
import type { Verdict } from '../../domain/verdict.ts'
import type { ContentVersion, Explanation } from '../../service/contract/file.ts'
import { safeText } from '../text/safeText.ts'
import { fileFields } from './fields.ts'
import { evidenceToJson, incidentToJson } from './incident.ts'
import { formatMode } from './snapshot.ts'

export function explanationToJson(explanation: Explanation): Readonly<Record<string, unknown>> {
  const { path, owner, incident, outcome, verdict, rules, versions, sameContent, changedWith } = explanation
  return {
    ...fileFields(path),
    user: displayPath(owner),
    outcome,
    incident: incident === null ? null : incidentToJson(incident),
    current: currentToJson(explanation.current),
    verdict: verdict === null ? null : verdictToJson(verdict),
    rules,
    versions: versions.map(versionToJson),
    sameContent: { items: sameContent.items.map(fileFields), total: sameContent.total },
    changedWith,
  }
}

function currentToJson(current: Explanation['current']): Readonly<Record<string, unknown>> | null {
  if (current === null) return null
  const { oid, mode, mtimeMs, ctimeMs, lastReadDay, ...others } = current
  return {
    hash: oid,
    ...others,
    mode: formatMode(mode),
    mtime: formatInstant(mtimeMs),
    ctime: formatInstant(ctimeMs),
    lastRead: lastReadDay === 0 ? null : formatInstant(lastReadDay * 86_400_000).slice(0, 10),
  }
}

function verdictToJson({ findings, limits, labels }: Verdict): Readonly<Record<string, unknown>> {
  return {
    limits,
    labels,
    findings: findings.map((finding) => ({
      rule: finding.rule,
      reason: finding.reason,
      tier: finding.tier,
      pack: finding.pack,
      summary: safeText(finding.summary),
      evidence: evidenceToJson(finding),
      trace: finding.trace.map(safeText),
    })),
  }
}

function versionToJson(version: ContentVersion): Readonly<Record<string, unknown>> {
  const { oid, size, outcome, firstSeenAt, lastSeenAt, scan, kept, knownGood } = version
  return {
    hash: oid,
    size,
    outcome,
    firstSeenAt: formatInstant(firstSeenAt),
    lastSeenAt: formatInstant(lastSeenAt),
    scanId: formatScanId(scan),
    kept,
    knownGood,
  }
}
