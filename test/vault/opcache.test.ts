import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { hookMsMax } from '../../src/domain/hookLimits.ts'
import { arrangeAccounts } from '../../src/domain/owner.ts'
import type { StaleCode } from '../../src/domain/staleCode.ts'
import { runHook } from '../../src/hooks/runHook.ts'
import { readPools } from '../../src/php/pools.ts'
import { findStaleCode } from '../../src/php/staleCode.ts'
import { needProgram } from '../support/debianPackages.ts'
import { afterRevalidation, type PhpSite, startPhpSite, untilAnswer } from '../support/phpSite.ts'
import { bytePath, needRoot, scratchDirectory } from '../support/scratch.ts'
import { cleaning, deletion, memoryDatabases, quarantine, runOne, vaultOn } from './vaultRig.ts'

/** What `touch -r` of a file that was always there makes of an infected one. */
const oldTime = new Date('2025-09-30T11:20:13Z')
const infected = "<?php /* 7f */ echo 'infected'; /* 7f */\n"
const clean = "<?php echo 'clean';\n"
const timestampsOff = 'php_admin_value[opcache.validate_timestamps] = 0\n'

describe('a file that PHP has compiled', () => {
  it('runs clean after a clean, while the same bytes under their old time run infected', async (context) => {
    needPhp(context)
    const site = await startPhpSite({ www: '' })
    const vault = await vaultOn(await memoryDatabases('opcache'))
    await infect(site, 'www', 'trap.php')
    await infect(site, 'www', 'cleaned.php')

    replaceUnderOldTime(site, 'trap.php')
    await afterRevalidation()
    expect(await site.get('www', 'trap.php')).toBe('infected')

    const path = join(site.root, 'cleaned.php')
    expect(await runOne(vault, cleaning(path, infected, clean))).toMatchObject({ outcome: 'done' })
    expect(readFileSync(path, 'utf8')).toBe(clean)
    expect(statSync(path).mtimeMs).toBeGreaterThan(oldTime.getTime() + 1000)
    await untilAnswer(site, 'www', 'cleaned.php', 'clean')
    expect(await site.get('www', 'trap.php')).toBe('infected')
    expect(staleAfter(site, [path])).toEqual([])
  })

  it('runs on in a pool that looks at no file, whatever is done to it; a hook that reloads ends that', async (context) => {
    needPhp(context)
    const site = await startPhpSite({ frozen: timestampsOff, www: '' })
    const vault = await vaultOn(await memoryDatabases('frozen'))
    const pages = ['cleaned.php', 'trimmed.php', 'quarantined.php', 'deleted.php']
    for (const page of pages) await infect(site, 'frozen', page)
    const [cleaned = '', trimmed = '', quarantined = '', deleted = ''] = pages.map((page) =>
      join(site.root, page),
    )
    const operations = [
      await runOne(vault, cleaning(cleaned, infected, clean)),
      await runOne(vault, cleaning(trimmed, infected, '')),
      await runOne(vault, quarantine(quarantined, infected)),
      await runOne(vault, deletion(deleted, infected)),
    ]
    expect(operations.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done'])
    expect([quarantined, deleted].filter((path) => existsSync(path))).toEqual([])
    await afterRevalidation()
    for (const page of pages) expect(await site.get('frozen', page), page).toBe('infected')
    expect(staleAfter(site, [cleaned, trimmed, quarantined, deleted])).toEqual([
      {
        ...{ pool: 'frozen', service: 'php8.2-fpm', because: { kind: 'timestamps-off' } },
        ...{ fileCache: null, files: 4 },
      },
    ])

    const argv = ['/bin/kill', '-USR2', String(site.pid)]
    expect(await runHook({ argv, uid: 0, msMax: hookMsMax }, '{}\n')).toMatchObject({ state: 'done' })
    await untilAnswer(site, 'frozen', 'cleaned.php', 'clean')
    await untilAnswer(site, 'frozen', 'trimmed.php', '')
    for (const page of ['quarantined.php', 'deleted.php'])
      expect((await site.get('frozen', page)).trim(), page).toBe('File not found.')
  })

  it('comes back after a reload from compiled code on the disk, whose directory is named', async (context) => {
    needPhp(context)
    const cache = scratchDirectory()
    chownSync(cache, 33, 33)
    const site = await startPhpSite({
      cached: `${timestampsOff}php_admin_value[opcache.file_cache] = ${cache}\n`,
    })
    const vault = await vaultOn(await memoryDatabases('cached'))
    await infect(site, 'cached', 'a.php')
    const path = join(site.root, 'a.php')
    await runOne(vault, cleaning(path, infected, clean))
    expect(staleAfter(site, [path])).toMatchObject([{ pool: 'cached', fileCache: cache }])
    await site.reload()
    expect(await site.get('cached', 'a.php')).toBe('infected')
    rmSync(cache, { recursive: true })
    mkdirSync(cache)
    chownSync(cache, 33, 33)
    await site.reload()
    await untilAnswer(site, 'cached', 'a.php', 'clean')
  })

  it('runs on where the site itself tells opcache to look away, and its file is named', async (context) => {
    needPhp(context)
    const site = await startPhpSite({ www: '' })
    const vault = await vaultOn(await memoryDatabases('user-ini'))
    // PHP remembers for five minutes that a directory has none.
    mkdirSync(join(site.root, 'shop'))
    const own = join(site.root, 'shop/.user.ini')
    writeFileSync(own, 'opcache.validate_timestamps = Off\n')
    await infect(site, 'www', 'shop/a.php')
    const path = join(site.root, 'shop/a.php')
    await runOne(vault, cleaning(path, infected, clean))
    await afterRevalidation()
    expect(await site.get('www', 'shop/a.php')).toBe('infected')
    expect(staleAfter(site, [path])).toMatchObject([
      { pool: 'www', because: { kind: 'user-ini', file: own } },
    ])
    await site.reload()
    await untilAnswer(site, 'www', 'shop/a.php', 'clean')
  })
})

function needPhp(context: TestContext): void {
  needRoot(context)
  needProgram(context, 'php-fpm8.2')
  needProgram(context, 'nginx')
}

/** Compiled and kept by opcache: the file is old enough for that, and is asked for twice. */
async function infect(site: PhpSite, pool: string, page: string): Promise<void> {
  const path = join(site.root, page)
  writeFileSync(path, infected)
  utimesSync(path, oldTime, oldTime)
  await untilAnswer(site, pool, page, 'infected')
  await site.get(pool, page)
}

function replaceUnderOldTime(site: PhpSite, page: string): void {
  const fresh = join(site.root, `.${page}`)
  writeFileSync(fresh, clean)
  utimesSync(fresh, oldTime, oldTime)
  renameSync(fresh, join(site.root, page))
}

function staleAfter(site: PhpSite, paths: readonly string[]): readonly StaleCode[] {
  const { pools, problems } = readPools(bytePath(site.systemRoot), 0)
  expect(problems).toEqual([])
  const changed = paths.map((path) => ({ path: bytePath(path), owner: 'www-data' }))
  return findStaleCode(pools, changed, arrangeAccounts([]))
}
