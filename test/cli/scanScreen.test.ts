import { describe, expect, it } from 'vitest'
import { renderScan } from '../../src/cli/screens/scan.ts'
import type { ScanReport } from '../../src/service/contract/scan.ts'
import { hostileName, incidentOf, oidOf, pathOf, pipe, quiet, report, scan, terminal } from './samples.ts'

const facts = { storePath: '/var/lib/holdfast', exitCode: 1, acted: null }

function text(changed: ScanReport, screen = pipe): string {
  return `\n${renderScan(changed, facts, screen).join('\n')}\n`
}

describe('the screen of scan', () => {
  it('says the answer first, then what was found, what was not looked at, and what to type next', () => {
    expect(text(report)).toMatchInlineSnapshot(`
      "
      2 INFECTED (2 new)   1 suspicious (0 new)   1 undecided
      24,118 files on 1 account, 1.3 GB: 24,109 unchanged since 2026-11-15 03:00, 9 read. Incomplete: 1 undecided. 0.9 s.

      ID     SCAN DATE (CET)   FILE (in /home/alice/public_html)  REASON                     STATUS
      i1207  2026-11-22 02:04  wp-content/uploads/2024/cache.php  HF-SA-0117-php.bkdr.wshll  Infected
             The whole file is malicious, line 4: runs what a visitor sends. New file.
      i1208  2026-11-22 02:04  wp-includes/version.php            HF-INJ-0042-php.bkdr.eval  Infected
             71 bytes added before line 1 of a clean version of this file: code from the visitor is run.
             False date: mtime says 2025-09-30 19:41, the file really changed 2026-11-21 23:52:08.
      i880   2026-11-01 03:04  wp-content/themes/shop/mail.php    HF-SUSP-0211-php.spam.mlr  Suspicious
             Line 1: Sends mail to addresses taken from the request; may be a contact form.

      Not read: 9 sockets, pipes and devices, 4 excluded entries. Hashed but not kept: 3,902 (media, archives, mail,
      sessions).
      Undecided, so not called clean: /home/alice/public_html/wp-content/plugins/big/vendor.min.php (time limit).

      Nothing was changed: a scan only reports. To go on:
        holdfast clean --dry-run i1207 i1208        the plan, with diffs
        holdfast explain i1207                      why, and what this file was before
        holdfast view i1207                         its content, made safe to look at
        holdfast history i1207                      when it came, and everything known of this path
        holdfast snapshot diff 77aa0011 5c1e07ab    every file that changed since the scan before

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s212, snapshot 5c1e07ab, rules holdfast (25 rules, epoch 3), yara-x native 1.20.0
      "
    `)
  })

  it('says what went wrong besides the files', () => {
    const lines = text({ ...report, trouble: { unkept: 2, damaged: 1, readersLost: 3 } })
    expect(lines).toContain(
      'The store is full (store.limitBytes): 2 new contents judged and hashed, but not kept.',
    )
    expect(lines).toContain('The store is damaged: 1 record could not be used (holdfast fsck).')
    expect(lines).toContain('The process that parses the files was ended 3 times by what it read')
  })

  it('on a first scan says that nothing can be compared, and that the store is new', () => {
    const first = { ...report, previousScanAt: null, storeCreated: true, undecided: [] }
    const counts = { ...scan.counts, unchanged: 0, read: 24_118 }
    expect(
      text({ ...first, scan: { ...scan, counts, outcome: 'complete', skipped: {} }, snapshots: [] }),
    ).toMatchInlineSnapshot(`
      "
      2 INFECTED   1 suspicious   0 undecided
      24,118 files on 1 account, 1.3 GB: first scan, all read. Complete. 0.9 s. Store created: /var/lib/holdfast (400.0 MB)

      ID     SCAN DATE (CET)   FILE (in /home/alice/public_html)  REASON                     STATUS
      i1207  2026-11-22 02:04  wp-content/uploads/2024/cache.php  HF-SA-0117-php.bkdr.wshll  Infected
             The whole file is malicious, line 4: runs what a visitor sends. New file.
      i1208  2026-11-22 02:04  wp-includes/version.php            HF-INJ-0042-php.bkdr.eval  Infected
             71 bytes added before line 1 of a clean version of this file: code from the visitor is run.
             False date: mtime says 2025-09-30 19:41, the file really changed 2026-11-21 23:52:08.
      i880   2026-11-01 03:04  wp-content/themes/shop/mail.php    HF-SUSP-0211-php.spam.mlr  Suspicious
             Line 1: Sends mail to addresses taken from the request; may be a contact form.

      Hashed but not kept: 3,902 (media, archives, mail, sessions).

      Nothing was changed: a scan only reports. To go on:
        holdfast clean --dry-run i1207 i1208    the plan, with diffs
        holdfast explain i1207                  why, and what this file was before
        holdfast view i1207                     its content, made safe to look at
        holdfast history i1207                  when it came, and everything known of this path

      First scan: there are no earlier versions of these files to go back to. \`clean\` can use WordPress releases
      (holdfast baseline add ROOT --release wordpress.zip) and identical clean files on your other accounts.
      Files only: a scan does not look at databases, crontabs or running processes.
      scan s212, rules holdfast (25 rules, epoch 3), yara-x native 1.20.0
      "
    `)
  })

  it('of a clean tree is short', () => {
    const counts = { ...scan.counts, unchanged: 24_118, read: 0, hashOnly: 0 }
    const clean: ScanReport = {
      ...report,
      incidents: [],
      undecided: [],
      scan: { ...scan, counts, outcome: 'complete', skipped: {} },
    }
    expect(text(clean)).toMatchInlineSnapshot(`
      "
      0 infected (0 new)   0 suspicious (0 new)   0 undecided
      24,118 files on 1 account, 1.3 GB: 24,118 unchanged since 2026-11-15 03:00, 0 read. Complete. 0.9 s.

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s212, snapshot 5c1e07ab, rules holdfast (25 rules, epoch 3), yara-x native 1.20.0
      "
    `)
  })

  it('puts one line per reason when one reason has many files', () => {
    const many = Array.from({ length: 4574 }, (_, index) =>
      incidentOf({
        id: 1208 + index,
        owner: `user${String(index % 287)}`,
        path: pathOf(`/home/user${String(index % 287)}/index${String(index)}.php`),
        reason: 'HF-INJ-0042-php.bkdr.eval',
        oid: oidOf(index.toString(16).padStart(8, '0')),
        notes: [{ kind: 'inserted', bytes: 71, line: 1 }],
      }),
    )
    expect(text({ ...report, incidents: [...many, incidentOf({})] })).toMatchInlineSnapshot(`
      "
      4,575 INFECTED (4,575 new) on 288 accounts   0 suspicious (0 new)   1 undecided
      24,118 files on 1 account, 1.3 GB: 24,109 unchanged since 2026-11-15 03:00, 9 read. Incomplete: 1 undecided. 0.9 s.

      FILES  ACCOUNTS  WHAT                                                     FIRST SEEN (CET)  EXAMPLE
      4,574       287  HF-INJ-0042-php.bkdr.eval, 71 bytes added to every file  2026-11-22 02:04  i1208 user0
          1         1  HF-SA-0117-php.bkdr.wshll, 1 content (a71f02c9)          2026-11-22 02:04  i1207 alice

      Not read: 9 sockets, pipes and devices, 4 excluded entries. Hashed but not kept: 3,902 (media, archives, mail,
      sessions).
      Undecided, so not called clean: /home/alice/public_html/wp-content/plugins/big/vendor.min.php (time limit).

      Nothing was changed: a scan only reports. To go on:
        holdfast clean --dry-run --scan s212        the plan, with diffs
        holdfast explain i1208                      why, and what this file was before
        holdfast view i1208                         its content, made safe to look at
        holdfast history i1208                      when it came, and everything known of this path
        holdfast list --limit 4575                  every file of them
        holdfast snapshot diff 77aa0011 5c1e07ab    every file that changed since the scan before

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s212, snapshot 5c1e07ab, rules holdfast (25 rules, epoch 3), yara-x native 1.20.0
      "
    `)
  })

  it('names what could not be read, and counts what it does not name', () => {
    const skipped = Array.from({ length: 7 }, (_, index) => ({
      path: pathOf(`/home/alice/private/${String(index)}.php`),
      reason: 'unreadable' as const,
    }))
    const lines = renderScan(
      { ...report, skipped, scan: { ...scan, skipped: { unreadable: 7, vanished: 2 } } },
      facts,
      pipe,
    )
    expect(lines.filter((line) => /read|vanished|Incomplete/.test(line))).toMatchInlineSnapshot(`
      [
        "24,118 files on 1 account, 1.3 GB: 24,109 unchanged since 2026-11-15 03:00, 9 read. Incomplete: 1 undecided, 7 unreadable files. 0.9 s.",
        "Not read: 2 files that vanished meanwhile. Hashed but not kept: 3,902 (media, archives, mail, sessions).",
        "Could not be read, so not called clean (in /home/alice/private): 0.php (unreadable), 1.php (unreadable), 2.php",
        "(unreadable), 3.php (unreadable), 4.php (unreadable), and 2 more (scan --json names them).",
      ]
    `)
  })

  it('is incomplete while something stays undecided, although this run left nothing out', () => {
    const again: ScanReport = { ...report, scan: { ...scan, outcome: 'complete', skipped: {} } }
    expect(text(again)).toContain('Incomplete: 1 undecided.')
  })

  it('with --quiet prints the new incidents and nothing else', () => {
    expect(text(report, quiet)).not.toContain('i880')
    expect(renderScan({ ...report, incidents: report.incidents.slice(2) }, facts, quiet)).toEqual([])
  })

  it('on a terminal cuts long paths in the middle and shows the exit code at the right margin', () => {
    const deep = pathOf(`/home/alice/${'very-long-directory-name/'.repeat(8)}x.php`)
    const lines = renderScan(
      { ...report, incidents: [incidentOf({ path: deep }), ...report.incidents] },
      facts,
      { ...terminal, width: 100 },
    )
    expect(
      Math.max(...lines.filter((line) => /^i\d/.test(line)).map((line) => line.length)),
    ).toBeLessThanOrEqual(100)
    expect(lines.at(-1)).toMatch(/exit 1$/)
    expect(lines.at(-1)?.length).toBe(100)
  })

  it('on a narrow terminal gives each path a line of its own', () => {
    const lines = renderScan(report, facts, { ...terminal, width: 80 })
    expect(`\n${lines.slice(3, 9).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      Files in /home/alice/public_html:
      ID     SCAN DATE (CET)   STATUS      REASON
      i1207  2026-11-22 02:04  Infected    HF-SA-0117-php.bkdr.wshll
             wp-content/uploads/2024/cache.php
             The whole file is malicious, line 4: runs what a visitor sends. New file.
      i1208  2026-11-22 02:04  Infected    HF-INJ-0042-php.bkdr.eval
      "
    `)
  })

  it('in a pipe never cuts a path', () => {
    const deep = `/home/alice/${'very-long-directory-name/'.repeat(8)}x.php`
    expect(text({ ...report, incidents: [incidentOf({ path: pathOf(deep) })] })).toContain(
      deep.slice(0, deep.lastIndexOf('/')),
    )
  })

  it('prints a hostile name, owner and summary as text', () => {
    const lines = renderScan(
      {
        ...report,
        incidents: [
          incidentOf({
            path: pathOf(`/home/alice/${hostileName}`),
            owner: hostileName,
            summary: 'sum\u001b[2Jmary\n\u202e',
          }),
        ],
      },
      facts,
      pipe,
    ).join('\n')
    expect(lines.split('\n').find((line) => line.startsWith('i1207'))).toMatchInlineSnapshot(
      `"i1207  2026-11-22 02:04  a\\u{a}b\\u{1b}[31m\\u{202e}.php  HF-SA-0117-php.bkdr.wshll  Infected"`,
    )
    expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  })
})
