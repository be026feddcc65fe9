import { displayPath } from './displayPath.ts'
import { unreachable } from './errors.ts'
import type { BytePath } from './path.ts'

/** Why a pool does not notice that a file changed. */
export type StaleReason =
  | { readonly kind: 'timestamps-off' }
  | { readonly kind: 'timestamps-late'; readonly seconds: number }
  | { readonly kind: 'preload'; readonly script: string }
  /** A `.user.ini` of the site itself, which its owner can write, says one of the first two. */
  | { readonly kind: 'user-ini'; readonly file: BytePath }

/**
 * A PHP-FPM pool that may go on running what it compiled from a file before the file was changed, until it is reloaded.
 * Texts are latin1, one char per byte, as the configuration has them.
 */
export interface StaleCode {
  readonly pool: string
  /** The unit of its master process: `php8.2-fpm`. */
  readonly service: string
  readonly because: StaleReason
  /** A directory with compiled code that outlives a reload and has to be emptied before it; null when there is none. */
  readonly fileCache: string | null
  /** How many of the changed files the pool serves. */
  readonly files: number
}

/** Harmless in a shell: the name of the service comes from a table, not from the configuration. */
export function reloadCommand({ service }: StaleCode): string {
  return `systemctl reload ${service}`
}

/** The setting that is behind it, safe to print, as a person would look for it. */
export function staleSetting(because: StaleReason): string {
  switch (because.kind) {
    case 'timestamps-off':
      return 'opcache.validate_timestamps=0'
    case 'timestamps-late':
      return `opcache.revalidate_freq=${String(because.seconds)}`
    case 'preload':
      return `opcache.preload=${displayPath(because.script)}`
    case 'user-ini':
      return `opcache settings in ${displayPath(because.file)}`
    default:
      return unreachable(because)
  }
}

/** How every machine format tells it. */
export function staleFields(stale: StaleCode): Readonly<Record<string, string | number | null>> {
  const { pool, service, because, fileCache, files } = stale
  return {
    pool: displayPath(pool),
    service,
    because: staleSetting(because),
    fileCache: fileCache === null ? null : displayPath(fileCache),
    reload: reloadCommand(stale),
    files,
  }
}
