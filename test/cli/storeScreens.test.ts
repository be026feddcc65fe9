import { describe, expect, it } from 'vitest'
import { snapshotDiffToJson, snapshotToJson } from '../../src/cli/json/snapshot.ts'
import { renderContentDiff } from '../../src/cli/screens/contentDiff.ts'
import { renderFsck } from '../../src/cli/screens/fsck.ts'
import { renderSnapshotDiff, renderSnapshotPage, renderTree } from '../../src/cli/screens/snapshots.ts'
import { viewedContent } from '../../src/cli/screens/view.ts'
import { lineDiff } from '../../src/domain/lineDiff.ts'
import type { FsckReport } from '../../src/service/contract/fsck.ts'
import type { ByteName } from '../../src/domain/path.ts'
import { hostileName, oidOf, pathOf, pipe, root, snapshot, weekBefore } from './samples.ts'

function text(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`
}

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
    expect(text(renderSnapshotDiff({ from, to: snapshot, changes, total: 2 }, pipe))).toMatchInlineSnapshot(`
      "
      /home: 77aa0011 (2026-11-15 03:00 CET) -> 5c1e07ab (2026-11-22 02:04 CET)
      A  /home/a.php
      ?  /home/b.php  b0000000 -> b1000000

      1 added, 1 changed although size and mtime did not
      "
    `)
  })
})

describe('the JSON of the store', () => {
  it('has the documented shapes', () => {
    const changes = [{ mark: 'D' as const, path: pathOf('/home/a.php'), before: oidOf('a0'), after: null }]
    expect(snapshotToJson(snapshot)).toMatchInlineSnapshot(`
      {
        "at": "2026-11-22T01:04:00.000Z",
        "bytes": 1300000000,
        "files": 24118,
        "id": "5c1e07ab00000000000000000000000000000000000000000000000000000000",
        "parent": "77aa001100000000000000000000000000000000000000000000000000000000",
        "reason": "scan",
        "root": "/home",
        "scanId": "s212",
        "tree": "1234567800000000000000000000000000000000000000000000000000000000",
      }
    `)
    expect(snapshotDiffToJson({ from: snapshot, to: snapshot, changes, total: 1 })).toMatchInlineSnapshot(`
      {
        "changes": [
          {
            "before": "a000000000000000000000000000000000000000000000000000000000000000",
            "file": "/home/a.php",
            "mark": "D",
          },
        ],
        "from": "5c1e07ab00000000000000000000000000000000000000000000000000000000",
        "to": "5c1e07ab00000000000000000000000000000000000000000000000000000000",
        "total": 1,
      }
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
  const clean: FsckReport = {
    ...{ ok: true, objects: 12, objectsRead: 12, readRange: null, events: 3, problems: [] },
    ...{ repaired: [], setAside: null },
  }

  it('lists the problems and says that nothing was repaired', () => {
    const problems = [{ kind: 'object', id: 'abc', problem: 'does not match its name' }]
    expect(
      text(renderFsck({ ...clean, ok: false, problems }, { readData: 'none', repair: 'nothing' }, pipe)),
    ).toMatchInlineSnapshot(`
      "
      1 PROBLEM. 12 objects, 3 events: records and references; holdfast fsck --read-data reads all data.

      KIND    ID   PROBLEM
      object  abc  does not match its name

      Nothing was repaired. Keep a copy of the store directory before doing anything else with it;
      holdfast fsck --repair puts right what can be derived and removes no content.
      "
    `)
    expect(text(renderFsck(clean, { readData: 'all', repair: 'nothing' }, pipe))).toMatchInlineSnapshot(`
      "
      OK. 12 objects, 3 events: all data read and hashed again.
      "
    `)
  })

  it('says which share of the data it read, what it repaired and what is left', () => {
    const readRange = { from: '19999999', to: '33333333' }
    expect(
      text(
        renderFsck(
          { ...clean, objectsRead: 2, readRange },
          { readData: { percent: 10 }, repair: 'nothing' },
          pipe,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      OK. 12 objects, 3 events: 2 objects read and hashed again, ids from 19999999 to before 33333333; the next share begins there.
      "
    `)
    const repaired = [{ kind: 'incident', id: 'i7', repair: 'taken out; its file is read again' }]
    const problems = [{ kind: 'event', id: '9', problem: 'cannot be read' }]
    expect(
      text(
        renderFsck(
          { ...clean, ok: false, problems, repaired, setAside: 'set-aside-20261122T010203000Z.ndjson' },
          { readData: 'all', repair: 'derivable' },
          pipe,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      1 REPAIR.

      KIND      ID  REPAIR
      incident  i7  taken out; its file is read again

      Everything that was taken out is in set-aside-20261122T010203000Z.ndjson in the store.
      Run a scan of every root now: what was dropped from the index is read again.

      1 PROBLEM LEFT. 12 objects, 3 events: all data read and hashed again.

      KIND   ID  PROBLEM
      event  9   cannot be read

      What is left cannot be derived from anything else here; a backup of the store may have it.
      "
    `)
  })
})
