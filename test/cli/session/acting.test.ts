import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, type Shell, transcript } from '../../support/cli.ts'
import { decodedEval } from '../../support/inert.ts'

/** Scanned clean, then with two files that are the same malware. */
async function brokenShell(): Promise<Shell> {
  const shell = openShell()
  mkdirSync(join(shell.site, 'up'))
  writeFileSync(join(shell.site, 'index.php'), '<?php echo 1;\n')
  await shell.run('scan', 'site')
  writeFileSync(join(shell.site, 'up/a.php'), decodedEval)
  writeFileSync(join(shell.site, 'up/b.php'), decodedEval)
  await shell.run('scan', 'site')
  return shell
}

describe('acting at the command line', () => {
  it('is refused when it is not clear what is meant', async () => {
    const shell = await brokenShell()
    const mistakes = [
      ['clean'],
      ['clean', 'i1', '--rule', '101'],
      ['quarantine', 'site/index.php'],
      ['delete', 'i99'],
      ['undo'],
      ['restore', 'site/index.php'],
      ['restore', '--to', 'x.php'],
      ['scan', 'site', '--max-files', '3'],
    ]
    const codes: string[] = []
    for (const words of mistakes) {
      const { stderr, exitCode } = await shell.run(...words)
      codes.push(`${words.join(' ')}: ${/\((HF_\w+)\)/.exec(stderr)?.[1] ?? stderr} ${String(exitCode)}`)
    }
    expect(codes).toMatchInlineSnapshot(`
      [
        "clean: HF_USAGE 2",
        "clean i1 --rule 101: HF_USAGE 2",
        "quarantine site/index.php: HF_NOT_FOUND 2",
        "delete i99: HF_NOT_FOUND 2",
        "undo: HF_USAGE 2",
        "restore site/index.php: HF_NOT_FOUND 2",
        "restore --to x.php: HF_USAGE 2",
        "scan site --max-files 3: HF_USAGE 2",
      ]
    `)
  })

  it('takes files away by a list on standard input, and brings them back', async () => {
    const shell = await brokenShell()
    const taken = await shell.bash("printf 'i1\\0site/up/b.php\\0' | holdfast quarantine --files-from - -0")
    expect(transcript(taken)).toMatchInlineSnapshot(`
      "
      o1  i1  Quarantined  /DIR/site/up/a.php
      o2  i2  Quarantined  /DIR/site/up/b.php
      2 done, 0 refused, 0 failed; the 2 files were scanned again: clean.
      Originals are kept until YYYY-MM-DD hh:mm UTC. Undo: holdfast undo o1 o2
      exit 0
      "
    `)
    expect(transcript(await shell.run('undo', 'o1'))).toMatchInlineSnapshot(`
      "
      0 undone, 1 refused.
      ! holdfast: HASH8HEX is malicious under today's rules and was not put back (HF_RESTORE_INFECTED)
      !           a false alarm? holdfast ignore add i1 --content --undo
      !           put it back all the same: --force-infected
      exit 3
      "
    `)
    expect(transcript(await shell.run('restore', 'i2', '--force-infected'))).toMatchInlineSnapshot(`
      "
      o3  i2  Restored  /DIR/site/up/b.php
      1 done; the file was scanned again: 1 FOUND.

      ID  SCAN DATE (UTC)  FILE (in /DIR/site/up)  REASON  STATUS
      i3  YYYY-MM-DD hh:mm  b.php  HF-SA-0101-php.bkdr.evaldec  Infected
          The whole file is malicious, line 1: Runs PHP code that is packed in an encoded text. New file.

      The original is kept until YYYY-MM-DD hh:mm UTC. Undo: holdfast undo o3
      exit 1
      "
    `)
    expect(transcript(await shell.run('operation', 'list', '--expiring', '100d'))).toMatchInlineSnapshot(`
      "
      ID  DATE (UTC)  FILE (in /DIR/site/up)  OPERATION  CONTENT  UNDO UNTIL
      o1  YYYY-MM-DD hh:mm  a.php  Quarantined  HASH8HEX -> -  YYYY-MM-DD hh:mm
      o3  YYYY-MM-DD hh:mm  b.php  Restored  - -> HASH8HEX  YYYY-MM-DD hh:mm

      2 operations
      exit 0
      "
    `)
  })

  it('is done by a scan that was asked to, and told', async () => {
    const shell = await brokenShell()
    const acted = await shell.run('scan', 'site', '--action', 'delete', '--quiet')
    expect(transcript(acted)).toMatchInlineSnapshot(`
      "
      o1  i1  Deleted  /DIR/site/up/a.php
      o2  i2  Deleted  /DIR/site/up/b.php
      2 done, 0 refused, 0 failed; the 2 files were scanned again: clean.
      Originals are kept until YYYY-MM-DD hh:mm UTC. Undo: holdfast undo o1 o2
      exit 1
      "
    `)
  })
})
