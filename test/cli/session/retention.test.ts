import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/hash/sha256.ts'
import { openShell, type Shell, transcript } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'
import { requestEval } from '../../support/inert.ts'

/** What a person sees of these commands, whoever that is. */
async function session(shell: Shell, commands: readonly (readonly string[])[]): Promise<string> {
  const said: string[] = []
  for (const words of commands) said.push(transcript(await shell.run(...words)))
  return said.join('').replaceAll(/ {2}(root|uid \d+)(?= {2}|$)/gm, '  USER')
}

const hash = sha256(Buffer.from(requestEval))

describe('what is left out, held and removed', () => {
  const infected = async (): Promise<Shell> => {
    const shell = openShell()
    writeTree(shell.site, {
      'shell.php': requestEval,
      'a/copy.php': requestEval,
      'ok.php': '<?php echo 1;\n',
    })
    expect((await shell.run('scan', 'site')).exitCode).toBe(1)
    return shell
  }

  it('an ignored file leaves the list and comes back', async () => {
    const shell = await infected()
    const commands = [
      ['ignore', 'add', 'i2', '--reason', 'our own tool'],
      ['ignore', 'add', join('site', 'a'), '--rule', 'HF-SA-2001'],
      ['list'],
      ['scan', 'site', '--quiet'],
      ['ignore', 'list'],
      ['ignore', 'remove', '1'],
      ['list', '--status', 'ignored'],
      ['ignore', 'remove', 'x'],
      ['ignore', 'add', '--rule', '2001', '--content'],
    ]
    expect(await session(shell, commands)).toMatchInlineSnapshot(`
      "
      Entry 1 added: /DIR/site/shell.php while its content is HASH8HEX, rule 2001.
      i2  Ignored  /DIR/site/shell.php
      Ignored files are still kept and judged.
      exit 0

      Entry 2 added: everything below /DIR/site/a, rule 2001.
      i1  Ignored  /DIR/site/a/copy.php
      Ignored files are still kept and judged.
      exit 0

      No incidents.
      exit 0

      exit 0

      ID  IGNORED  RULES  UNTIL (UTC)  BY  REASON
       1  /DIR/site/shell.php while its content is HASH8HEX  rule 2001  no end  USER  our own tool
       2  everything below /DIR/site/a  rule 2001  no end  USER

      2 entries
      exit 0

      Entry 1 removed: /DIR/site/shell.php while its content is HASH8HEX, rule 2001.
      i2  Infected  /DIR/site/shell.php
      exit 0

      ID  SCAN DATE (UTC)  FILE (in /DIR/site/a)  REASON  STATUS
      i1  YYYY-MM-DD hh:mm  copy.php  HF-INJ-2001-php.bkdr.evalreq  Ignored
          Line 3: Runs PHP code that comes with the request.

      1 incident
      exit 0

      ! holdfast: not the number of an entry: x (HF_USAGE)
      !           list them: holdfast ignore list
      exit 2

      ! holdfast: --content needs a file, an incident or a hash (HF_USAGE)
      !           holdfast ignore add i12  holdfast ignore add DIR --rule HF-SUSP-0301  holdfast ignore add --rule 301 --pattern "**/cache/**"
      exit 2
      "
    `)
  })

  it('a pattern and an end can be set', async () => {
    const shell = await infected()
    const added = await shell.run(
      'ignore',
      'add',
      '--rule',
      '2001',
      '--pattern',
      '**/a/**',
      '--expires',
      '30d',
      '--json',
    )
    expect(JSON.parse(added.stdout)).toMatchObject({
      ignore: { id: 1, kind: 'rule', pattern: '**/a/**', rules: [2001] },
      incidents: { total: 1 },
    })
    expect((await shell.run('list', '--json')).stdout).not.toContain('a/copy.php')
    expect((await shell.run('ignore', 'add', 'i1', '--expires', '2020-01-01')).exitCode).toBe(2)
  })

  it('a hold keeps from purging, and a purge needs the name', async () => {
    const shell = await infected()
    const commands = [
      ['hold', 'add', 'i1', '--reason', 'case 7'],
      ['hold', 'list'],
      ['purge', 'i1', '--yes', hash.slice(0, 8)],
      ['hold', 'remove', 'h1'],
      ['purge', 'i1'],
      ['purge', 'i1', '--yes', hash.slice(0, 8)],
      ['view', 'i1'],
      ['fsck', '--read-data'],
      ['hold', 'add'],
    ]
    expect(await session(shell, commands)).toMatchInlineSnapshot(`
      "
      Hold h1: i1, /DIR/site/a/copy.php. Nothing of it expires or is purged until the hold is removed.
      exit 0

      ID  HELD  SINCE (UTC)  BY  REASON
      h1  i1, /DIR/site/a/copy.php  YYYY-MM-DD hh:mm  USER  case 7

      1 hold
      exit 0

      ! holdfast: HASH8HEX was not purged: it is under the hold h1 (HF_OPERATION_REFUSED)
      !           see them: holdfast hold list; end one: holdfast hold remove ID
      exit 3

      Hold h1: i1, /DIR/site/a/copy.php, removed. What is past its time goes with the next gc.
      exit 0

      ! holdfast: the name of the content was not typed; nothing was removed (HF_USAGE)
      !           what is purged cannot be brought back; in a script: --yes HASH8HEX
      exit 2

      o1  Purged  HASH8HEX, 42 bytes.
      Its hash stays known: a file with this content is still found, and not kept again.
      exit 0

      ! holdfast: the bytes of HASH8HEX were removed for good at INSTANT (HF_NOT_KEPT)
      !           who asked for it: holdfast operation show o1
      exit 2

      OK. N objects, N events: all data read and hashed again.
      exit 0

      ! holdfast: name one thing to hold (HF_USAGE)
      !           holdfast hold add i12  holdfast hold add DIR  holdfast hold add --scan s12  holdfast hold add --user alice
      exit 2
      "
    `)
  })

  it('gc says what goes, what stays, and why', async () => {
    const shell = await infected()
    const commands = [
      ['gc', '--dry-run'],
      ['gc'],
      ['gc', '--quiet'],
      ['gc', '--explain', hash],
      ['prune', '--json'],
    ]
    expect(await session(shell, commands)).toMatchInlineSnapshot(`
      "
      Nothing is past its time.
      2 contents and 2 trees stay.
      exit 0

      Nothing is past its time.
      2 contents and 2 trees stay.
      exit 0

      exit 0

      HASH8HEX, 42 bytes: its bytes are kept.
      KEPT BY
        the file /DIR/site/shell.php
        the file /DIR/site/a/copy.php
        1 snapshot up to HASH8HEX, as /DIR/site/shell.php
        1 snapshot up to HASH8HEX, as /DIR/site/a/copy.php
        its age: first seen YYYY-MM-DD hh:mm UTC, and nothing goes within a day
      exit 0

      {
        "mode": "remove",
        "snapshots": 0,
        "tickets": 0,
        "contents": 0,
        "bytes": 0,
        "trees": 0,
        "strays": 0,
        "live": {
          "contents": 2,
          "trees": 2
        }
      }
      exit 0
      "
    `)
  })
})
