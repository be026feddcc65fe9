import { describe, expect, it } from 'vitest'
import { renderHeldStatus } from '../../src/cli/screens/heldStatus.ts'
import { renderStatus } from '../../src/cli/screens/status.ts'
import { incidentStatuses } from '../../src/domain/incident.ts'
import type { IncidentStatus } from '../../src/domain/incident.ts'
import type { StatusReport } from '../../src/service/contract/status.ts'
import { oidOf, pathOf, pipe, quiet, report, root, scan, scanAt, weekBefore } from './samples.ts'

function text(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`
}

const noIncidents = Object.fromEntries(incidentStatuses.map((status) => [status, 0])) as Record<
  IncidentStatus,
  number
>

const status: StatusReport = {
  host: 'web7',
  version: '0.1.0',
  at: scanAt + 7 * 60_000,
  attention: [
    {
      text: '3 infected files on 1 account (alice), newest 7 min ago',
      command: 'holdfast list --status infected',
    },
    { text: '1 file could not be judged', command: 'holdfast scan /home' },
  ],
  roots: [
    {
      path: root,
      lastScan: scan,
      lastCompleteAt: weekBefore,
      files: 7_214_102,
      infected: 3,
      suspicious: 31,
      undecided: 7,
      notRead: 2_214,
      filesystem: 'ext4',
      statTrusted: true,
    },
    {
      path: pathOf('/srv/www'),
      lastScan: null,
      lastCompleteAt: null,
      files: 0,
      infected: 0,
      suspicious: 0,
      undecided: 0,
      notRead: 0,
      filesystem: 'overlay',
      statTrusted: false,
    },
  ],
  incidents: { ...noIncidents, infected: 3, suspicious: 31, resolved: 5 },
  rules: report.rules,
  ruleSources: [],
  store: {
    path: '/var/lib/holdfast',
    bytes: 18_400_000_000,
    snapshots: 57,
    format: 1,
    diskFreeBytes: 312_000_000_000,
    ballastBytes: 33_554_432,
    lastFsckAt: weekBefore,
  },
  audit: { events: 48_097, head: oidOf('abcdef01') },
  originals: { restorable: 49, expired: 187, expiring: 12, nextEndAt: null },
  maxFiles: 50,
  defaultAction: 'cleanup',
}

describe('status', () => {
  it('says what needs attention, then the state of everything', () => {
    expect(text(renderStatus(status, pipe))).toMatchInlineSnapshot(`
      "
      web7, holdfast 0.1.0, 2026-11-22 02:11 CET

      NEEDS ATTENTION
        3 infected files on 1 account (alice), newest 7 min ago    holdfast list --status infected
        1 file could not be judged                                 holdfast scan /home

      ROOT      LAST COMPLETE SCAN (CET)      FILES  INFECTED  SUSPICIOUS  UNDECIDED  NOT READ
      /home     2026-11-15 03:00          7,214,102         3          31          7     2,214
      /srv/www  never                             0         0           0          0         0
        /srv/www is on overlay, where an unchanged file cannot be told from its metadata: every scan reads all of it

      INCIDENTS    Infected 3, Suspicious 31, Resolved 5
      ORIGINALS    49 can be restored; 187 are past their time (only from your backup)
      ACTION       cleanup (malware.defaultAction) in scans with --act; at most 50 files per run
      RULES        holdfast (25 rules, epoch 3), yara-x native 1.20.0
      STORE        /var/lib/holdfast 18.4 GB, 57 snapshots, format 1; disk 312.0 GB free; fsck 2026-11-15 03:00 (6
                   days ago)
      AUDIT        48,097 events, head abcdef01; the chain is checked by holdfast fsck
      "
    `)
  })

  it('with --quiet keeps only what needs attention', () => {
    expect(renderStatus(status, quiet)).toHaveLength(2)
    expect(renderStatus({ ...status, attention: [] }, quiet)).toEqual([])
  })

  it('tells who holds the store, how far it is, and how to stop it or wait', () => {
    const held = {
      pid: 21_733,
      what: 'scan s213 of /home /var/www',
      scan: 213,
      since: scanAt,
      filesDone: 4_218_000,
      filesExpected: 7_232_000,
      findings: 3,
    }
    expect(text(renderHeldStatus(held, scanAt + 90_000, pipe))).toMatchInlineSnapshot(`
      "
      RUNNING      scan s213 of /home /var/www, pid 21733, since 2026-11-22 02:04:00 CET
                   4,218,000 of about 7,232,000 files, 3 new findings, about 1 min 4 s left
                   stop it: kill -INT 21733        wait for it: holdfast --wait list
      The store is in use by that process; the rest of this page is available when it ends.
      "
    `)
  })
})
