import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { openShell, type Shell } from '../../support/cli.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { infect } from '../../support/inert.ts'
import { afterRevalidation, type PhpSite, startPhpSite, untilAnswer } from '../../support/phpSite.ts'
import { needRoot } from '../../support/scratch.ts'

/** The time of both versions, as `touch -r` of another file of the site makes it. */
const oldTime = new Date('2025-09-30T11:20:13Z')
const page = "<?php\necho 'page';\n"

describe('clean on a site that PHP runs', () => {
  it('ends what the visitor gets of an infected file, whose old time would keep it alive', async (context) => {
    const { site, shell, path } = await siteWithInfection(context, 'www', '')
    expect(await site.get('www', 'index.php')).toBe('inertpage')
    const cleaned = await shell.run('clean', path)
    expect(cleaned.stderr).toBe('')
    expect(cleaned.stdout).toContain('1 done, 0 refused, 0 failed')
    expect(cleaned.exitCode).toBe(0)
    await untilAnswer(site, 'www', 'index.php', 'page')
    expect(statSync(path).mtimeMs).toBeGreaterThan(oldTime.getTime() + 1000)

    expect((await shell.run('undo', 'o1', '--force-infected')).exitCode).toBe(1)
    await untilAnswer(site, 'www', 'index.php', 'inertpage')

    // What would have happened under the old time: the same bytes are there, and the old ones run.
    putUnderOldTime(join(site.root, 'trap.php'), infect(page, 'own-block'))
    await untilAnswer(site, 'www', 'trap.php', 'inertpage')
    await site.get('www', 'trap.php')
    putUnderOldTime(join(site.root, 'trap.php'), page)
    await afterRevalidation()
    expect(await site.get('www', 'trap.php')).toBe('inertpage')
  })

  it('runs hooks.afterOperation for a pool that looks at no file, and history has it', async (context) => {
    const off = 'php_admin_value[opcache.validate_timestamps] = 0\n'
    const { site, shell, path } = await siteWithInfection(context, 'frozen', off)
    expect((await shell.run('quarantine', path)).stdout).toContain('1 done')
    await afterRevalidation()
    expect(await site.get('frozen', 'index.php')).toBe('inertpage')

    writeFileSync(join(shell.directory, 'store/config.json'), '{}\n', { mode: 0o600 })
    const hook = JSON.stringify(['/bin/kill', '-USR2', String(site.pid)])
    expect((await shell.run('config', 'set', 'hooks.afterOperation', hook)).exitCode).toBe(0)
    expect((await shell.run('undo', 'o1', '--force-infected')).exitCode).toBe(1)
    const cleaned = await shell.run('clean', path)
    expect(cleaned.stdout).toContain('hooks.afterOperation was run: /bin/kill')
    await untilAnswer(site, 'frozen', 'index.php', 'page')
    const history = await shell.run('history', '--event', 'hook-run', '--json')
    const { items } = JSON.parse(history.stdout) as { items: { event: string; detail: object }[] }
    expect(items.map(({ event }) => event)).toEqual(['hook-run', 'hook-run'])
  })
})

async function siteWithInfection(
  context: TestContext,
  pool: string,
  lines: string,
): Promise<{ readonly site: PhpSite; readonly shell: Shell; readonly path: string }> {
  needRoot(context)
  needProgram(context, 'php-fpm8.2')
  needProgram(context, 'nginx')
  const site = await startPhpSite({ [pool]: lines })
  const shell = openShell()
  const path = join(site.root, 'index.php')
  putUnderOldTime(path, page)
  expect((await shell.run('scan', site.root)).exitCode).toBe(0)
  putUnderOldTime(path, infect(page, 'own-block'))
  await untilAnswer(site, pool, 'index.php', 'inertpage')
  expect((await shell.run('scan', site.root)).exitCode).toBe(1)
  return { site, shell, path }
}

function putUnderOldTime(path: string, content: string): void {
  writeFileSync(path, content)
  utimesSync(path, oldTime, oldTime)
}
