import { createCipheriv, createHash } from 'node:crypto'

/** Numbers and bytes that are the same on every machine for one seed. */
export interface Random {
  /** An integer from 0 to below - 1. */
  below(below: number): number
  /** Bytes that no compressor shortens, as a photograph is. */
  bytes(length: number): Buffer
}

export function seededRandom(seed: string): Random {
  const key = createHash('sha256').update(seed).digest()
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const bytes = (length: number) => stream.update(Buffer.alloc(length))
  return { bytes, below: (below) => bytes(6).readUIntBE(0, 6) % below }
}
