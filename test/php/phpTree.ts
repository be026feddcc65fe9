import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, arrangeAccounts } from '../../src/domain/owner.ts'
import { type PhpPools, readPools } from '../../src/php/pools.ts'
import { bytePath } from '../support/scratch.ts'

/** A configuration tree below `directory`; a text that starts with `-> ` is the target of a link. */
export function writePhpTree(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(directory, path)
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 })
    if (text.startsWith('-> ')) {
      symlinkSync(text.slice(3), place)
    } else {
      writeFileSync(place, text)
      chmodSync(place, 0o644)
    }
  }
}

export function poolsIn(directory: string): PhpPools {
  return readPools(bytePath(directory), process.getuid?.() ?? 0)
}

const account = (name: string, uid: number, home: string): Account => ({ name, uid, home: bytePath(home) })

export const accounts = arrangeAccounts([
  account('root', 0, '/root'),
  account('www-data', 33, '/var/www'),
  account('alice', 1001, '/home/alice'),
  account('bob', 1002, '/home/bob'),
])

/** As Debian's packages lay it out, with the pools given by name. */
export function debianTree(pools: Readonly<Record<string, string>>): Record<string, string> {
  const files = Object.entries(pools).map(
    ([name, text]) => [`etc/php/8.2/fpm/pool.d/${name}.conf`, text] as const,
  )
  return {
    'etc/php/8.2/fpm/php-fpm.conf': '[global]\npid = /run/x.pid\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\n',
    'etc/php/8.2/fpm/php.ini': '[PHP]\nmemory_limit = 128M\n[opcache]\n;opcache.validate_timestamps=0\n',
    ...Object.fromEntries(files),
  }
}
