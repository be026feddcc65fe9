import { chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reloadCommand, staleSetting, type StaleCode } from '../../src/domain/staleCode.ts'
import { findStaleCode } from '../../src/php/staleCode.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'
import { accounts, debianTree, poolsIn, writePhpTree } from './phpTree.ts'

const off = 'php_admin_value[opcache.validate_timestamps] = 0\n'
const alice = { path: bytePath('/home/alice/public_html/a.php'), owner: 'alice' }
const bob = { path: bytePath('/home/bob/b.php'), owner: 'bob' }
const shared = { path: bytePath('/var/www/html/c.php'), owner: 'www-data' }
const app = { path: bytePath('/srv/app/d.php'), owner: 'deploy' }

function staleAfter(
  tree: Readonly<Record<string, string>>,
  changed: Parameters<typeof findStaleCode>[1],
): readonly StaleCode[] {
  const directory = scratchDirectory()
  writePhpTree(directory, tree)
  return findStaleCode(poolsIn(directory).pools, changed, accounts)
}

function poolNames(stale: readonly StaleCode[]): readonly string[] {
  return stale.map(({ pool, files }) => `${pool} ${String(files)}`)
}

describe('findStaleCode', () => {
  it('says nothing of a machine as its packages set it up', () => {
    expect(staleAfter(debianTree({ www: '[www]\nuser = www-data\n' }), [alice, shared, app])).toEqual([])
  })

  it('names the pool, the reason and the command', () => {
    const [stale, ...others] = staleAfter(debianTree({ alice: `[alice]\nuser = alice\n${off}` }), [
      alice,
      alice,
    ])
    expect(others).toEqual([])
    expect(stale).toEqual({
      pool: 'alice',
      service: 'php8.2-fpm',
      because: { kind: 'timestamps-off' },
      fileCache: null,
      files: 2,
    })
    if (stale === undefined) return
    expect(reloadCommand(stale)).toBe('systemctl reload php8.2-fpm')
    expect(staleSetting(stale.because)).toBe('opcache.validate_timestamps=0')
  })

  it.each([
    ['php_admin_flag[opcache.validate_timestamps] = off\n', { kind: 'timestamps-off' }],
    ['php_value[opcache.validate_timestamps] = 0\n', { kind: 'timestamps-off' }],
    ['php_admin_value[opcache.revalidate_freq] = 61\n', { kind: 'timestamps-late', seconds: 61 }],
    ['php_admin_value[opcache.revalidate_freq] = 60\n', undefined],
    [`php_admin_value[opcache.enable] = 0\n${off}`, undefined],
    ['php_admin_value[opcache.preload] = /srv/p.php\n', { kind: 'preload', script: '/srv/p.php' }],
  ])('reads %j', (setting, because) => {
    const found = staleAfter(debianTree({ www: `[www]\nuser = alice\n${setting}` }), [alice])
    expect(found.map((stale) => stale.because)).toEqual(because === undefined ? [] : [because])
  })

  it('names the directory of compiled code that a reload would read back, only where nobody checks its age', () => {
    const cache = { 'etc/php/8.2/fpm/conf.d/x.ini': 'opcache.file_cache=/var/cache/php\n' }
    const late = 'php_admin_value[opcache.revalidate_freq] = 600\n'
    const pools = { alice: `[alice]\nuser = alice\n${off}`, bob: `[bob]\nuser = bob\n${late}` }
    const found = staleAfter({ ...debianTree(pools), ...cache }, [alice, bob])
    expect(found.map(({ fileCache }) => fileCache)).toEqual(['/var/cache/php', null])
  })
})

describe('which pool serves a file', () => {
  const pools = {
    alice: `[alice]\nuser = alice\n${off}`,
    bob: `[bob]\nuser = 1002\n${off}`,
    www: `[www]\nuser = www-data\n${off}`,
  }

  it('is the one of its account', () => {
    expect(poolNames(staleAfter(debianTree(pools), [alice, bob, shared]))).toEqual([
      'alice 1',
      'bob 1',
      'www 1',
    ])
  })

  it('is the shared one when its account has none', () => {
    const { www, bob: bobs } = pools
    expect(poolNames(staleAfter(debianTree({ www, bob: bobs }), [alice]))).toEqual(['www 1'])
  })

  it('may be any when the file is in nobody’s home', () => {
    expect(poolNames(staleAfter(debianTree(pools), [app]))).toEqual(['alice 1', 'bob 1', 'www 1'])
  })

  it('is not one that is confined elsewhere', () => {
    const confined = {
      one: `[one]\nuser = www-data\nchroot = /srv/app/\n${off}`,
      two: `[two]\nuser = www-data\nphp_admin_value[open_basedir] = /srv/other:/tmp\n${off}`,
      three: `[three]\nuser = www-data\nphp_value[open_basedir] = /srv/other\n${off}`,
      four: `[four]\nuser = www-data\nphp_admin_value[open_basedir] = /tmp:/srv/app\n${off}`,
      five: `[five]\nuser = www-data\nphp_admin_value[open_basedir] = .\n${off}`,
    }
    expect(poolNames(staleAfter(debianTree(confined), [app]))).toEqual(['four 1', 'one 1'])
    const { two, three, five } = confined
    expect(poolNames(staleAfter(debianTree({ two, three, five }), [app]))).toEqual(['five 1', 'three 1'])
  })
})

describe('a site that tells opcache to look away', () => {
  it('is named with its file, unless the pool does not let it', () => {
    const { site, changed } = siteWith('opcache.validate_timestamps = Off\n')
    const pool = '[alice]\nuser = alice\n'
    const found = staleAfter(debianTree({ alice: pool }), [changed, changed])
    expect(found).toMatchObject([{ files: 2, because: { kind: 'user-ini', file: join(site, '.user.ini') } }])
    const fixed = 'php_admin_value[opcache.validate_timestamps] = 1\n'
    expect(staleAfter(debianTree({ alice: `${pool}${fixed}` }), [changed])).toEqual([])
    const named = 'php_admin_value[user_ini.filename] = ""\n'
    expect(staleAfter(debianTree({ alice: `${pool}${named}` }), [changed])).toEqual([])
  })

  it('is not believed when it points elsewhere, and its other settings do not matter', () => {
    const pools = debianTree({ alice: '[alice]\nuser = alice\n' })
    expect(staleAfter(pools, [siteWith('memory_limit = 1G\n').changed])).toEqual([])
    const { site, changed } = siteWith('')
    const target = join(scratchDirectory(), 'target')
    writeFileSync(target, 'opcache.validate_timestamps = Off\n')
    mkdirSync(join(site, 'b'))
    symlinkSync(target, join(site, 'b/.user.ini'))
    expect(staleAfter(pools, [{ ...changed, path: bytePath(join(site, 'b/x.php')) }])).toEqual([])
  })

  function siteWith(text: string): { site: string; changed: typeof alice } {
    const site = scratchDirectory()
    mkdirSync(join(site, 'a'))
    writeFileSync(join(site, '.user.ini'), text)
    if (process.getuid?.() === 0) chownSync(join(site, '.user.ini'), 1001, 1001)
    return { site, changed: { path: bytePath(join(site, 'a/x.php')), owner: 'alice' } }
  }
})
