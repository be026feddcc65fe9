import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { fixture } from '../../support/fixture.ts'
import { writeTree } from '../../support/holdfast.ts'

/** An eval chain before a known file, a request-driven callable, a handler for pictures: all inert. */
const infections = {
  'wp-includes/version.php': Buffer.concat([
    fixture(101, 'hit'),
    Buffer.from("<?php\n$wp_version = '6.1.9';\n"),
  ]),
  'wp-content/uploads/2024/cache.php': fixture(104, 'hit'),
  'wp-content/uploads/.htaccess': fixture(302, 'hit'),
}

const site = {
  'index.php': '<?php\nrequire "wp-includes/version.php";\n',
  'wp-includes/version.php': "<?php\n$wp_version = '6.1.9';\n",
  'wp-content/uploads/2024/photo.txt': 'a photo\n',
}

describe('a night on a server', () => {
  it('is told by scan, scan again, list, status, explain, view, history and the snapshots', async () => {
    const shell = openShell()
    writeTree(shell.site, site)
    expect(transcript(await shell.run('scan', 'site'))).toMatchInlineSnapshot(`
      "
      0 infected  0 suspicious  0 undecided
      3 files on 1 account, 78 bytes: first scan, all read. Complete. N s. Store created: /DIR/store (N kB)

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s1, snapshot HASH8HEX, rules holdfast (N rules, epoch 1), ENGINE
      exit 0
      "
    `)

    writeTree(shell.site, infections)
    expect(transcript(await shell.run('scan', 'site'))).toMatchInlineSnapshot(`
      "
      3 INFECTED (3 new)  0 suspicious (0 new)  0 undecided
      5 files on 1 account, 292 bytes: N unchanged since YYYY-MM-DD hh:mm, N read. Complete. N s.

      ID  SCAN DATE (UTC)  FILE (in /DIR/site)  REASON  STATUS
      i1  YYYY-MM-DD hh:mm  wp-content/uploads/.htaccess  HF-SA-0302-htaccess.bkdr.prep  Infected
          The whole file is malicious, line 1: Makes PHP run a hidden or disguised file before or after every page.
          New file.
      i2  YYYY-MM-DD hh:mm  wp-content/uploads/2024/cache.php  HF-SA-0104-php.bkdr.callreq  Infected
          The whole file is malicious, line 1: Calls a function whose name the visitor sends with the request. New
          file.
          It lies where no code belongs.
      i3  YYYY-MM-DD hh:mm  wp-includes/version.php  HF-INJ-0101-php.bkdr.evaldec  Infected
          118 bytes added before line 1 of a clean version of this file: Runs PHP code that is packed in an encoded
          text.

      Nothing was changed: a scan only reports. To go on:
        holdfast clean --dry-run i1 i2 i3  the plan, with diffs
        holdfast explain i1  why, and what this file was before
        holdfast view i1  its content, made safe to look at
        holdfast history i1  when it came, and everything known of this path
        holdfast snapshot diff HASH8HEX HASH8HEX  every file that changed since the scan before

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s2, snapshot HASH8HEX, rules holdfast (N rules, epoch 1), ENGINE
      exit 1
      "
    `)
    expect(transcript(await shell.run('scan', 'site', '--quiet'))).toMatchInlineSnapshot(`
      "
      exit 1
      "
    `)
    expect(transcript(await shell.run('list'))).toMatchInlineSnapshot(`
      "
      ID  SCAN DATE (UTC)  FILE (in /DIR/site)  REASON  STATUS
      i3  YYYY-MM-DD hh:mm  wp-includes/version.php  HF-INJ-0101-php.bkdr.evaldec  Infected
          118 bytes added before line 1 of a clean version of this file: Runs PHP code that is packed in an encoded
          text.
      i2  YYYY-MM-DD hh:mm  wp-content/uploads/2024/cache.php  HF-SA-0104-php.bkdr.callreq  Infected
          The whole file is malicious, line 1: Calls a function whose name the visitor sends with the request. New
          file.
          It lies where no code belongs.
      i1  YYYY-MM-DD hh:mm  wp-content/uploads/.htaccess  HF-SA-0302-htaccess.bkdr.prep  Infected
          The whole file is malicious, line 1: Makes PHP run a hidden or disguised file before or after every page.
          New file.

      3 incidents
      exit 0
      "
    `)
    expect(transcript(await shell.run('explain', 'i3'))).toMatchInlineSnapshot(`
      "
      /DIR/site/wp-includes/version.php  Infected, injected code
      account USER, 147 bytes, uid N gid N 0644, sha256 HASH16HEX..., i3 found YYYY-MM-DD hh:mm UTC by scan
      s2

      WHY  HF-INJ-0101-php.bkdr.evaldec: Runs PHP code that is packed in an encoded text.
                                                                                     holdfast rules show HF-INJ-0101
            bytes 12-31, line 1
               eval(base64_decode("ZWNobyAnaW5lcnQnOw==")); /*7f*/ ?><?php\\n/** A file of the site. */\\n$version = '1.0';\\n<?php\\n$wp_version = '6.1.9';\\n
      WHY  HF-INJ-2005-php.bkdr.evaldec: Runs PHP code that it carries in an encoded text.
                                                                                     holdfast rules show HF-INJ-2005
            base64_decode -> eval
            bytes 13-55, line 1
              eval(base64_decode("ZWNobyAnaW5lcnQnOw==")); /*7f*/ ?><?php\\n/** A file of the site. */\\n$version = '1.0';\\n<?php\\n$wp_version = '6.1.9';\\n
      NOTE  118 bytes added before line 1 of a clean version of this file: Runs PHP code that is packed in an
            encoded text.

      THIS FILE OVER TIME  holdfast diff HASH8HEX HASH8HEX
        FROM (UTC)  UNTIL  CONTENT  SIZE  VERDICT  SEEN BY  NOTE
        YYYY-MM-DD hh:mm  YYYY-MM-DD hh:mm  HASH8HEX  147  malicious  s2
        YYYY-MM-DD hh:mm  YYYY-MM-DD hh:mm  HASH8HEX  29  clean  s1

      WITH  3 files of this account changed in the same scan

      WHAT EACH ACTION WOULD DO
        clean  not possible: one change holds malicious and other code; a person has to tell them apart
        quarantine  take the file away; the store keeps it (retention.quarantine)
        delete  as quarantine, kept for as long as other originals (retention.originals)
        ignore  this content at this path is no longer reported; any change of the file ends it
        restore  nothing to restore: holdfast has not changed this file
      exit 0
      "
    `)
    expect(transcript(await shell.run('view', 'i2'))).toMatchInlineSnapshot(`
      "
      <?php $_POST['f']($_POST['x']);
      ! /DIR/site/wp-content/uploads/2024/cache.php, content HASH8HEX, 32 bytes, from the store
      exit 0
      "
    `)
    expect(transcript(await shell.run('history', 'site/wp-includes/version.php'))).toMatchInlineSnapshot(`
      "
      DATE (UTC)  EVENT  CAUSE  INITIATOR  DETAIL
      YYYY-MM-DD hh:mm:ss  Detected as malicious  On-demand  USER  i3, s2, HASH8HEX, HF-INJ-0101-php.bkdr.evaldec
      YYYY-MM-DD hh:mm:ss  Content changed  s2  HASH8HEX -> HASH8HEX, malicious
      YYYY-MM-DD hh:mm:ss  First seen  s1  HASH8HEX, clean
      3 lines, account USER. The journal has N events, head HASH8HEX (checked by holdfast fsck).
      exit 0
      "
    `)
    expect(transcript(await shell.run('snapshots'))).toMatchInlineSnapshot(`
      "
      ID  TIME (UTC)  ROOT  FILES  SIZE  BY  PARENT
      HASH8HEX  YYYY-MM-DD hh:mm  /DIR/site  5  292 bytes  scan s2  HASH8HEX
      HASH8HEX  YYYY-MM-DD hh:mm  /DIR/site  3  78 bytes  scan s1  -

      2 snapshots
      exit 0
      "
    `)
    expect(transcript(await shell.run('fsck', '--read-data'))).toMatchInlineSnapshot(`
      "
      OK. N objects, N events: all data read and hashed again.
      exit 0
      "
    `)
  })

  it('ends when the files are gone', async () => {
    const shell = openShell()
    writeTree(shell.site, { ...site, ...infections })
    expect((await shell.run('scan', 'site')).exitCode).toBe(1)
    rmSync(join(shell.site, 'wp-content'), { recursive: true })
    writeTree(shell.site, site)
    expect(transcript(await shell.run('scan', 'site'))).toMatchInlineSnapshot(`
      "
      0 infected (0 new)  0 suspicious (0 new)  0 undecided
      3 files on 1 account, 78 bytes: N unchanged since YYYY-MM-DD hh:mm, N read. Complete. N s.

      Files only: a scan does not look at databases, crontabs or running processes.
      scan s2, snapshot HASH8HEX, rules holdfast (N rules, epoch 1), ENGINE
      exit 0
      "
    `)
    const resolved = await shell.bash('holdfast list --status resolved --format tsv | cut -f 1,3,6-8')
    expect(resolved.stdout).toMatchInlineSnapshot(`
      "id	file	reason	type	status
      i3	/DIR/site/wp-includes/version.php	HF-INJ-0101-php.bkdr.evaldec	INJ	resolved
      i2	/DIR/site/wp-content/uploads/2024/cache.php	HF-SA-0104-php.bkdr.callreq	SA	resolved
      i1	/DIR/site/wp-content/uploads/.htaccess	HF-SA-0302-htaccess.bkdr.prep	SA	resolved
      "
    `)
  })

  it('speaks the exit codes of other scanners', async () => {
    const shell = openShell()
    writeTree(shell.site, infections)
    const codes = []
    for (const style of ['clamav', 'maldet', 'aide', 'zero']) {
      codes.push((await shell.run('scan', 'site', '--exit-style', style)).exitCode)
    }
    expect(codes).toEqual([1, 2, 0, 0])
    expect((await shell.run('scan', 'nowhere', '--exit-style', 'maldet')).exitCode).toBe(1)
  })
})

describe('hostile names', () => {
  it('come out as text, and their bytes can be typed back', async () => {
    const shell = openShell()
    const names = ['a\nb.php', '\u001b[31mred.php', '\u202egnp.php', 'a\\b.php']
    for (const name of names) writeFileSync(join(shell.site, name), fixture(104, 'hit'))
    writeFileSync(
      Buffer.concat([Buffer.from(`${shell.site}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.php')]),
      fixture(104, 'hit'),
    )
    const scanned = await shell.run('scan', 'site')
    expect(scanned.stdout.split('\n').filter((line) => /^i\d/.test(line))).toMatchInlineSnapshot(`
      [
        "i1  YYYY-MM-DD hh:mm  \\u{1b}[31mred.php  HF-SA-0104-php.bkdr.callreq  Infected",
        "i2  YYYY-MM-DD hh:mm  a\\u{a}b.php  HF-SA-0104-php.bkdr.callreq  Infected",
        "i3  YYYY-MM-DD hh:mm  a\\\\b.php  HF-SA-0104-php.bkdr.callreq  Infected",
        "i4  YYYY-MM-DD hh:mm  \\u{202e}gnp.php  HF-SA-0104-php.bkdr.callreq  Infected",
        "i5  YYYY-MM-DD hh:mm  \\xff\\xfe.php  HF-SA-0104-php.bkdr.callreq  Infected",
      ]
    `)
    expect(
      (await shell.bash(String.raw`holdfast explain $'site/\xff\xfe.php' | head -1`)).stdout,
    ).toMatchInlineSnapshot(`
      "/DIR/site/\\xff\\xfe.php  Infected, malicious file
      "
    `)
    expect((await shell.bash(String.raw`holdfast explain $'site/\xff.php'`)).stderr).toMatchInlineSnapshot(`
      "holdfast: /DIR/site/\\xff.php was never seen by a scan (HF_NOT_FOUND)
                scan it first: holdfast scan PATH
      "
    `)
    expect(
      (await shell.bash(`holdfast list --format paths0 | tr '\\0' '\\n' | od -c | grep -c 377`)).stdout,
    ).toBe('1\n')
    const csv = await shell.run('list', '--format', 'csv')
    expect(csv.stdout.split('\r\n').slice(1, -1)).toHaveLength(5)
  })
})

describe('output in a pipe', () => {
  it('has no progress and no escape sequence', async () => {
    const shell = openShell()
    writeTree(shell.site, site)
    const { stdout, stderr } = await shell.run('scan', 'site')
    expect(stderr).toBe('')
    expect(stdout).not.toContain('\u001b')
  })

  it('may be closed by its reader: the command ends quietly with its own exit code', async () => {
    const shell = openShell()
    writeTree(shell.site, infections)
    const closed = await shell.bash('holdfast scan site --json | :; echo "${PIPESTATUS[0]}"')
    expect(closed).toEqual({ stdout: '1\n', stderr: '', exitCode: 0 })
  })

  it('raw bytes go to a pipe as they are', async () => {
    const shell = openShell()
    writeTree(shell.site, infections)
    await shell.run('scan', 'site')
    const { stdout } = await shell.bash(
      'holdfast view --raw site/wp-content/uploads/2024/cache.php | sha256sum',
    )
    expect(stdout).toBe((await shell.bash('sha256sum < site/wp-content/uploads/2024/cache.php')).stdout)
  })
})

describe('at a terminal', () => {
  const inTerminal = (line: string): string => `script -qec "${line}" /dev/null`

  it('there is a progress line, which leaves nothing behind, and the exit code at the margin', async () => {
    const shell = openShell()
    writeTree(shell.site, infections)
    const { stdout } = await shell.bash(inTerminal('holdfast scan site'))
    expect(stdout).toContain('\r\u001b[K')
    expect(stdout.trimEnd()).toMatch(/exit 1$/)
    expect((await shell.bash(inTerminal('holdfast scan site --no-progress'))).stdout).not.toContain('\u001b')
  })

  it('raw bytes are refused unless forced', async () => {
    const shell = openShell()
    mkdirSync(join(shell.site, 'x'))
    writeTree(shell.site, { 'x/a.txt': 'text\u001b[2J' })
    await shell.run('scan', 'site')
    const refused = await shell.bash(inTerminal('holdfast view --raw site/x/a.txt'))
    expect(refused.stdout).not.toContain('\u001b[2J')
    expect((await shell.bash(inTerminal('holdfast view --raw --force site/x/a.txt'))).stdout).toContain(
      '\u001b[2J',
    )
  })
})
