import { createHash } from 'node:crypto'
import type { Oid } from '../domain/oid.ts'

/** SHA-256 of bytes that come in pieces, for contents too large to hold. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void
  /** Once, at the end. */
  digestOid(): Oid
}

export function startSha256(): Sha256Stream {
  const hash = createHash('sha256')
  return {
    update: (bytes) => {
      hash.update(bytes)
    },
    digestOid: () => hash.digest('hex') as Oid,
  }
}
