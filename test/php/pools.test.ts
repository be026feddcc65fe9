import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needRoot, scratchDirectory } from '../support/scratch.ts'
import { debianTree, poolsIn, writePhpTree } from './phpTree.ts'

describe('readPools', () => {
  it('finds nothing where there is no PHP', () => {
    expect(poolsIn(scratchDirectory())).toEqual({ pools: [], problems: [] })
  })

  it('reads the versions of Debian: ini files in their order, the pool over them', () => {
    const directory = scratchDirectory()
    writePhpTree(directory, {
      ...debianTree({
        www: '[www]\nuser = www-data\n',
        alice:
          '[alice]\nuser = $pool\nphp_admin_value[opcache.validate_timestamps] = 0\nphp_value[opcache.revalidate_freq] = 9\n',
      }),
      'etc/php/8.2/fpm/conf.d/10-opcache.ini': 'opcache.revalidate_freq=60\nopcache.file_cache=/a\n',
      'etc/php/8.2/fpm/conf.d/99-own.ini': 'opcache.file_cache=/b\n[PATH=/srv]\nopcache.enable=0\n',
      'etc/php/8.2/fpm/conf.d/99-own.ini.bak': 'opcache.enable=0\n',
      'etc/php/8.2/fpm/pool.d/.www.conf.swp.conf': '[hidden]\nuser = x\n',
      'etc/php/8.2/cli/php.ini': 'opcache.enable=0\n',
      'etc/php/7.4/fpm/php-fpm.conf': '[old]\nuser = bob\nchroot = /srv/$pool\n',
      'etc/php/8.3/cli/php.ini': '',
    })
    const { pools, problems } = poolsIn(directory)
    expect(problems).toEqual([])
    expect(pools.map(({ name, service, user, chroot }) => [name, service, user, chroot])).toEqual([
      ['old', 'php7.4-fpm', 'bob', '/srv/old'],
      ['alice', 'php8.2-fpm', 'alice', null],
      ['www', 'php8.2-fpm', 'www-data', null],
    ])
    const [, alice, www] = pools
    expect(alice?.settings.get('opcache.validate_timestamps')).toBe('0')
    expect(alice?.settings.get('opcache.revalidate_freq')).toBe('9')
    expect([...(alice?.fixed ?? [])]).toEqual(['opcache.validate_timestamps'])
    expect(www?.settings.get('opcache.revalidate_freq')).toBe('60')
    expect(www?.settings.get('opcache.file_cache')).toBe('/b')
    expect(www?.settings.has('opcache.enable')).toBe(false)
  })

  it.each([
    ['etc/php-fpm.conf', 'etc/php-fpm.d', 'etc/php.d', 'php-fpm'],
    [
      'etc/opt/remi/php82/php-fpm.conf',
      'etc/opt/remi/php82/php-fpm.d',
      'etc/opt/remi/php82/php.d',
      'php82-php-fpm',
    ],
    [
      'opt/cpanel/ea-php81/root/etc/php-fpm.conf',
      'opt/cpanel/ea-php81/root/etc/php-fpm.d',
      'opt/cpanel/ea-php81/root/etc/php.d',
      'ea-php81-php-fpm',
    ],
    [
      'opt/plesk/php/8.2/etc/php-fpm.conf',
      'opt/plesk/php/8.2/etc/php-fpm.d',
      'opt/plesk/php/8.2/etc/php.d',
      'plesk-php82-fpm',
    ],
  ])('reads %s', (main, poolDirectory, iniDirectory, service) => {
    const directory = scratchDirectory()
    writePhpTree(directory, {
      [main]: `include=/${poolDirectory}/*.conf\n[global]\n`,
      [`${poolDirectory}/alice.conf`]: '[alice.example]\nuser = "alice"\n',
      [`${iniDirectory}/10-opcache.ini`]: 'opcache.validate_timestamps=0\n',
    })
    const [pool, ...others] = poolsIn(directory).pools
    expect(others).toEqual([])
    expect(pool).toMatchObject({ name: 'alice.example', service, user: 'alice' })
    expect(pool?.settings.get('opcache.validate_timestamps')).toBe('0')
  })

  it('ends with a configuration that includes itself', () => {
    const directory = scratchDirectory()
    const self = 'include=/etc/php-fpm.d/*.conf\n'
    writePhpTree(directory, { 'etc/php-fpm.conf': self, 'etc/php-fpm.d/a.conf': `[a]\nuser = x\n${self}` })
    expect(poolsIn(directory).pools).toHaveLength(1)
  })

  it('follows links of root only, and believes no file that others can write', (context) => {
    needRoot(context)
    const directory = scratchDirectory()
    writePhpTree(directory, {
      ...debianTree({
        www: '[www]\nuser = www-data\n',
        bad: '[bad]\nuser = x\n',
        theirs: '[theirs]\nuser = x\n',
      }),
      'etc/php/8.2/mods-available/opcache.ini': 'opcache.validate_timestamps=0\n',
      'etc/php/8.2/fpm/conf.d/10-opcache.ini': '-> ../../mods-available/opcache.ini',
      'home/alice/evil.conf': '[evil]\nuser = root\n',
    })
    const poolDirectory = join(directory, 'etc/php/8.2/fpm/pool.d')
    chmodSync(join(poolDirectory, 'bad.conf'), 0o666)
    chownSync(join(poolDirectory, 'theirs.conf'), 1001, 1001)
    chownSync(join(directory, 'home/alice'), 1001, 1001)
    symlinkSync('../../../../../home/alice/evil.conf', join(poolDirectory, 'link.conf'))
    spawnSync('mkfifo', [join(poolDirectory, 'pipe.conf')])
    const { pools, problems } = poolsIn(directory)
    expect(pools.map(({ name }) => name)).toEqual(['www'])
    expect(pools[0]?.settings.get('opcache.validate_timestamps')).toBe('0')
    expect(problems.map((problem) => problem.slice(problem.lastIndexOf('/') + 1))).toEqual([
      'bad.conf can be changed by other users',
      'alice belongs to uid 1001',
      'pipe.conf is neither a file nor a directory',
      'theirs.conf belongs to uid 1001',
    ])
  })

  it('believes nothing in a directory that others can write', () => {
    const directory = scratchDirectory()
    writePhpTree(directory, debianTree({ www: '[www]\nuser = www-data\n' }))
    chmodSync(join(directory, 'etc/php/8.2/fpm'), 0o777)
    const { pools, problems } = poolsIn(directory)
    expect(pools).toEqual([])
    expect(problems.join()).toContain('fpm can be changed by other users')
  })

  it('reads no file beyond its limit', () => {
    const directory = scratchDirectory()
    writePhpTree(directory, {
      'etc/php-fpm.conf': '[www]\nuser = a\n',
      'etc/php.ini': ';'.repeat(1024 ** 2 + 1),
    })
    const { pools, problems } = poolsIn(directory)
    expect(pools).toHaveLength(1)
    expect(problems.join()).toContain('is larger than')
  })
})
