import * as fs from 'node:fs'
import { formatInstant } from '../domain/clock.ts'
import type { DamagedRow } from './fsckRows.ts'
import { ioFailure } from './ioFailure.ts'
import { syncDirectory } from './storePlace.ts'

/**
 * Writes rows that are about to be taken out of meta into a file of their own in the store, one JSON object per line,
 * and answers its name: what cannot be read today may still be worth something. The file is on disk when this returns.
 */
export function setRowsAside(directory: string, at: number, rows: readonly DamagedRow[]): string {
  const name = `set-aside-${formatInstant(at).replaceAll(/[-:.]/g, '')}.ndjson`
  const file = `${directory}/${name}`
  const lines = rows.map(
    ({ key, value }) =>
      `${JSON.stringify({ db: 'meta', key: key.toString('base64'), value: value.toString('base64') })}\n`,
  )
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = fs.constants
  try {
    const fd = fs.openSync(file, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
    try {
      for (const line of lines) fs.writeFileSync(fd, line)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    throw ioFailure(cause, file)
  }
  syncDirectory(directory)
  return name
}
