import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config, ConfigOverrides } from '../domain/config.ts'
import type { Oid } from '../domain/oid.ts'
import { loadConfig } from './configFile.ts'

export interface Settings {
  readonly file: string
  /** Who besides root may have written the file. */
  readonly uid: number
  readonly config: Config
  readonly overrides: ConfigOverrides
  readonly hash: Oid | null
}

/**
 * The settings in use. Root's are those of the machine; a store that has its own file, and everyone else's store, has
 * them in its directory. Throws as loadConfig.
 */
export function readSettings(store: string, uid: number, systemConfig: string): Settings {
  const own = join(store, 'config.json')
  const file = uid === 0 && !existsSync(own) ? systemConfig : own
  return { file, uid, ...loadConfig(file, uid) }
}

/** The same file as it is now. */
export function rereadSettings({ file, uid }: Settings): Settings {
  return { file, uid, ...loadConfig(file, uid) }
}
