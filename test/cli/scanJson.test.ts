import { describe, expect, it } from 'vitest'
import { scanReportToJson } from '../../src/cli/json/scan.ts'
import { hostileName, incidentOf, pathOf, report } from './samples.ts'

describe('scan --json', () => {
  it('has the documented shape', () => {
    expect(scanReportToJson(report, null)).toMatchInlineSnapshot(`
      {
        "acted": null,
        "findings": [
          {
            "actions": [
              "clean",
              "quarantine",
              "delete",
              "ignore",
            ],
            "closedAt": null,
            "evidence": [
              {
                "excerpt": "$_POST["d"](1)",
                "excerptBase64": "JF9QT1NUWyJkIl0oMSk=",
                "layer": [],
                "length": 48,
                "line": 1,
                "offset": 13,
                "rule": 117,
              },
            ],
            "file": "/home/alice/public_html/wp-content/uploads/2024/cache.php",
            "firstSeenAt": "2026-11-22T01:04:00.000Z",
            "hash": "a71f02c900000000000000000000000000000000000000000000000000000000",
            "id": "i1207",
            "lastSeenAt": "2026-11-22T01:04:00.000Z",
            "notes": [
              {
                "kind": "whole-file",
                "line": 4,
              },
              {
                "kind": "new-file",
              },
            ],
            "previous": null,
            "reason": "HF-SA-0117-php.bkdr.wshll",
            "resolved": null,
            "scanDate": "2026-11-22T01:04:00.000Z",
            "scanId": "s212",
            "size": 240,
            "status": "infected",
            "summary": "runs what a visitor sends",
            "trace": [],
            "type": "SA",
            "user": "alice",
          },
          {
            "actions": [
              "clean",
              "quarantine",
              "delete",
              "ignore",
            ],
            "closedAt": null,
            "evidence": [
              {
                "excerpt": "$_POST["d"](1)",
                "excerptBase64": "JF9QT1NUWyJkIl0oMSk=",
                "layer": [],
                "length": 48,
                "line": 1,
                "offset": 13,
                "rule": 42,
              },
            ],
            "file": "/home/alice/public_html/wp-includes/version.php",
            "firstSeenAt": "2026-11-22T01:04:00.000Z",
            "hash": "3d06dcd688e048ab000000000000000000000000000000000000000000000000",
            "id": "i1208",
            "lastSeenAt": "2026-11-22T01:04:00.000Z",
            "notes": [
              {
                "bytes": 71,
                "kind": "inserted",
                "line": 1,
              },
              {
                "ctime": "2026-11-21T22:52:08.000Z",
                "kind": "false-date",
                "mtime": "2025-09-30T17:41:00.000Z",
              },
            ],
            "previous": null,
            "reason": "HF-INJ-0042-php.bkdr.eval",
            "resolved": null,
            "scanDate": "2026-11-22T01:04:00.000Z",
            "scanId": "s212",
            "size": 240,
            "status": "infected",
            "summary": "code from the visitor is run",
            "trace": [],
            "type": "INJ",
            "user": "alice",
          },
          {
            "actions": [
              "clean",
              "quarantine",
              "delete",
              "ignore",
            ],
            "closedAt": null,
            "evidence": [
              {
                "excerpt": "$_POST["d"](1)",
                "excerptBase64": "JF9QT1NUWyJkIl0oMSk=",
                "layer": [],
                "length": 48,
                "line": 1,
                "offset": 13,
                "rule": 211,
              },
            ],
            "file": "/home/alice/public_html/wp-content/themes/shop/mail.php",
            "firstSeenAt": "2026-11-22T01:04:00.000Z",
            "hash": "a71f02c900000000000000000000000000000000000000000000000000000000",
            "id": "i880",
            "lastSeenAt": "2026-11-22T01:04:00.000Z",
            "notes": [],
            "previous": null,
            "reason": "HF-SUSP-0211-php.spam.mlr",
            "resolved": null,
            "scanDate": "2026-11-01T02:04:00.000Z",
            "scanId": "s190",
            "size": 240,
            "status": "suspicious",
            "summary": "Sends mail to addresses taken from the request; may be a contact form.",
            "trace": [],
            "type": "SUSP",
            "user": "alice",
          },
        ],
        "operations": [],
        "scan": {
          "cause": "on-demand",
          "complete": false,
          "counts": {
            "bytes": 1300000000,
            "bytesRead": 81000,
            "directories": 2100,
            "files": 24118,
            "hashOnly": 3902,
            "judged": 9,
            "malicious": 3,
            "read": 9,
            "skipped": 13,
            "suspicious": 1,
            "unchanged": 24109,
            "undecided": 1,
            "verdictsReused": 0,
          },
          "durationMs": 900,
          "finishedAt": "2026-11-22T01:04:00.900Z",
          "held": null,
          "id": "s212",
          "initiator": {
            "login": "anna",
            "tty": "pts/3",
            "uid": 0,
          },
          "isolation": "own-user",
          "outcome": "incomplete",
          "roots": [
            "/home/alice",
          ],
          "ruleset": {
            "engine": "yara-x native 1.20.0",
            "epoch": 3,
            "packs": [
              "holdfast",
            ],
            "rules": 25,
          },
          "skippedByReason": {
            "excluded": 4,
            "special-file": 9,
          },
          "snapshots": [
            {
              "changed": true,
              "id": "5c1e07ab00000000000000000000000000000000000000000000000000000000",
              "parent": "77aa001100000000000000000000000000000000000000000000000000000000",
              "root": "/home",
            },
          ],
          "startedAt": "2026-11-22T01:04:00.000Z",
          "trouble": {
            "damaged": 0,
            "readersLost": 0,
            "unkept": 0,
          },
        },
        "skipped": [],
        "undecided": [
          {
            "file": "/home/alice/public_html/wp-content/plugins/big/vendor.min.php",
            "hash": "beef000100000000000000000000000000000000000000000000000000000000",
            "limits": [
              "timeout",
            ],
          },
        ],
      }
    `)
  })

  it('adds the bytes of a name that the display form had to escape', () => {
    const bytes = `/home/alice/${hostileName}\u00ff`
    const { findings } = scanReportToJson(
      {
        ...report,
        incidents: [incidentOf({ path: pathOf(bytes) })],
      },
      null,
    ) as {
      findings: { file: string; fileBase64: string }[]
    }
    expect(Buffer.from(findings[0]!.fileBase64, 'base64').toString('latin1')).toBe(bytes)
    expect(findings[0]!.file).toMatchInlineSnapshot(`"/home/alice/a\\x0ab\\x1b[31m\\xe2\\x80\\xae.php\\xff"`)
  })
})
