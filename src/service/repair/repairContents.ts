import { deflateSync } from 'node:zlib'
import { displayPath } from '../../domain/displayPath.ts'
import { keptContentBytesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { nameOf, parentOf } from '../../domain/path.ts'
import { closeDirectory, tryOpenDirectory } from '../../fsafe/read/directory.ts'
import { readLinkTarget } from '../../fsafe/read/readLink.ts'
import { readStable } from '../../fsafe/read/readStable.ts'
import { sha256 } from '../../hash/sha256.ts'
import { startSha256 } from '../../hash/streamSha256.ts'
import { contentOperation, getContent } from '../../store/contents.ts'
import type { ServiceContext } from '../context.ts'
import type { FsckRepair } from '../contract/fsck.ts'
import { forgetDirectory, type Place } from './repairIndex.ts'

/**
 * Brings lost contents back from files that still have exactly these bytes. The bytes are only hashed and packed here,
 * never parsed. A content that is nowhere any more counts as known by its hash alone, so that scans go on and keep it as
 * soon as it turns up; what is left of its object stays where it is.
 */
export async function repairContents(
  context: ServiceContext,
  lost: readonly Oid[],
  places: ReadonlyMap<Oid, readonly Place[]>,
): Promise<readonly FsckRepair[]> {
  const repaired: FsckRepair[] = []
  for (const oid of lost) {
    const known = places.get(oid) ?? []
    const found = firstWith(oid, known)
    if (found === undefined) {
      await giveUp(context, oid)
      for (const { path } of known) await forgetDirectory(context.store.meta, parentOf(path), repaired)
      continue
    }
    await keepAgain(context, oid, found.bytes)
    repaired.push({ kind: 'content', id: oid, repair: `read again from ${displayPath(found.place.path)}` })
  }
  return repaired
}

interface Found {
  readonly place: Place
  readonly bytes: Buffer
}

function firstWith(oid: Oid, places: readonly Place[]): Found | undefined {
  for (const place of places) {
    const bytes = bytesAt(place)
    if (bytes !== undefined && sha256(bytes) === oid) return { place, bytes }
  }
  return undefined
}

/** Every component is opened without following links, and the file is read as it was at one moment. */
function bytesAt({ path, kind }: Place): Buffer | undefined {
  const name = nameOf(path)
  const directory = tryOpenDirectory(parentOf(path))
  if (typeof directory === 'string') return undefined
  try {
    if (name === undefined) return undefined
    if (kind === 'symlink') {
      const target = readLinkTarget(directory, name)
      return typeof target === 'string' ? undefined : target
    }
    const read = readStable(directory, name, startSha256)
    return read.state === 'read' && read.bytes.length <= keptContentBytesMax ? read.bytes : undefined
  } finally {
    closeDirectory(directory)
  }
}

async function keepAgain({ store, machine }: ServiceContext, oid: Oid, bytes: Buffer): Promise<void> {
  const size = bytes.length
  const deflated = deflateSync(bytes, { level: 1 })
  await (await store.objects()).writeGroup([{ kind: 'content', oid, size, deflated }])
  const firstSeenAt = (await getContent(store.meta, oid))?.firstSeenAt ?? machine.clock.now()
  await store.meta.batch([contentOperation(oid, { size, kept: 'whole', firstSeenAt })], { sync: true })
}

async function giveUp({ store }: ServiceContext, oid: Oid): Promise<void> {
  const row = await getContent(store.meta, oid)
  if (row?.kept !== 'whole') return
  await store.meta.batch([contentOperation(oid, { ...row, kept: 'hash-only' })], { sync: true })
}
