import { describe, expect, it } from 'vitest'
import { historyToJson } from '../../src/cli/json/history.ts'
import { renderContentDiff } from '../../src/cli/screens/contentDiff.ts'
import { renderExplanation } from '../../src/cli/screens/explain.ts'
import { renderFsck } from '../../src/cli/screens/fsck.ts'
import { renderHeldStatus } from '../../src/cli/screens/heldStatus.ts'
import { renderHistory } from '../../src/cli/screens/history.ts'
import { renderSnapshotDiff, renderSnapshotPage, renderTree } from '../../src/cli/screens/snapshots.ts'
import { renderStatus } from '../../src/cli/screens/status.ts'
import { viewedContent } from '../../src/cli/screens/view.ts'
import type { JournalEvent } from '../../src/domain/event.ts'
import { incidentStatuses } from '../../src/domain/incident.ts'
import type { IncidentStatus } from '../../src/domain/incident.ts'
import { lineDiff } from '../../src/domain/lineDiff.ts'
import type { ByteName } from '../../src/domain/path.ts'
import type { Explanation, HistoryReport, StatusReport } from '../../src/service/contract.ts'
import {
  findingOf,
  hostileName,
  incidents,
  oidOf,
  pathOf,
  pipe,
  quiet,
  report,
  root,
  scan,
  scanAt,
  snapshot,
  weekBefore,
} from './samples.ts'

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
  store: {
    path: '/var/lib/holdfast',
    bytes: 18_400_000_000,
    snapshots: 57,
    format: 1,
    diskFreeBytes: 312_000_000_000,
    lastFsckAt: weekBefore,
  },
  audit: { events: 48_097, head: oidOf('abcdef01') },
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

const explanation: Explanation = {
  path: pathOf('/home/alice/public_html/wp-includes/version.php'),
  owner: 'alice',
  incident: incidents[1]!,
  current: {
    oid: oidOf('3d06dcd688e048ab'),
    size: 1000,
    mode: 0o644,
    uid: 1001,
    gid: 1001,
    mtimeMs: weekBefore,
    ctimeMs: scanAt,
    fileClass: 'generic',
    contentKind: 'php',
    kept: true,
    lastReadDay: 20_779,
  },
  outcome: 'malicious',
  verdict: {
    findings: [
      findingOf(
        'HF-INJ-0042-php.bkdr.eval',
        'code from the visitor is run',
        '<?php /*7f*/ eval(base64_decode("ZXZhbA=="));\r\n\u001b[2J',
      ),
    ],
    limits: [],
    labels: [],
    shape: null,
  },
  rules: [],
  versions: [
    {
      oid: oidOf('3d06dcd6'),
      size: 1000,
      outcome: 'malicious',
      firstSeenAt: scanAt,
      lastSeenAt: scanAt,
      scan: 212,
      kept: true,
    },
    {
      oid: oidOf('098e83f4'),
      size: 929,
      outcome: 'clean',
      firstSeenAt: weekBefore,
      lastSeenAt: weekBefore,
      scan: 190,
      kept: true,
    },
  ],
  sameContent: { items: [pathOf('/home/bob/x.php')], total: 1 },
  changedWith: 9,
}

describe('explain', () => {
  it('gives the answer, the evidence, the life of the file and its surroundings', () => {
    expect(text(renderExplanation(explanation, pipe))).toMatchInlineSnapshot(`
      "
      /home/alice/public_html/wp-includes/version.php                                        Infected, injected code
      account alice, 1,000 bytes, uid 1001 gid 1001 0644, sha256
      3d06dcd688e048ab000000000000000000000000000000000000000000000000, i1208 found 2026-11-22 02:04 CET by scan
      s212

      WHY   HF-INJ-0042-php.bkdr.eval: code from the visitor is run                  holdfast rules show HF-INJ-0042
            bytes 13-60, line 1
              <?php /*7f*/ eval(base64_decode("ZXZhbA=="));\\r\\n\\u{1b}[2J
      NOTE  71 bytes added before line 1 of a clean version of this file: code from the visitor is run.
            False date: mtime says 2025-09-30 19:41, the file really changed 2026-11-21 23:52:08.

      THIS FILE OVER TIME                                                            holdfast diff 098e83f4 3d06dcd6
        FROM (CET)        UNTIL             CONTENT    SIZE  VERDICT    SEEN BY  NOTE
        2026-11-22 02:04  2026-11-22 02:04  3d06dcd6  1,000  malicious  s212
        2026-11-15 03:00  2026-11-15 03:00  098e83f4    929  clean      s190

      SAME  this content is in 1 other file: /home/bob/x.php
      WITH  9 files of this account changed in the same scan
      "
    `)
  })

  it('of a clean file says so', () => {
    const clean: Explanation = {
      ...explanation,
      incident: null,
      outcome: 'clean',
      verdict: { findings: [], limits: [], labels: [], shape: null },
      versions: explanation.versions.slice(1),
      sameContent: { items: [], total: 0 },
      changedWith: 0,
    }
    expect(text(renderExplanation(clean, pipe))).toMatchInlineSnapshot(`
      "
      /home/alice/public_html/wp-includes/version.php                                                          clean
      account alice, 1,000 bytes, uid 1001 gid 1001 0644, sha256
      3d06dcd688e048ab000000000000000000000000000000000000000000000000

      No rule of the present set has found anything in it.

      THIS FILE OVER TIME                                                                                           
        FROM (CET)        UNTIL             CONTENT   SIZE  VERDICT  SEEN BY  NOTE
        2026-11-15 03:00  2026-11-15 03:00  098e83f4   929  clean    s190
      "
    `)
  })
})

function eventOf(changes: Partial<JournalEvent>): JournalEvent {
  return {
    v: 1,
    seq: 7,
    at: scanAt,
    mono: 1,
    bootId: 'b',
    event: 'detected',
    cause: 'on-demand',
    initiator: { uid: 0, login: 'anna' },
    detail: {},
    previous: oidOf('aa'),
    digest: oidOf('bb'),
    ...changes,
  }
}

const file = pathOf('/home/alice/public_html/wp-includes/version.php')
const history: HistoryReport = {
  items: [
    {
      kind: 'event',
      at: scanAt + 31_000,
      event: eventOf({
        incident: 1208,
        path: file,
        oid: oidOf('3d06dcd6'),
        owner: 'alice',
        detail: { reason: 'HF-INJ-0042-php.bkdr.eval', tier: 'malicious' },
      }),
    },
    {
      kind: 'content',
      at: scanAt + 30_000,
      path: file,
      change: 'content-changed',
      before: oidOf('098e83f4'),
      after: oidOf('3d06dcd6'),
      outcome: 'malicious',
      scan: 212,
    },
    {
      kind: 'content',
      at: weekBefore,
      path: file,
      change: 'first-seen',
      before: null,
      after: oidOf('098e83f4'),
      outcome: 'clean',
      scan: 190,
    },
  ],
  total: 3,
  path: file,
  owner: 'alice',
  head: { seq: 48_104, digest: oidOf('abcdef01') },
}

describe('history', () => {
  it('of one file has no FILE column', () => {
    expect(text(renderHistory(history, pipe))).toMatchInlineSnapshot(`
      "
      DATE (CET)           EVENT                  CAUSE      INITIATOR         DETAIL
      2026-11-22 02:04:31  Detected as malicious  On-demand  root (sudo anna)  i1208, 3d06dcd6, HF-INJ-0042-php.bkdr.eval
      2026-11-22 02:04:30  Content changed                   s212              098e83f4 -> 3d06dcd6, malicious
      2026-11-15 03:00:00  First seen                        s190              098e83f4, clean
      3 lines, account alice. The journal has 48,104 events, head abcdef01 (checked by holdfast fsck).
      "
    `)
  })

  it('of many names each file as seen from what they have in common', () => {
    const started = eventOf({ event: 'scan-started', scan: 212, cause: 'scheduled', initiator: { uid: 0 } })
    const other = eventOf({ path: pathOf(`/home/alice/public_html/${hostileName}`), incident: 9 })
    const items = [
      { kind: 'event' as const, at: scanAt, event: other },
      ...history.items,
      { kind: 'event' as const, at: scanAt, event: started },
    ]
    expect(text(renderHistory({ ...history, items, total: 50, path: null }, pipe))).toMatchInlineSnapshot(`
      "
      DATE (CET)           EVENT                  FILE (in /home/alice/public_html)  CAUSE      INITIATOR         DETAIL
      2026-11-22 02:04:00  Detected as malicious  a\\u{a}b\\u{1b}[31m\\u{202e}.php      On-demand  root (sudo anna)  i9
      2026-11-22 02:04:31  Detected as malicious  wp-includes/version.php            On-demand  root (sudo anna)  i1208, 3d06dcd6, HF-INJ-0042-php.bkdr.eval
      2026-11-22 02:04:30  Content changed        wp-includes/version.php                       s212              098e83f4 -> 3d06dcd6, malicious
      2026-11-15 03:00:00  First seen             wp-includes/version.php                       s190              098e83f4, clean
      2026-11-22 02:04:00  Scan started                                              Scheduled  System            s212
      5 of 50 lines, account alice. The journal has 48,104 events, head abcdef01 (checked by holdfast fsck).
      One file: holdfast history FILE. One kind: --event detected.
      "
    `)
  })

  it('has the documented JSON shape', () => {
    expect(historyToJson({ ...history, items: history.items.slice(0, 2) })).toMatchInlineSnapshot(`
      {
        "head": {
          "digest": "abcdef0100000000000000000000000000000000000000000000000000000000",
          "seq": 48104,
        },
        "items": [
          {
            "at": "2026-11-22T01:04:00.000Z",
            "cause": "on-demand",
            "detail": {
              "reason": "HF-INJ-0042-php.bkdr.eval",
              "tier": "malicious",
            },
            "digest": "bb00000000000000000000000000000000000000000000000000000000000000",
            "event": "detected",
            "file": "/home/alice/public_html/wp-includes/version.php",
            "hash": "3d06dcd600000000000000000000000000000000000000000000000000000000",
            "incident": "i1208",
            "initiator": {
              "login": "anna",
              "uid": 0,
            },
            "previous": "aa00000000000000000000000000000000000000000000000000000000000000",
            "reason": "HF-INJ-0042-php.bkdr.eval",
            "seq": 7,
            "user": "alice",
          },
          {
            "at": "2026-11-22T01:04:30.000Z",
            "before": "098e83f400000000000000000000000000000000000000000000000000000000",
            "event": "content-changed",
            "file": "/home/alice/public_html/wp-includes/version.php",
            "hash": "3d06dcd600000000000000000000000000000000000000000000000000000000",
            "outcome": "malicious",
            "scan": "s212",
          },
        ],
        "total": 3,
      }
    `)
  })
})

describe('snapshots', () => {
  it('lists them, newest first', () => {
    expect(text(renderSnapshotPage({ items: [snapshot], total: 57 }, pipe))).toMatchInlineSnapshot(`
      "
      ID        TIME (CET)        ROOT    FILES    SIZE  BY         PARENT
      5c1e07ab  2026-11-22 02:04  /home  24,118  1.3 GB  scan s212  77aa0011

      1 of 57 snapshots; more with --limit and --offset
      "
    `)
  })

  it('lists one directory', () => {
    const entry = {
      name: 'x' as ByteName,
      kind: 'file' as const,
      mode: 0o644,
      uid: 33,
      gid: 33,
      size: 1234,
      oid: oidOf('12ab34cd'),
      hashOnly: true,
      silentChange: false,
    }
    const items = [
      {
        path: pathOf('/home/a'),
        entry: { ...entry, kind: 'directory' as const, mode: 0o755, hashOnly: false },
      },
      { path: pathOf(`/home/${hostileName}`), entry },
    ]
    expect(text(renderTree({ items, total: 2, snapshot, path: root }, pipe))).toMatchInlineSnapshot(`
      "
      /home in snapshot 5c1e07ab, 2026-11-22 02:04 CET
      MODE   UID  GID   SIZE  CONTENT               NAME
      d0755   33   33      -  12ab34cd              a/
      -0644   33   33  1,234  12ab34cd (hash only)  a\\u{a}b\\u{1b}[31m\\u{202e}.php

      2 names
      "
    `)
  })

  it('compares two', () => {
    const changes = [
      { mark: 'A' as const, path: pathOf('/home/a.php'), before: null, after: oidOf('a1') },
      { mark: '?' as const, path: pathOf('/home/b.php'), before: oidOf('b0'), after: oidOf('b1') },
    ]
    const from = { ...snapshot, id: oidOf('77aa0011'), at: weekBefore }
    expect(text(renderSnapshotDiff({ from, to: snapshot, changes }, pipe))).toMatchInlineSnapshot(`
      "
      /home: 77aa0011 (2026-11-15 03:00 CET) -> 5c1e07ab (2026-11-22 02:04 CET)
      A  /home/a.php
      ?  /home/b.php  b0000000 -> b1000000

      1 added, 1 changed although size and mtime did not
      "
    `)
  })
})

describe('contents', () => {
  it('differ line by line, with hostile bytes escaped', () => {
    const before = Buffer.from('<?php\n$version = 1;\n')
    const after = Buffer.from('<?php /*\u001b[8m*/ eval();\n$version = 1;')
    const diff = lineDiff(before, after)
    expect(
      text(renderContentDiff({ before: oidOf('098e83f4'), after: oidOf('3d06dcd6'), diff })),
    ).toMatchInlineSnapshot(`
      "
      --- 098e83f4
      +++ 3d06dcd6
      @@ -1,2 +1,2 @@
      -<?php
      -$version = 1;
      +<?php /*\\u{1b}[8m*/ eval();
      +$version = 1;
      \\ no line end at the end of the file
      "
    `)
  })

  it('are escaped, dumped, or left alone', () => {
    const bytes = Buffer.from([
      0x3c, 0x3f, 0x0a, 0x09, 0x1b, 0x5b, 0xff, 0xc3, 0xa9, 0x0d, 0x0a, 0xe2, 0x80, 0xae,
    ])
    const view = { path: null, oid: oidOf('aa'), size: 14, bytes, source: 'store' as const }
    expect(viewedContent(view, 'safe')).toMatchInlineSnapshot(`
      "<?
      	\\u{1b}[\\xffé\\u{d}
      \\u{202e}
      "
    `)
    expect(viewedContent(view, 'hex')).toMatchInlineSnapshot(`
      "00000000  3c 3f 0a 09 1b 5b ff c3  a9 0d 0a e2 80 ae        |<?...[........|
      0000000e
      "
    `)
    expect(viewedContent(view, 'raw')).toBe(bytes)
  })
})

describe('fsck', () => {
  it('lists the problems and says that nothing was repaired', () => {
    const problems = [{ kind: 'object', id: 'abc', problem: 'does not match its name' }]
    expect(
      text(renderFsck({ ok: false, objects: 12, events: 3, problems }, 'none', pipe)),
    ).toMatchInlineSnapshot(`
      "
      1 PROBLEM. 12 objects, 3 events: records and references; holdfast fsck --read-data reads all data.

      KIND    ID   PROBLEM
      object  abc  does not match its name

      Nothing was repaired. Keep a copy of the store directory before doing anything else with it.
      "
    `)
    expect(
      text(renderFsck({ ok: true, objects: 12, events: 3, problems: [] }, 'all', pipe)),
    ).toMatchInlineSnapshot(`
      "
      OK. 12 objects, 3 events: all data read and hashed again.
      "
    `)
  })
})
