import { HoldfastError } from '../domain/errors.ts'
import { parseBytePath } from '../domain/path.ts'
import type { BytePath } from '../domain/path.ts'
import type { Session } from './session.ts'

/** The absolute path that names a root in the store; nothing is looked up, as the root may be gone from the disk. */
export function rootPathOf(text: string, { bytesOf, cwd }: Session): BytePath {
  const typed = bytesOf(text).toString('latin1')
  const absolute = typed.startsWith('/') ? typed : `${Buffer.from(cwd).toString('latin1')}/${typed}`
  const names: string[] = []
  for (const name of absolute.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  const path = parseBytePath(Buffer.from(`/${names.join('/')}`, 'latin1'))
  if (path !== undefined) return path
  throw new HoldfastError('HF_USAGE', `not a path: ${text}`, { facts: { value: text } })
}
