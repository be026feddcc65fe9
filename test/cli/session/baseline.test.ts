import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'
import { requestCallables } from '../../support/inert.ts'
import { zipOfFiles } from '../../support/zip.ts'

describe('baselines', () => {
  it('are added from an archive and a snapshot, listed, named by explain, and removed', async () => {
    const shell = openShell()
    const files = { 'index.php': '<?php\none();\n', 'sub/two.php': '<?php\ntwo();\n' }
    writeTree(shell.site, files)
    await shell.run('scan', 'site')
    const packed = Object.entries(files).map(([path, content]) => [`cms/${path}`, content] as const)
    writeFileSync(join(shell.directory, 'CMS-1.2.zip'), zipOfFiles(Object.fromEntries(packed)))
    expect(
      transcript(await shell.run('baseline', 'add', 'site', '--release', 'CMS-1.2.zip')),
    ).toMatchInlineSnapshot(`
      "
      Baseline cms-1.2 added: 2 files known good, to heal sites below /DIR/site.
      exit 0
      "
    `)
    const ofSite = await shell.run(
      'baseline',
      'add',
      'site',
      '--snapshot',
      'latest',
      '--name',
      'mine',
      '--json',
    )
    expect([ofSite.exitCode, ofSite.stdout]).toEqual([0, expect.stringContaining('"leftOut": 0') as string])
    expect(transcript(await shell.run('baseline', 'list'))).toMatchInlineSnapshot(`
      "
      NAME  KIND  FILES  BYTES  BELOW  FROM
      cms-1.2  release  2  26  /DIR/site  /DIR/CMS-1.2.zip
      mine  snapshot  2  26  /DIR/site  snapshot HASH8HEX
      exit 0
      "
    `)
    const explained = await shell.run('explain', 'site/index.php')
    expect(explained.stdout).toContain('known good: cms-1.2, mine')
    expect(transcript(await shell.run('baseline', 'remove', 'mine'))).toMatchInlineSnapshot(`
      "
      Baseline mine removed: nobody vouches for its 2 files any more.
      exit 0
      "
    `)
    const rows = await shell.run('baseline', 'list', '--format', 'tsv')
    expect(rows.stdout.split('\n')[1]).toMatch(/^cms-1\.2\trelease\t2\t26\t/)
  })

  it('are refused with what is wrong, and nothing is added', async () => {
    const shell = openShell()
    writeTree(shell.site, { 'index.php': '<?php\none();\n' })
    await shell.run('scan', 'site')
    const bad = { 'index.php': '<?php\none();\n', 'sub/x.php': requestCallables()[0] ?? '' }
    writeFileSync(join(shell.directory, 'bad.zip'), zipOfFiles(bad))
    writeFileSync(join(shell.directory, 'out.zip'), zipOfFiles({ '../x.php': 'x' }))
    const refusals = [
      await shell.run('baseline', 'add', 'site', '--release', 'bad.zip'),
      await shell.run('baseline', 'add', 'site', '--release', 'out.zip'),
      await shell.run('baseline', 'add', 'site'),
      await shell.run('baseline', 'list'),
    ]
    expect(refusals.map(transcript).join('')).toMatchInlineSnapshot(`
      "
      ! holdfast: nothing was added: malicious under today's rules: sub/x.php (HF_BASELINE_REFUSED)
      !           a snapshot: clean these first, or take an older one; a release: get it anew from its publisher
      exit 2

      ! holdfast: the archive cannot be used: a name in it leads out of it (HF_ARCHIVE_INVALID)
      exit 2

      ! holdfast: say where the known good files come from (HF_USAGE)
      !           --release ZIP|DIR or --snapshot SNAP
      exit 2

      No baselines. Add one: holdfast baseline add ROOT --release ZIP|DIR
      exit 0
      "
    `)
  })
})
