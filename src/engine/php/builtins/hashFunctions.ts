import { createHash, createHmac } from 'node:crypto'
import { crc32 } from './crc32.ts'
import { unknown } from '../value.ts'
import type { PhpValue, PureFunction, Unknown } from '../value.ts'
import { toLower } from './asciiCase.ts'
import { flag, optional, pure, text } from './signature.ts'

/** The only names that reach the host's digests. */
const digests = new Map([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha224', 'sha224'],
  ['sha256', 'sha256'],
  ['sha384', 'sha384'],
  ['sha512', 'sha512'],
])

export const hashFunctions: Readonly<Record<string, PureFunction>> = {
  md5: pure([text, optional(flag, false)], ([subject, raw]) => digest('md5', subject, raw)),
  sha1: pure([text, optional(flag, false)], ([subject, raw]) => digest('sha1', subject, raw)),
  crc32: pure([text], ([subject]) => crc32(subject)),
  hash: pure([text, text, optional(flag, false)], ([name, subject, raw]) => hashed(name, subject, raw)),
  hash_hmac: pure([text, text, text, optional(flag, false)], ([name, subject, key, raw]) => {
    const known = digests.get(toLower(name))
    if (known === undefined) return unknown
    const bytes = createHmac(known, Buffer.from(key, 'latin1')).update(subject, 'latin1').digest()
    return bytes.toString(raw ? 'latin1' : 'hex')
  }),
}

function digest(name: string, subject: string, raw: boolean): string {
  return createHash(name)
    .update(subject, 'latin1')
    .digest()
    .toString(raw ? 'latin1' : 'hex')
}

function hashed(name: string, subject: string, raw: boolean): PhpValue | Unknown {
  const lower = toLower(name)
  if (lower === 'crc32b') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(crc32(subject))
    return bytes.toString(raw ? 'latin1' : 'hex')
  }
  const known = digests.get(lower)
  return known === undefined ? unknown : digest(known, subject, raw)
}
