import { inflateSync } from 'node:zlib'
import { HoldfastError } from '../../domain/errors.ts'
import { classOfName } from '../../domain/fileClass.ts'
import type { BatchReply, ReadBatch } from '../../domain/job.ts'
import { releaseEntryBytesMax, releaseFilesMax } from '../../domain/actingLimits.ts'
import { batchBytes, batchFilesMin } from '../../domain/limits.ts'
import { type BytePath, nameOf, parentOf } from '../../domain/path.ts'
import { lstatPath } from '../../fsafe/read/lstat.ts'
import type { ReaderClient } from '../../pool/client/readerClient.ts'
import type { ServiceContext } from '../context.ts'
import { walkNew } from '../newOnDisk.ts'
import { type CollectedFile, type Collection, keepFiles } from './collect.ts'

/** Takes the files below a directory. Links and whatever else is no file are left out, as is what cannot be read. */
export async function collectDirectory(
  context: ServiceContext,
  reader: ReaderClient,
  { path, collection }: { readonly path: BytePath; readonly collection: Collection },
): Promise<void> {
  for (const batch of batches(filesBelow(path, collection))) {
    const reply = await reader.read(batchOf(batch), async (asked) => {
      return await Promise.resolve(
        asked.map(({ size }) =>
          size <= releaseEntryBytesMax
            ? ({ judge: 'all', store: true } as const)
            : ({ judge: 'none', store: false } as const),
        ),
      )
    })
    const read = collectedOf(path, batch, reply)
    collection.leftOut += batch.length - read.length
    await keepFiles(context, collection, read)
  }
}

interface FoundFile {
  readonly path: BytePath
  readonly size: number
}

function filesBelow(path: BytePath, collection: Collection): FoundFile[] {
  const files: FoundFile[] = []
  const leaveOut = (): void => {
    collection.leftOut += 1
  }
  walkNew(
    {
      excluded: () => false,
      closedMounts: new Set(),
      onChange: (change) => {
        const stat = lstatPath(change.path)
        if (typeof stat === 'string' || stat.kind !== 'file' || stat.size > releaseEntryBytesMax) leaveOut()
        else files.push({ path: change.path, size: stat.size })
        if (files.length + collection.leftOut > releaseFilesMax)
          throw new HoldfastError('HF_LIMIT', 'this is larger than any release')
      },
      onUnseen: leaveOut,
    },
    path,
    { kind: 'directory' },
  )
  return files
}

function* batches(files: readonly FoundFile[]): Generator<readonly FoundFile[]> {
  let batch: FoundFile[] = []
  let bytes = 0
  for (const file of files) {
    batch.push(file)
    bytes += file.size
    if (batch.length < batchFilesMin && bytes < batchBytes) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

/** One file per directory row: the walk gives them in order, and a batch may name a directory more than once. */
function batchOf(files: readonly FoundFile[]): ReadBatch {
  return {
    directories: files.flatMap(({ path, size }) => {
      const name = nameOf(path)
      if (name === undefined) return []
      return [{ path: parentOf(path), files: [{ name, fileClass: classOfName(name), size, uid: 0 }] }]
    }),
  }
}

/** The reader says what it read, and main looks whether these are the bytes. */
function collectedOf(top: BytePath, files: readonly FoundFile[], reply: BatchReply): CollectedFile[] {
  return files.flatMap(({ path }, index) => {
    const item = reply.items[index]
    if (item?.state !== 'read' || item.deflated === null || item.verdict === null) return []
    const bytes = inflateSync(item.deflated, { maxOutputLength: Math.max(1, item.identity.size) })
    return [{ path: path.slice(top === '/' ? 1 : top.length + 1), bytes, verdict: item.verdict }]
  })
}
