import type { ByteName } from './path.ts'

/**
 * What besides the bytes decides a verdict (decision 8), from the name only. The order is the on-disk number:
 * 0 generic, 1 apache-config, 2 php-ini, 3 forced-php (a handler mapping in scope; nothing produces it yet).
 */
export const fileClasses = ['generic', 'apache-config', 'php-ini', 'forced-php'] as const
export type FileClass = (typeof fileClasses)[number]

/** A copy of a .htaccess, such as `old.htaccess`, is judged as one: it waits for being renamed. */
export function classOfName(name: ByteName): FileClass {
  const lower = name.toLowerCase()
  if (lower.endsWith('.htaccess') || lower === 'httpd.conf') return 'apache-config'
  if (lower === '.user.ini' || lower === 'php.ini') return 'php-ini'
  return 'generic'
}
