import { fileURLToPath } from 'node:url'
import type { Interfaces } from '@oclif/core'

/**
 * Our own commands and no others. Left to itself oclif also loads plugins that a package.json in the data directory names
 * ($XDG_DATA_HOME, $HOLDFAST_DATA_DIR, $HOME): code chosen by whoever can write there, run as root. `entry` as in main().
 */
export function ownCommands(entry: string): Interfaces.LoadOptions {
  return { root: fileURLToPath(entry), userPlugins: false, devPlugins: false }
}
