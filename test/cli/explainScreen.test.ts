import { describe, expect, it } from 'vitest'
import { explanationToJson } from '../../src/cli/json/explanation.ts'
import { renderExplanation } from '../../src/cli/screens/explain.ts'
import type { Explanation } from '../../src/service/contract/file.ts'
import { findingOf, incidents, oidOf, pathOf, pipe, scanAt, weekBefore } from './samples.ts'

function text(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`
}

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
      knownGood: [],
    },
    {
      oid: oidOf('098e83f4'),
      size: 929,
      outcome: 'clean',
      firstSeenAt: weekBefore,
      lastSeenAt: weekBefore,
      scan: 190,
      kept: true,
      knownGood: ['wordpress-6.1.9'],
    },
  ],
  sameContent: { items: [pathOf('/home/bob/x.php')], total: 1 },
  changedWith: 9,
  actions: { clean: null, undoable: null },
}

describe('explain', () => {
  it('gives the answer, the evidence, the life of the file and its surroundings', () => {
    expect(text(renderExplanation(explanation, pipe))).toMatchInlineSnapshot(`
      "
      /home/alice/public_html/wp-includes/version.php                                        Infected, injected code
      account alice, 1,000 bytes, uid 1001 gid 1001 0644, sha256 3d06dcd688e048ab..., i1208 found 2026-11-22 02:04
      CET by scan s212

      WHY   HF-INJ-0042-php.bkdr.eval: code from the visitor is run                  holdfast rules show HF-INJ-0042
            bytes 13-60, line 1
              <?php /*7f*/ eval(base64_decode("ZXZhbA=="));\\r\\n\\u{1b}[2J
      NOTE  71 bytes added before line 1 of a clean version of this file: code from the visitor is run.
            False date: mtime says 2025-09-30 19:41, the file really changed 2026-11-21 23:52:08.

      THIS FILE OVER TIME                                                            holdfast diff 098e83f4 3d06dcd6
        FROM (CET)        UNTIL             CONTENT    SIZE  VERDICT    SEEN BY  NOTE
        2026-11-22 02:04  2026-11-22 02:04  3d06dcd6  1,000  malicious  s212
        2026-11-15 03:00  2026-11-15 03:00  098e83f4    929  clean      s190     known good: wordpress-6.1.9

      SAME  this content is in 1 other file: /home/bob/x.php
      WITH  9 files of this account changed in the same scan

      WHAT EACH ACTION WOULD DO
        ignore      this content at this path is no longer reported; any change of the file ends it
        restore     nothing to restore: holdfast has not changed this file
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
      account alice, 1,000 bytes, uid 1001 gid 1001 0644, sha256 3d06dcd688e048ab...

      No rule of the present set has found anything in it.

      THIS FILE OVER TIME
        FROM (CET)        UNTIL             CONTENT   SIZE  VERDICT  SEEN BY  NOTE
        2026-11-15 03:00  2026-11-15 03:00  098e83f4   929  clean    s190     known good: wordpress-6.1.9
      "
    `)
  })

  it('prints any time that a file can claim', () => {
    const { current } = explanation
    if (current === null) throw new Error('the sample has a current file')
    for (const mtimeMs of [1e17, -1e17, 4.6e21, Number.MIN_SAFE_INTEGER]) {
      const claimed = { ...explanation, current: { ...current, mtimeMs } }
      expect(text(renderExplanation(claimed, pipe))).toContain('Infected')
      expect(JSON.stringify(explanationToJson(claimed))).toMatch(/"mtime":"(0001|9999)-/)
    }
  })
})
