import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { needPackage } from '../../support/debianPackages.ts'
import { examples } from '../../support/payloads/examples.ts'
import { inertText } from '../../support/payloads/inertText.ts'

describe('an infected file that was never seen clean', () => {
  it('is found, shown, cut to the bytes that it had, and clean afterwards', async (context) => {
    const file = join(
      needPackage(context, 'wordpress'),
      'usr/share/wordpress/wp-includes/class-wp-walker.php',
    )
    const original = readFileSync(file)
    const shell = openShell()
    const path = join(shell.site, 'walker.php')
    const guard = inertText("if(isset($_P~OST['hf_test'])){@e~val($_P~OST['hf_test']);exit;}")
    writeFileSync(
      path,
      original.toString('latin1').replace('return $output;', (found) => guard + found),
      'latin1',
    )
    expect(readFileSync(path).equals(original)).toBe(false)
    expect((await shell.run('scan', 'site')).exitCode).toBe(1)
    const plan = transcript(await shell.run('clean', 'i1', '--dry-run'))
    expect(plan.replaceAll(guard, 'GUARD ')).toMatchInlineSnapshot(`
      "
      PLAN for 1 file on 1 account: 1 cut out, 0 refused. Nothing has been changed.

      i1  /DIR/site/walker.php  -> Cleaned
             cut the malicious code out of the file; every other byte stays as it is
             --- infected HASH8HEX
             +++ after  HASH8HEX
             @@ -193,7 +193,7 @@
              
              		// Invalid parameter or nothing to walk.
              		if ( $max_depth < -1 || empty( $elements ) ) {
             -			GUARD return $output;
             +			return $output;
              		}
              
              		$parent_field = $this->db_fields['parent'];
             keeps owner, group and mode; the modification time becomes now (the old one would leave the infected
             code in opcache)
             proved: only removes bytes; no less of it can be parsed than before; re-scan clean, in a reader that
             did not see the infected content; its tokens are those of the original without the ones cut out; names
             nothing that was defined in what was cut out; cleaning it again finds nothing malicious in it; original
             stored and read back; one pass

      AFTER IT  The way in is not closed by this: holdfast history i1
      DO IT  holdfast clean i1
      exit 0
      "
    `)
    expect(readFileSync(path).equals(original)).toBe(false)
    expect(transcript(await shell.run('clean', 'i1'))).toMatchInlineSnapshot(`
      "
      o1  i1  Cleaned  /DIR/site/walker.php
      1 done, 0 refused, 0 failed; the file was scanned again: clean.
      The original is kept until YYYY-MM-DD hh:mm UTC. Undo: holdfast undo o1
      exit 0
      "
    `)
    expect(readFileSync(path).equals(original)).toBe(true)
    const again = await shell.run('scan', 'site')
    expect(again.exitCode).toBe(0)
    expect((await shell.run('undo', 'o1', '--force-infected')).exitCode).not.toBe(2)
    expect(readFileSync(path, 'latin1')).toContain(guard)
  })

  it('is cut whatever was put into it', async () => {
    const shell = openShell()
    const files = examples.map((example, number) => {
      const name = example.fileClass === 'generic' ? `page${String(number)}.php` : example.file
      writeFileSync(join(shell.site, name), example.infected, 'latin1')
      return { name, clean: example.clean }
    })
    await shell.run('scan', 'site')
    await shell.run('clean', ...files.map((_, index) => `i${String(index + 1)}`))
    for (const { name, clean } of files)
      expect(readFileSync(join(shell.site, name), 'latin1'), name).toBe(clean)
  })
})
