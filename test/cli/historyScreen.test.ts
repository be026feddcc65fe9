import { describe, expect, it } from 'vitest'
import { historyToJson } from '../../src/cli/json/history.ts'
import { renderHistory } from '../../src/cli/screens/history.ts'
import type { JournalEvent } from '../../src/domain/event.ts'
import type { HistoryReport } from '../../src/service/contract/history.ts'
import { hostileName, oidOf, pathOf, pipe, scanAt, weekBefore } from './samples.ts'

function text(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`
}

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
