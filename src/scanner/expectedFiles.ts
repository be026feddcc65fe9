import { readDirectory } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import type { ScanTarget } from './scanContext.ts'

/** How many files the index knows under the targets; null when one of them is new, so that nobody guesses an end. */
export async function expectedFiles(meta: KeyValue, targets: readonly ScanTarget[]): Promise<number | null> {
  let files = 0
  for (const target of targets) {
    const known = target.kind === 'file' ? 1 : (await readDirectory(meta, target.path))?.header.files
    if (known === undefined) return null
    files += known
  }
  return files
}
