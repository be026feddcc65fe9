import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { systemCode } from '../domain/errors.ts'
import { levelFailure } from './levelFailure.ts'

/**
 * One file of a closed LevelDB database that carries data. A table never changes once it is written; the log and the
 * manifest grow while the database is open; `current` names the manifest that counts.
 */
export interface LevelFile {
  readonly name: string
  readonly role: 'table' | 'log' | 'manifest' | 'current'
  readonly size: number
}

/**
 * The files of the database in `directory`, by name; its lock and its own messages left out. None when there is no such
 * directory. Throws HF_IO.
 */
export function listLevelFiles(directory: string): readonly LevelFile[] {
  try {
    return readdirSync(directory)
      .sort()
      .flatMap((name) => levelFile(directory, name))
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return []
    throw levelFailure(cause, directory)
  }
}

/**
 * The number of the manifest that CURRENT names, undefined when it names none. Every opening makes a new manifest with a
 * higher number before it changes anything else, so the number tells whether the database was opened since.
 */
export function currentManifest(directory: string): number | undefined {
  let text: string
  try {
    text = readFileSync(`${directory}/CURRENT`, 'latin1')
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw levelFailure(cause, directory)
  }
  const digits = /^MANIFEST-(\d{6,15})\n$/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** What CURRENT holds when it names the manifest with this number. */
export function currentText(manifest: number): string {
  return `MANIFEST-${String(manifest).padStart(6, '0')}\n`
}

const roles: readonly (readonly [RegExp, LevelFile['role']])[] = [
  [/^\d+\.(ldb|sst)$/, 'table'],
  [/^\d+\.log$/, 'log'],
  [/^MANIFEST-\d+$/, 'manifest'],
  [/^CURRENT$/, 'current'],
]

function levelFile(directory: string, name: string): LevelFile[] {
  const role = roles.find(([pattern]) => pattern.test(name))?.[1]
  if (role === undefined) return []
  const stat = lstatSync(`${directory}/${name}`, { throwIfNoEntry: false })
  return stat === undefined ? [] : [{ name, role, size: stat.size }]
}
