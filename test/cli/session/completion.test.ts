import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { describe, expect, it } from 'vitest'
import { manPage } from '../../../scripts/manPage.mjs'
import { manifestCommands, typedName } from '../../../scripts/manifest.mjs'
import { openShell, type Shell } from '../../support/cli.ts'

describe('completion', () => {
  it('in bash offers commands, their second words, flags and the values of flags', async () => {
    const shell = openShell()
    expect(await bashOffers(shell, 'sca')).toEqual(['scan'])
    expect(await bashOffers(shell, 'snapshot', '')).toEqual(['diff', 'list', 'ls', 'show'])
    expect(await bashOffers(shell, 'completions', '')).toEqual(['bash', 'zsh', 'fish'])
    expect(await bashOffers(shell, 'scan', '--exit-style', 'm')).toEqual(['maldet'])
    expect(await bashOffers(shell, 'scan', '--exit-style', '=', 'cl')).toEqual(['clamav'])
    expect(await bashOffers(shell, 'report', '--format', 'h')).toEqual(['html'])
    expect(await bashOffers(shell, '--store', '/x', 'audit', '')).toEqual(['verify'])
    expect(await bashOffers(shell, 'scan', '--rej')).toEqual(['--rejudge'])
    // Where a path is meant nothing is offered, and bash falls back to files.
    expect(await bashOffers(shell, 'scan', 'si')).toEqual([])
    expect(await bashOffers(shell, 'list', '--recu')).toEqual([])
  })

  it('in fish offers the same', async (context) => {
    needProgram(context, 'fish')
    const shell = openShell()
    const script = await scriptFor(shell, 'fish')
    const offers = (line: string): readonly string[] => {
      const { stdout } = spawnSync('fish', [
        '--no-config',
        '-c',
        `source ${script}; complete -C ${JSON.stringify(line)}`,
      ])
      return linesOf(stdout.toString()).map((offered) => offered.split('\t')[0] ?? '')
    }
    expect(offers('holdfast sca')).toEqual(['scan'])
    expect([...offers('holdfast snapshot ')].sort()).toEqual(['diff', 'list', 'ls', 'show'])
    expect(offers('holdfast scan --exit-style m')).toEqual(['maldet'])
    expect(offers('holdfast scan --rej')).toEqual(['--rejudge'])
  })

  it('for zsh is a script that zsh reads', async (context) => {
    needProgram(context, 'zsh')
    const script = await scriptFor(openShell(), 'zsh')
    const { status, stderr } = spawnSync('zsh', ['-n', script])
    expect([status, stderr.toString()]).toEqual([0, ''])
    const text = readFileSync(script, 'utf8')
    for (const { id } of manifestCommands()) expect(text).toContain(`    '${typedName(id)}') flags=(`)
  })

  it('for another shell is refused', async () => {
    const { exitCode, stderr } = await openShell().run('completion', 'tcsh')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('HF_USAGE')
  })
})

describe('the manual page', () => {
  it('names every command with its flags, and man has no complaint', (context) => {
    needProgram(context, 'groff')
    const formatted = spawnSync('groff', ['-man', '-Tascii', '-ww', '-P-c'], { input: manPage() })
    expect(formatted.stderr.toString()).toBe('')
    const text = formatted.stdout
      .toString()
      .replace(/.\u0008/g, '')
      .replace(/\s+/g, ' ')
    for (const { id, flags } of manifestCommands()) {
      expect(text).toContain(`holdfast ${typedName(id)}`)
      for (const { name, hidden } of Object.values(flags))
        if (hidden !== true) expect(text).toContain(`--${name}`)
    }
    expect(text).toContain('12 the store is damaged')
  })
})

/** What bash would show after these words; the last one is where the cursor stands. */
async function bashOffers(shell: Shell, ...words: readonly string[]): Promise<readonly string[]> {
  const typed = ['holdfast', ...words].map((word) => `'${word}'`).join(' ')
  const line = `source <(holdfast completion bash); COMP_WORDS=(${typed}); COMP_CWORD=${String(words.length)}; _holdfast`
  const { stdout } = await shell.bash(`${line}; printf '%s\\n' "\${COMPREPLY[@]}"`)
  return linesOf(stdout)
}

async function scriptFor(shell: Shell, name: string): Promise<string> {
  const script = join(shell.directory, `completion.${name}`)
  writeFileSync(script, (await shell.run('completion', name)).stdout)
  return script
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}

function needProgram(context: TestContext, program: string): void {
  if (spawnSync(program, ['--version']).status !== 0)
    context.skip(`needs ${program}: npm run verify installs it`)
}
