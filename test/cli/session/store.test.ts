import { lchownSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'
import { needRoot } from '../../support/scratch.ts'

describe('snapshots', () => {
  it('are compared, looked into, and their contents compared', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'a.php': '<?php\n$a = 1;\n', 'gone.txt': 'gone\n', 'sub/same.txt': 'same\n' })
    await shell.run('scan', 'site')
    writeTree(shell.site, { 'a.php': '<?php\n$a = 2;\n', 'new.txt': 'new\n' })
    rmSync(join(shell.site, 'gone.txt'))
    await shell.run('scan', 'site')
    const ids = (await shell.bash('holdfast snapshots --format tsv | cut -f 1')).stdout
    expect(ids).toBe('id\nSHA256\nSHA256\n')
    const spec = (line: number): string =>
      `$(holdfast snapshots --format tsv | cut -f 1 | sed -n ${String(line)}p)`
    expect(
      transcript(await shell.bash(`holdfast snapshot diff ${spec(3)} ${spec(2)}`)),
    ).toMatchInlineSnapshot(`
      "
      /DIR/site: HASH8HEX (YYYY-MM-DD hh:mm UTC) -> HASH8HEX (YYYY-MM-DD hh:mm UTC)
      M  /DIR/site/a.php  HASH8HEX -> HASH8HEX
      D  /DIR/site/gone.txt
      A  /DIR/site/new.txt

      1 added, 1 deleted, 1 changed
      exit 0
      "
    `)
    expect(transcript(await shell.run('snapshot', 'ls', 'latest'))).toMatchInlineSnapshot(`
      "
      /DIR/site in snapshot HASH8HEX, YYYY-MM-DD hh:mm UTC
      MODE  UID  GID  SIZE  CONTENT  NAME
      -0644  0  0  14  HASH8HEX  a.php
      -0644  0  0  4  HASH8HEX  new.txt
      d0755  0  0  -  HASH8HEX  sub/

      3 names
      exit 0
      "
    `)
    expect(transcript(await shell.run('snapshot', 'show', 'latest'))).toMatchInlineSnapshot(`
      "
      snapshot  SHA256
      root  /DIR/site
      time  YYYY-MM-DD hh:mm:ss UTC, by scan s2
      content  3 files, 23 bytes, tree HASH8HEX
      parent  SHA256

        holdfast snapshot ls HASH8HEX
        holdfast snapshot diff HASH8HEX HASH8HEX
      exit 0
      "
    `)
    const contents = `holdfast log site/a.php --json | grep -o '"hash": "[0-9a-f]*' | cut -c 10-`
    expect(transcript(await shell.bash(`holdfast diff $(${contents} | tac)`))).toMatchInlineSnapshot(`
      "
      --- HASH8HEX
      +++ HASH8HEX
      @@ -1,2 +1,2 @@
       <?php
      -$a = 1;
      +$a = 2;
      exit 1
      "
    `)
    expect(transcript(await shell.run('snapshot', 'ls', 'latest', 'site/nothing'))).toMatchInlineSnapshot(`
      "
      ! holdfast: /DIR/site/nothing is not in snapshot HASH8HEX (HF_NOT_FOUND)
      !           it is of /DIR/site: holdfast snapshot ls HASH8HEX
      exit 2
      "
    `)
    expect(transcript(await shell.run('snapshot', 'show', '00000000'))).toMatchInlineSnapshot(`
      "
      ! holdfast: no snapshot begins with HASH8HEX (HF_NOT_FOUND)
      !           list them: holdfast snapshot list
      exit 2
      "
    `)
  })
})

describe('rules', () => {
  it('are tried, added, shown, and removed; the kept contents are judged without opening a file', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'a.php': '<?php\n$needle = 1;\n' })
    await shell.run('scan', 'site')
    writeFileSync(
      join(shell.directory, 'mine.yar'),
      'rule mine { meta: description = "Holds the needle" strings: $a = "$needle" condition: $a }\n',
    )
    expect(transcript(await shell.run('rules', 'test', 'mine.yar'))).toMatchInlineSnapshot(`
      "
      1 hit in 1 kept content; 1 rule of mine. Nothing was added or recorded.

      REASON  CONTENT  FILE
      HF-SUSP-HASH8HEX-any.tool.custom  HASH8HEX  /DIR/site/a.php
      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'add', 'mine.yar'))).toMatchInlineSnapshot(`
      "
      Pack mine added: 1 rule (yara), fingerprint HASH8HEX.
      The next scan judges the kept contents with it; no file is opened for that.
      exit 0
      "
    `)
    expect(transcript(await shell.bash('holdfast rules list | head -4'))).toMatchInlineSnapshot(`
      "
      PACK  FORMAT  RULES  FINGERPRINT  FROM
      holdfast  yara  N  HASH8HEX  shipped
      mine  yara  N  HASH8HEX  added YYYY-MM-DD hh:mm UTC

      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'show', 'mine'))).toMatchInlineSnapshot(`
      "
      HF-SUSP-HASH8HEX-any.tool.custom, suspicious, pack mine, identifier mine
      Holds the needle

      rule mine { meta: description = "Holds the needle" strings: $a = "$needle" condition: $a }
      exit 0
      "
    `)
    expect((await shell.run('scan', 'site')).stdout).toContain('1 suspicious (1 new)')
    expect((await shell.run('scan', 'site', '--fail-on', 'suspicious')).exitCode).toBe(1)
    expect(transcript(await shell.run('rules', 'remove', 'mine'))).toMatchInlineSnapshot(`
      "
      Pack mine removed: 1 rule (yara), fingerprint HASH8HEX.
      The next scan judges the kept contents without it; no file is opened for that.
      exit 0
      "
    `)
    expect(transcript(await shell.run('rules', 'remove', 'holdfast'))).toMatchInlineSnapshot(`
      "
      ! holdfast: the pack holdfast comes with holdfast (HF_USAGE)
      !           give yours another name: --name NAME
      exit 2
      "
    `)
  })

  it('that are no rules are refused with the file, the line and the remedy', async () => {
    const shell = openShell()
    await shell.run('init')
    writeFileSync(join(shell.directory, 'page.yar'), '<!DOCTYPE html><html></html>\n')
    writeFileSync(join(shell.directory, 'broken.yar'), 'rule x {\n strings:\n  $a = "b\n condition: $a }\n')
    writeFileSync(join(shell.directory, 'include.yar'), 'include "/etc/shadow"\n')
    for (const file of ['page.yar', 'broken.yar', 'include.yar', 'nowhere.yar']) {
      const { exitCode, stderr } = await shell.run('rules', 'add', file)
      expect({ file, exitCode }).toEqual({ file, exitCode: 2 })
      expect(stderr).not.toContain('root:')
    }
    expect(transcript(await shell.run('rules', 'add', 'broken.yar'))).toMatchInlineSnapshot(`
      "
      ! holdfast: broken, line 3: syntax error: $a = "b (HF_RULES_INVALID)
      !           correct that line; nothing of this file is in use
      exit 2
      "
    `)
  })
})

describe('settings', () => {
  it('are read by name, and a mistyped name gets the nearest one', async () => {
    const shell = openShell()
    await shell.run('init')
    expect(transcript(await shell.run('config', 'get', 'malware.defaultAction'))).toMatchInlineSnapshot(`
      "
      "cleanup"
      exit 0
      "
    `)
    expect(transcript(await shell.run('config', 'get', 'scan.wrkers'))).toMatchInlineSnapshot(`
      "
      ! holdfast: unknown configuration key "scan.wrkers" (HF_CONFIG_INVALID)
      !           did you mean scan.workers?
      exit 2
      "
    `)
    expect(transcript(await shell.run('config', 'set', 'scan.workers', 'many'))).toMatchInlineSnapshot(`
      "
      ! holdfast: scan.workers must be a whole number from 1 to 16, or null (HF_CONFIG_INVALID)
      exit 2
      "
    `)
  })
})

describe('a link that an account can change', () => {
  it('in a typed path is not followed; the refusal names its target', async (context) => {
    needRoot(context)
    const shell = openShell()
    symlinkSync('site', join(shell.directory, 'www'))
    lchownSync(join(shell.directory, 'www'), 65534, 65534)
    expect(transcript(await shell.run('scan', 'www'))).toMatchInlineSnapshot(`
      "
      ! holdfast: /DIR/www is a symbolic link that nobody can change, so it is not followed; it points to site (HF_LINK_IN_PATH)
      !           scan that: holdfast scan /DIR/site
      exit 2
      "
    `)
  })
})
