import { phpFileBytesMax } from '../domain/hookLimits.ts'
import type { ByteName, BytePath } from '../domain/path.ts'
import { isByteName, joinPath, parentOf, rootPath } from '../domain/path.ts'
import type { StaleReason } from '../domain/staleCode.ts'
import { closeDirectory, type OpenDirectory, tryOpenDirectory } from '../fsafe/read/directory.ts'
import { lstatChild } from '../fsafe/read/lstat.ts'
import { readStable } from '../fsafe/read/readStable.ts'
import { parseIni } from './ini.ts'
import { lateness } from './lateness.ts'
import type { Pool } from './pools.ts'

/**
 * The `.user.ini` above a file that makes opcache look away: its owner may have been made to write one, so that what is cleaned
 * runs on. PHP takes the ones from the document root down; where that is, is not known, so the nearest one that says so counts.
 */
export function staleByUserIni(pool: Pool, path: BytePath, read: ReadUserIni): StaleReason | undefined {
  const name = pool.settings.get('user_ini.filename') ?? '.user.ini'
  if (!isByteName(name)) return undefined
  for (let directory = path; directory !== rootPath; ) {
    directory = parentOf(directory)
    if (looksAway(pool, read(directory, name))) return { kind: 'user-ini', file: joinPath(directory, name) }
  }
  return undefined
}

/** The text of such a file in a directory; empty when there is none. */
export type ReadUserIni = (directory: BytePath, name: ByteName) => string

/** Each file is read once for a run, however many files below it were changed. */
export function userIniReader(): ReadUserIni {
  const known = new Map<BytePath, string>()
  return (directory, name) => {
    const path = joinPath(directory, name)
    const text = known.get(path) ?? readSmall(directory, name)
    known.set(path, text)
    return text
  }
}

function looksAway(pool: Pool, text: string): boolean {
  const changeable = parseIni(text).filter(({ key }) => !pool.fixed.has(key))
  if (!changeable.some(({ key }) => key.startsWith('opcache.'))) return false
  return (
    lateness(new Map([...pool.settings, ...changeable.map(({ key, value }) => [key, value] as const)])) !==
    undefined
  )
}

/** The site's owner chose what lies here: nothing is followed, and only a small regular file is read. */
function readSmall(path: BytePath, name: ByteName): string {
  const directory = tryOpenDirectory(path)
  if (typeof directory === 'string') return ''
  try {
    return isSmallFile(directory, name) ? textOf(directory, name) : ''
  } finally {
    closeDirectory(directory)
  }
}

function isSmallFile(directory: OpenDirectory, name: ByteName): boolean {
  const stat = lstatChild(directory, name)
  return typeof stat !== 'string' && stat.kind === 'file' && stat.size <= phpFileBytesMax
}

function textOf(directory: OpenDirectory, name: ByteName): string {
  const read = readStable(directory, name, () => ({ update: () => undefined }))
  return read.state === 'read' ? read.bytes.toString('latin1') : ''
}
