import type { Incident } from '../../src/domain/incident.ts'
import { parseOid } from '../../src/domain/oid.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { parseBytePath } from '../../src/domain/path.ts'
import type { BytePath } from '../../src/domain/path.ts'
import type { ScanRecord } from '../../src/domain/scan.ts'
import type { StoredSnapshot } from '../../src/domain/snapshot.ts'
import type { Finding } from '../../src/domain/verdict.ts'
import { localTimes } from '../../src/cli/output/localTimes.ts'
import type { Screen } from '../../src/cli/output/screen.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'

/** The night of the design: everything below happens around 2026-11-22 02:04 CET. */
export const scanAt = Date.parse('2026-11-22T01:04:00Z')
export const weekBefore = Date.parse('2026-11-15T02:00:00Z')

export const pipe: Screen = {
  width: 110,
  target: 'pipe',
  detail: 'all',
  ...localTimes('Europe/Berlin'),
}

export const terminal: Screen = { ...pipe, target: 'terminal' }
export const quiet: Screen = { ...pipe, detail: 'new' }

/** A path from its bytes; one char of `text` per byte. */
export function pathOf(text: string): BytePath {
  const path = parseBytePath(Buffer.from(text, 'latin1'))
  if (path === undefined) throw new Error(`not a path: ${text}`)
  return path
}

/** A hash that starts with these digits. */
export function oidOf(digits: string): Oid {
  return parseOid(digits.padEnd(64, '0'))
}

export function findingOf(reason: string, summary: string, excerpt: string): Finding {
  return {
    rule: Number(/\d+/.exec(reason)?.[0]),
    reason,
    tier: reason.includes('SUSP') ? 'suspicious' : 'malicious',
    pack: 'holdfast',
    summary,
    evidence: [
      {
        offset: 13,
        length: 48,
        line: 1,
        layer: [],
        excerpt: Buffer.from(excerpt, 'latin1').toString('base64'),
      },
    ],
    trace: [],
  }
}

export function incidentOf(changes: Partial<Incident>): Incident {
  const reason = changes.reason ?? 'HF-SA-0117-php.bkdr.wshll'
  const summary = changes.summary ?? 'runs what a visitor sends'
  return {
    id: 1207,
    path: pathOf('/home/alice/public_html/wp-content/uploads/2024/cache.php'),
    owner: 'alice',
    status: 'infected',
    ignore: null,
    tier: 'malicious',
    type: 'SA',
    reason,
    rule: 117,
    summary,
    finding: findingOf(reason, summary, '$_POST["d"](1)'),
    oid: oidOf('a71f02c9'),
    size: 240,
    epoch: 3,
    openedAt: scanAt,
    openedByScan: 212,
    firstSeenAt: scanAt,
    lastSeenAt: scanAt,
    closedAt: null,
    resolved: null,
    previous: null,
    notes: [],
    ...changes,
  }
}

export const root = pathOf('/home')

export const snapshot: StoredSnapshot = {
  id: oidOf('5c1e07ab'),
  root,
  parent: oidOf('77aa0011'),
  tree: oidOf('12345678'),
  at: scanAt,
  files: 24_118,
  bytes: 1_300_000_000,
  reason: 'scan',
  scan: 212,
}

export const scan: ScanRecord = {
  id: 212,
  paths: [pathOf('/home/alice')],
  startedAt: scanAt,
  finishedAt: scanAt + 900,
  outcome: 'incomplete',
  cause: 'on-demand',
  initiator: { uid: 0, login: 'anna', tty: 'pts/3' },
  epoch: 3,
  counts: {
    files: 24_118,
    directories: 2_100,
    unchanged: 24_109,
    read: 9,
    bytesRead: 81_000,
    bytes: 1_300_000_000,
    judged: 9,
    verdictsReused: 0,
    malicious: 3,
    suspicious: 1,
    undecided: 1,
    skipped: 13,
    hashOnly: 3_902,
  },
  skipped: { 'special-file': 9, excluded: 4 },
  snapshots: [{ root, id: snapshot.id, changed: true }],
}

export const incidents: readonly Incident[] = [
  incidentOf({ notes: [{ kind: 'whole-file', line: 4 }, { kind: 'new-file' }] }),
  incidentOf({
    id: 1208,
    path: pathOf('/home/alice/public_html/wp-includes/version.php'),
    reason: 'HF-INJ-0042-php.bkdr.eval',
    type: 'INJ',
    summary: 'code from the visitor is run',
    oid: oidOf('3d06dcd688e048ab'),
    notes: [
      { kind: 'inserted', bytes: 71, line: 1 },
      {
        kind: 'false-date',
        mtimeMs: Date.parse('2025-09-30T17:41:00Z'),
        ctimeMs: Date.parse('2026-11-21T22:52:08Z'),
      },
    ],
  }),
  incidentOf({
    id: 880,
    path: pathOf('/home/alice/public_html/wp-content/themes/shop/mail.php'),
    reason: 'HF-SUSP-0211-php.spam.mlr',
    type: 'SUSP',
    tier: 'suspicious',
    status: 'suspicious',
    summary: 'Sends mail to addresses taken from the request; may be a contact form.',
    openedAt: Date.parse('2026-11-01T02:04:00Z'),
    openedByScan: 190,
  }),
]

export const report: ScanReport = {
  scan,
  incidents,
  undecided: [
    {
      path: pathOf('/home/alice/public_html/wp-content/plugins/big/vendor.min.php'),
      oid: oidOf('beef0001'),
      limits: ['timeout'],
    },
  ],
  skipped: [],
  snapshots: [snapshot],
  accounts: 1,
  previousScanAt: weekBefore,
  storeCreated: false,
  storeBytes: 400_000_000,
  rules: { rules: 25, packs: ['holdfast'], epoch: 3, engine: 'yara-x native 1.20.0' },
  isolation: 'own-user',
  trouble: { unkept: 0, damaged: 0, readersLost: 0 },
}

/** A text that would do harm on a terminal: newline, escape sequence, bidi override, and not UTF-8. */
export const hostileName = 'a\nb\u001b[31m\u00e2\u0080\u00ae.php'
