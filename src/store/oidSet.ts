import { invariant } from '../domain/errors.ts'
import { type Oid, oidBytesLength } from '../domain/oid.ts'

/**
 * Ids in little memory: two thirds of a slot's bytes are in use on average, and no object is made per id.
 * `exact` remembers all 32 bytes. `approximate` remembers 8: two ids may look the same, which whoever uses it must take
 * for "may be in the set"; ten million cost 110 to 210 MB.
 */
export interface OidSet {
  /** False when the id was in the set before. */
  add(oid: Oid): boolean
  has(oid: Oid): boolean
  readonly size: number
}

export function oidSet(precision: 'exact' | 'approximate'): OidSet {
  const width = precision === 'exact' ? oidBytesLength : approximateBytes
  const shards = Array.from({ length: shardCount }, () => newShard(width, slotsMin))
  const wanted = Buffer.alloc(oidBytesLength)
  let size = 0
  const find = (oid: Oid): { readonly shard: Shard; readonly at: number; readonly index: number } => {
    invariant(wanted.write(oid, 'hex') === oidBytesLength, 'an id has 64 hex digits', { oid })
    // The first byte is known from the shard; in its place a slot says that it is taken.
    const index = wanted[0] ?? 0
    wanted[0] = taken
    const shard = shards[index]
    invariant(shard !== undefined, 'every first byte has its shard')
    return { shard, at: slotOf(shard, wanted), index }
  }
  return {
    add: (oid) => {
      const { shard, at, index } = find(oid)
      if (isTaken(shard, at)) return false
      wanted.copy(shard.slots, at, 0, width)
      shard.used += 1
      size += 1
      if (shard.used * width * loadInverse > shard.slots.length) shards[index] = grown(shard, width)
      return true
    },
    has: (oid) => {
      const { shard, at } = find(oid)
      return isTaken(shard, at)
    },
    get size() {
      return size
    },
  }
}

/** Ids by their first byte: growing copies one part at a time, never all. */
const shardCount = 256
const slotsMin = 16
const approximateBytes = 8
const taken = 1
/** A shard grows when it is three quarters full. */
const loadInverse = 4 / 3

interface Shard {
  readonly slots: Buffer
  readonly width: number
  used: number
}

function newShard(width: number, slots: number): Shard {
  return { slots: Buffer.alloc(slots * width), width, used: 0 }
}

/** Where the id is, or the empty slot where it belongs; the first byte of `id` says `taken`. */
function slotOf({ slots, width }: Shard, id: Buffer): number {
  const count = slots.length / width
  let slot = id.readUInt32LE(1) % count
  for (;;) {
    const at = slot * width
    if (slots[at] !== taken || id.compare(slots, at, at + width, 0, width) === 0) return at
    slot = slot + 1 === count ? 0 : slot + 1
  }
}

function isTaken({ slots }: Shard, at: number): boolean {
  return slots[at] === taken
}

function grown(shard: Shard, width: number): Shard {
  const { slots, used } = shard
  const larger = { ...newShard(width, (slots.length / width) * 2), used }
  for (let at = 0; at < slots.length; at += width) {
    if (slots[at] !== taken) continue
    const id = slots.subarray(at, at + width)
    id.copy(larger.slots, slotOf(larger, id))
  }
  return larger
}
