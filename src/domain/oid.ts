import { HoldfastError } from './errors.ts'

declare const oidBrand: unique symbol

/** SHA-256 of bytes as 64 lower-case hex digits: the identity of a content (= `sha256sum`), tree or snapshot. */
export type Oid = string & { readonly [oidBrand]: 'Oid' }

export const oidBytesLength = 32
const oidPattern = /^[0-9a-f]{64}$/

/** Throws HF_USAGE when `text` is not 64 hex digits. */
export function parseOid(text: string): Oid {
  const lower = text.toLowerCase()
  if (!isOid(lower))
    throw new HoldfastError('HF_USAGE', `not a SHA-256: ${JSON.stringify(text.slice(0, 80))}`)
  return lower
}

export function isOid(text: string): text is Oid {
  return oidPattern.test(text)
}

export function oidToBytes(oid: Oid): Buffer {
  return Buffer.from(oid, 'hex')
}

/** Reads the 32 bytes at `offset`; the caller has checked the length. */
export function oidFromBytes(bytes: Buffer, offset = 0): Oid {
  return bytes.toString('hex', offset, offset + oidBytesLength) as Oid
}

/** The 8 digits people see and type. */
export function shortOid(oid: Oid): string {
  return oid.slice(0, 8)
}
