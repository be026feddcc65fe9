import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../src/codec/keys.ts'
import { type CliResult, openShell, type Shell, transcript } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'
import { decodedEval } from '../../support/inert.ts'
import { openLevel } from '../../../src/kv/levelKeyValue.ts'

/** A name that would run a formula, end a line, turn text round and end an attribute. */
const hostile = '=1+1\n\u202e"><script>x</script>.php'

describe('what differs', () => {
  it('is told of the disk without reading, of two snapshots, and of the lines of one file', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'index.php': '<?php echo 1;\n', 'old.php': '<?php echo 2;\n' })
    await shell.run('scan', 'site')
    expect((await shell.run('diff')).exitCode).toBe(0)
    writeTree(shell.site, { 'index.php': '<?php echo 100;\n', 'new/a.php': 'x' })
    rmSync(join(shell.site, 'old.php'))
    expect(transcript(await shell.run('diff', 'site'))).toMatchInlineSnapshot(`
      "
      /DIR/site: the last scan -> the disk now
      M  /DIR/site/index.php
      A  /DIR/site/new/a.php
      D  /DIR/site/old.php

      1 added, 1 deleted, 1 of another size or mtime
      By size, times and owner only: no file was read. holdfast scan says what the contents are.
      exit 1
      "
    `)
    await shell.run('scan', 'site')
    expect(transcript(await shell.bash(twoSnapshots('')))).toMatchInlineSnapshot(`
      "
      /DIR/site: HASH8HEX (YYYY-MM-DD hh:mm UTC) -> HASH8HEX (YYYY-MM-DD hh:mm UTC)
      M  /DIR/site/index.php  HASH8HEX -> HASH8HEX
      A  /DIR/site/new/a.php
      D  /DIR/site/old.php

      1 added, 1 deleted, 1 changed
      exit 1
      "
    `)
    expect(transcript(await shell.bash(twoSnapshots('site/index.php')))).toMatchInlineSnapshot(`
      "
      --- HASH8HEX
      +++ HASH8HEX
      @@ -1,1 +1,1 @@
      -<?php echo 1;
      +<?php echo 100;
      exit 1
      "
    `)
    expect(transcript(await shell.run('diff', 'site', 'latest'))).toMatchInlineSnapshot(`
      "
      ! holdfast: one word too many: latest (HF_USAGE)
      !           use: holdfast diff PATH, holdfast diff A B [PATH], or holdfast diff A [PATH]
      exit 2
      "
    `)
  })
})

describe('coverage', () => {
  it('says what was left out, and ends with 3 where nothing was looked at', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'index.php': '<?php echo 1;\n', 'dump.sql': 'x', 'cache/a.tmp': 'x' })
    await shell.run('scan', 'site', '--exclude', 'cache/')
    expect(shown(await shell.run('coverage'))).toMatchInlineSnapshot(`
      "
      /DIR/site
        2 files in 1 directory, walked by scan s1 YYYY-MM-DD hh:mm UTC, oldest full read DAY, 2 to be read
        again by the next scan.
        COUNT  WHAT  STATE  SAID BY  FOR EXAMPLE
            1  excluded  on purpose  scan s1
            1  judged, never kept (mail, keys, dumps)  on purpose  index  dump.sql

      Nothing is open: whatever was not judged was left out on purpose.
      exit 0
      "
    `)
    expect(transcript(await shell.run('coverage', '/nowhere'))).toMatchInlineSnapshot(`
      "
      /nowhere was never scanned: holdfast scan PATH
      Not everything was looked at: what is marked open is not called clean.
      exit 3
      "
    `)
  })
})

describe('a content', () => {
  it('is known by its hash: its verdict, its files today and in snapshots', async () => {
    const shell = await infectedShell()
    const hash = `$(sha256sum site/bad.php | cut -c 1-8)`
    expect(transcript(await shell.bash(`holdfast blob show ${hash}`))).toMatchInlineSnapshot(`
      "
      content  SHA256
      size  51 bytes, kept in the store
      first  YYYY-MM-DD hh:mm UTC
      verdict  malicious (HF-INJ-0101-php.bkdr.evaldec, HF-INJ-2005-php.bkdr.evaldec), epoch 1

        holdfast blob find HASH8HEX
        holdfast view HASH8HEX
      exit 0
      "
    `)
    expect(shown(await shell.bash(`holdfast blob find ${hash}`))).toMatchInlineSnapshot(`
      "
      HASH8HEX is the content of 2 files today
        /DIR/site/bad.php  (USER)
        /DIR/site/=1+1\\u{a}\\u{202e}"><script>x</script>.php  (USER)

      In 1 snapshot it was at 2 paths
        FILE  FROM (UTC)  UNTIL  SNAPSHOTS
        /DIR/site/bad.php  YYYY-MM-DD hh:mm  YYYY-MM-DD hh:mm  1
        /DIR/site/=1+1\\u{a}\\u{202e}"><script>x</script>.php  YYYY-MM-DD hh:mm  YYYY-MM-DD hh:mm  1
      exit 0
      "
    `)
  })
})

describe('a report', () => {
  it('as a page runs nothing, loads nothing, and shows every name escaped', async () => {
    const shell = await infectedShell()
    const { stdout, exitCode } = await shell.run('report', '--format', 'html')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(stdout).not.toMatch(/<script|javascript:|\son\w+=|https?:|\u202e/i)
    expect(stdout).toContain('=1+1\\u{a}\\u{202e}&quot;&gt;&lt;script&gt;x&lt;/script&gt;.php')
    expect(stdout.match(/<tbody class="infected">/g)).toHaveLength(2)
  })

  it('as text is about one scan or one account, not both', async () => {
    const shell = await infectedShell()
    expect((await shell.run('report', 's1')).stdout).toContain('2 infected, 0 suspicious, 0 undecided.')
    expect((await shell.run('report', '--user', 'nobody-at-all')).stdout).toContain('0 infected')
    expect(transcript(await shell.run('report', 's1', '--user', 'alice'))).toMatchInlineSnapshot(`
      "
      ! holdfast: a report is about one scan or about one account (HF_USAGE)
      !           leave out one of them; the incidents of both: holdfast list --scan s12 --user alice
      exit 2
      "
    `)
    expect((await shell.run('report', 's9')).exitCode).toBe(2)
  })
})

describe('the history', () => {
  it('is verified, and a missing event ends with 12', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'index.php': '<?php echo 1;\n' })
    await shell.run('scan', 'site')
    expect(transcript(await shell.run('audit', 'verify'))).toMatchInlineSnapshot(`
      "
      OK. 4 events, each follows the one before it.
      head  SHA256
      Keep this digest on another machine: a history that was written anew from some event on does not lead to it.
      exit 0
      "
    `)
    const meta = await openLevel(join(shell.directory, 'store/meta'), {
      create: false,
      writeBufferBytes: 1024 ** 2,
      compression: false,
    })
    await meta.batch([{ type: 'del', key: eventKey(2) }], { sync: true })
    await meta.close()
    const { stdout, exitCode } = await shell.run('audit', 'verify', '--json')
    expect(exitCode).toBe(12)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([{ seq: 2, problem: 'is missing' }]) as unknown,
    })
    expect((await shell.run('audit', 'verify')).stdout).toContain('BROKEN. 3 events, 2 problems.')
  })
})

describe('doctor', () => {
  it('needs no store, and fails on one that is open to others', async () => {
    const shell = openShell()
    const fresh = await shell.run('doctor')
    expect(fresh.exitCode).toBe(0)
    expect(fresh.stdout).toMatch(/^warn {2}store {2}/m)
    mkdirSync(join(shell.directory, 'store'), { mode: 0o755 })
    writeFileSync(join(shell.directory, 'store/foreign'), '')
    const { stdout, exitCode } = await shell.run('doctor', '--quiet')
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/^fail {2}store {2}/m)
  })
})

const lists: readonly (readonly string[])[] = [
  ['list'],
  ['history'],
  ['history', '--contents', 'site/bad.php'],
  ['snapshot', 'list'],
  ['snapshot', 'ls', 'latest'],
  ['snapshot', 'diff', '@2030-01-01', 'latest'],
  ['diff'],
  ['rules', 'list'],
  ['user', 'list'],
  ['coverage'],
  ['doctor'],
  ['report'],
  ['scan', 'site'],
]

describe('every list has every format, and a name cannot leave its field', () => {
  it.each(lists.map((list) => [list.join(' '), list] as const))('%s', async (_, list) => {
    const shell = await infectedShell()
    writeTree(shell.site, { [`new ${hostile}`]: 'x' })
    await expectFormats(shell, list)
  })
})

async function expectFormats(shell: Shell, list: readonly string[]): Promise<void> {
  const name = list.join(' ')
  const outputOf = async (format: string): Promise<string> => {
    const { stdout, exitCode } = await shell.run(...list, '--format', format)
    expect([0, 1, 3], `${name} --format ${format}`).toContain(exitCode)
    expect(stdout, `${name} --format ${format}`).not.toMatch(/[\u202e\u0000-\u0008\u001b]/)
    return stdout
  }
  await outputOf('table')
  JSON.parse(await outputOf('json'))
  for (const line of linesOf(await outputOf('ndjson'), '\n')) JSON.parse(line)
  const csv = linesOf(await outputOf('csv'), '\r\n')
  const [header = ''] = csv
  expect(header, name).toMatch(/^"\w+"(,"\w+")*$/)
  for (const row of csv) expect(row, name).not.toMatch(/(^|,)"[=+@-]/)
  const tsv = linesOf(await outputOf('tsv'), '\n')
  const columns = header.split(',').length
  for (const row of tsv) expect(row.split('\t'), `${name}: ${row}`).toHaveLength(columns)
  const paths = await shell.run(...list, '--format', 'paths0')
  if (paths.exitCode === 2) expect(paths.stderr, name).toContain('HF_USAGE')
  else expect(paths.stdout, name).toMatch(/^(?:\/[^\0]+\0)*$/)
}

function linesOf(text: string, end: string): readonly string[] {
  expect(text.endsWith(end) || text === '').toBe(true)
  return text.split(end).slice(0, -1)
}

async function infectedShell(): Promise<Shell> {
  const shell = openShell()
  writeTree(shell.site, { 'index.php': '<?php echo 1;\n', 'bad.php': decodedEval, [hostile]: decodedEval })
  await shell.run('scan', 'site')
  return shell
}

/** The transcript without the day and the user of this run. */
function shown(result: CliResult): string {
  return transcript(result)
    .replace(/\b\d{4}-\d\d-\d\d\b/g, 'DAY')
    .replaceAll(`(${userInfo().username})`, '(USER)')
}

/** The ids differ from run to run, so the shell takes them from a list, oldest first. */
function twoSnapshots(path: string): string {
  return `holdfast diff $(holdfast snapshot list --format tsv | tail -n +2 | cut -f 1 | tac) ${path}`
}
