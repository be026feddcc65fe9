import type { ByteName, BytePath } from '../domain/path.ts'

/** Where one installation of PHP-FPM has its configuration, as absolute paths, and the unit that runs it. */
export interface Layout {
  readonly service: string
  readonly mainFile: string
  readonly iniFile: string
  /** The directory of further ini files, read in the order of their names. */
  readonly iniDirectory: string
}

/** How a family of packages lays its versions out. `versions` is a directory; null = there is one version, at fixed places. */
interface Family {
  readonly versions: { readonly directory: string; readonly name: RegExp } | null
  readonly layout: (version: string) => Layout
}

/** The packages of Debian, RHEL and Remi, and those of cPanel and Plesk; names of units are made from digits only. */
const families: readonly Family[] = [
  {
    versions: { directory: '/etc/php', name: /^\d+\.\d+$/ },
    layout: (version) => ({
      service: `php${version}-fpm`,
      mainFile: `/etc/php/${version}/fpm/php-fpm.conf`,
      iniFile: `/etc/php/${version}/fpm/php.ini`,
      iniDirectory: `/etc/php/${version}/fpm/conf.d`,
    }),
  },
  {
    versions: null,
    layout: () => ({
      service: 'php-fpm',
      mainFile: '/etc/php-fpm.conf',
      iniFile: '/etc/php.ini',
      iniDirectory: '/etc/php.d',
    }),
  },
  {
    versions: { directory: '/etc/opt/remi', name: /^php\d+$/ },
    layout: (version) => ({
      service: `${version}-php-fpm`,
      mainFile: `/etc/opt/remi/${version}/php-fpm.conf`,
      iniFile: `/etc/opt/remi/${version}/php.ini`,
      iniDirectory: `/etc/opt/remi/${version}/php.d`,
    }),
  },
  {
    versions: { directory: '/opt/cpanel', name: /^ea-php\d+$/ },
    layout: (version) => ({
      service: `${version}-php-fpm`,
      mainFile: `/opt/cpanel/${version}/root/etc/php-fpm.conf`,
      iniFile: `/opt/cpanel/${version}/root/etc/php.ini`,
      iniDirectory: `/opt/cpanel/${version}/root/etc/php.d`,
    }),
  },
  {
    versions: { directory: '/opt/plesk/php', name: /^\d+\.\d+$/ },
    layout: (version) => ({
      service: `plesk-php${version.replace('.', '')}-fpm`,
      mainFile: `/opt/plesk/php/${version}/etc/php-fpm.conf`,
      iniFile: `/opt/plesk/php/${version}/etc/php.ini`,
      iniDirectory: `/opt/plesk/php/${version}/etc/php.d`,
    }),
  },
]

/** Lists a directory of the configuration; nothing when it is not there. */
export type ListDirectory = (path: string) => readonly ByteName[]

/** All installations that may be there; a main file that is missing means that PHP is there without FPM. */
export function possibleLayouts(list: ListDirectory): readonly Layout[] {
  return families.flatMap(({ versions, layout }) => {
    if (versions === null) return [layout('')]
    return list(versions.directory)
      .filter((name) => versions.name.test(name))
      .map(layout)
  })
}

/** An absolute path of the configuration below `root` (`/` on a running machine). */
export function below(root: BytePath, path: string): Buffer {
  return Buffer.from(root === '/' ? path : `${root}${path}`, 'latin1')
}
