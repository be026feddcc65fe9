import { lstatSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { ballastSize } from '../store/ballast.ts'

export interface StoreSize {
  /** What the store's own files take, as their sizes say, without the ballast. */
  readonly bytes: number
  /** What is kept in hand for a full disk; 0 when it was given up or never made. */
  readonly ballastBytes: number
  /** What an unprivileged process may still write on the store's filesystem. */
  readonly diskFreeBytes: number
  /** The whole filesystem. */
  readonly diskBytes: number
}

/** Lists the store's directories; LevelDB keeps their number of files in the thousands for terabytes. */
export function measureStore(directory: string): StoreSize {
  try {
    const { bavail, blocks, bsize } = statfsSync(directory)
    const ballast = ballastSize(directory)
    return {
      bytes: bytesBelow(directory, 2) - ballast,
      ballastBytes: ballast,
      diskFreeBytes: bavail * bsize,
      diskBytes: blocks * bsize,
    }
  } catch (cause) {
    throw new HoldfastError('HF_IO', `the store ${directory} cannot be measured`, { cause })
  }
}

function bytesBelow(directory: string, levels: number): number {
  return readdirSync(directory).reduce((sum, name) => sum + bytesOf(join(directory, name), levels), 0)
}

/** LevelDB removes tables in the background, so a name may be gone again. */
function bytesOf(file: string, levels: number): number {
  try {
    const stat = lstatSync(file)
    if (stat.isDirectory()) return levels > 1 ? bytesBelow(file, levels - 1) : 0
    return stat.isFile() ? stat.size : 0
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0
    throw error
  }
}
