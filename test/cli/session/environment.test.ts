import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell } from '../../support/cli.ts'
import { writeTree } from '../../support/holdfast.ts'

describe('the surroundings of the program', () => {
  it.each([
    ['XDG_DATA_HOME', 'data', 'data/holdfast'],
    ['HOLDFAST_DATA_DIR', 'data', 'data'],
    ['HOME', '.', '.local/share/holdfast'],
  ])('load no commands of others, named by %s', async (variable, value, place) => {
    const shell = openShell()
    const witness = join(shell.directory, 'witness')
    writeTree(shell.directory, {
      [`${place}/package.json`]: JSON.stringify({
        name: 'holdfast',
        oclif: {
          schema: 1,
          plugins: [{ name: 'foreign', type: 'link', root: join(shell.directory, 'foreign') }],
        },
      }),
      'foreign/package.json': JSON.stringify({
        name: 'foreign',
        version: '1.0.0',
        oclif: { commands: './commands', hooks: { init: './hook.js' } },
      }),
      'foreign/hook.js': `require('fs').writeFileSync(${JSON.stringify(witness)}, ''); module.exports = () => {}`,
    })
    mkdirSync(join(shell.directory, 'foreign/commands'))
    const assignment = `${variable}=${join(shell.directory, value)}`
    expect((await shell.bash(`${assignment} holdfast rules list`)).stderr).toContain('HF_NO_STORE')
    expect((await shell.bash(`${assignment} holdfast no-such-command`)).stderr).toContain('HF_USAGE')
    expect(existsSync(witness)).toBe(false)
  })

  it('does not hand what Node or the linker would load to the reader', async () => {
    const shell = openShell()
    const witness = join(shell.directory, 'witness')
    const hook = join(shell.directory, 'hook.cjs')
    writeFileSync(
      hook,
      `if (process.argv[1]?.includes('reader')) require('fs').writeFileSync(${JSON.stringify(witness)}, '')`,
    )
    writeFileSync(join(shell.site, 'a.php'), '<?php echo 1;')
    const started = await shell.bash(`NODE_OPTIONS="--require ${hook}" holdfast scan ${shell.site}`)
    expect(started.exitCode).toBe(0)
    expect(existsSync(witness)).toBe(false)
  })

  it('does not look for setpriv where PATH says', async () => {
    const shell = openShell()
    const witness = join(shell.directory, 'witness')
    writeTree(shell.directory, { 'planted/setpriv': `#!/bin/sh\n: > ${witness}\nexit 1\n` })
    writeFileSync(join(shell.site, 'a.php'), '<?php echo 1;')
    const planted = join(shell.directory, 'planted')
    const started = await shell.bash(
      `chmod 755 ${planted}/*; cp ${planted}/setpriv ${planted}/sync; PATH=${planted}:$PATH holdfast scan ${shell.site}`,
    )
    expect(started.exitCode).toBe(0)
    expect(existsSync(witness)).toBe(false)
  })
})
