import xxhash, { type XXHashAPI } from 'xxhash-wasm'
import { invariant } from '../domain/errors.ts'

/**
 * XXH64 finds accidents, never attacks: a second preimage takes microseconds. It checks stored records and decides
 * nothing about a content.
 */
let loaded: XXHashAPI | undefined

/** Must have resolved once before xxh64 is called. */
export async function loadXxh64(): Promise<void> {
  loaded ??= await xxhash()
}

export function xxh64(bytes: Uint8Array, seed: bigint): bigint {
  invariant(loaded !== undefined, 'loadXxh64() comes before xxh64()')
  return loaded.h64Raw(bytes, seed)
}
