import { describe, expect, it } from 'vitest'
import { isOn, parseIni } from '../../src/php/ini.ts'

describe('parseIni', () => {
  it('reads sections, keys with an index, quotes and comments', () => {
    const text = [
      'a = 1',
      '; b = 2',
      '[opcache] ; of the manual',
      'opcache.enable=On ; comment',
      `opcache.preload = "/srv/a;b.php" ; kept`,
      "opcache.file_cache = '/var/cache x'\r",
      'php_admin_value[opcache.revalidate_freq] = 600',
      'no entry at all',
      '= 3',
    ].join('\n')
    expect(parseIni(text)).toEqual([
      { section: '', key: 'a', index: null, value: '1' },
      { section: 'opcache', key: 'opcache.enable', index: null, value: 'On' },
      { section: 'opcache', key: 'opcache.preload', index: null, value: '/srv/a;b.php' },
      { section: 'opcache', key: 'opcache.file_cache', index: null, value: '/var/cache x' },
      { section: 'opcache', key: 'php_admin_value', index: 'opcache.revalidate_freq', value: '600' },
    ])
  })

  it.each([
    ['1', true],
    ['On', true],
    ['yes', true],
    ['TRUE', true],
    ['2', true],
    ['0', false],
    ['Off', false],
    ['no', false],
    ['none', false],
    ['', false],
    ['onwards', false],
  ])('takes %s as PHP does', (value, on) => {
    expect(isOn(value)).toBe(on)
  })
})
