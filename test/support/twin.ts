/** 64-bit arithmetic as XXH64 has it. */
const mask = (1n << 64n) - 1n
const primes = [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n] as const

/**
 * `evil` with as many bytes and the same XXH64 (seed 0) as `good`: its last eight bytes are solved for. Takes
 * microseconds, which is why nothing may be decided by such a hash. `evil` must be shorter than `good` by eight bytes or more.
 */
export function twinOf(good: Buffer, evil: Buffer): Buffer {
  if (good.length % 32 !== 8 || evil.length > good.length - 8) throw new Error('lengths do not fit')
  const twin = Buffer.concat([evil, Buffer.alloc(good.length - evil.length, ' ')])
  const tail = good.length - 8
  const wanted = afterTail(beforeTail(good), good.readBigUInt64LE(tail))
  const mixed = rotate(times((wanted - primes[3]) & mask, inverse(primes[0])), 37n) ^ beforeTail(twin)
  const last = times(rotate(times(mixed, inverse(primes[0])), 33n), inverse(primes[1]))
  twin.writeBigUInt64LE(last, tail)
  return twin
}

/** The state before the last eight bytes of a text of 32n + 8. */
function beforeTail(bytes: Buffer): bigint {
  const lanes = [(primes[0] + primes[1]) & mask, primes[1], 0n, -primes[0] & mask]
  for (let at = 0; at + 8 < bytes.length; at += 8) {
    const lane = (at / 8) % 4
    lanes[lane] = round(lanes[lane] ?? 0n, bytes.readBigUInt64LE(at))
  }
  const rotations = [1n, 7n, 12n, 18n]
  const sum = lanes.reduce((total, lane, i) => total + rotate(lane, rotations[i] ?? 0n), 0n) & mask
  const merged = lanes.reduce(
    (state, lane) => (times(state ^ round(0n, lane), primes[0]) + primes[3]) & mask,
    sum,
  )
  return (merged + BigInt(bytes.length)) & mask
}

function afterTail(state: bigint, last: bigint): bigint {
  return (times(rotate(state ^ round(0n, last), 27n), primes[0]) + primes[3]) & mask
}

function round(state: bigint, word: bigint): bigint {
  return times(rotate((state + times(word, primes[1])) & mask, 31n), primes[0])
}

function rotate(word: bigint, by: bigint): bigint {
  return ((word << by) | (word >> (64n - by))) & mask
}

function times(a: bigint, b: bigint): bigint {
  return (a * b) & mask
}

/** Newton's iteration doubles the right bits each time. */
function inverse(odd: bigint): bigint {
  let found = odd
  for (let step = 0; step < 6; step += 1) found = times(found, (2n - times(odd, found)) & mask)
  return found
}
