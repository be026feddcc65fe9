import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { HoldfastError } from '../../domain/errors.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { releaseArchiveBytesMax } from '../../domain/actingLimits.ts'
import { type BytePath, toFsPath } from '../../domain/path.ts'
import type { ReaderClient } from '../../pool/client/readerClient.ts'
import type { ServiceContext } from '../context.ts'
import { type Collection, keepFiles } from './collect.ts'

/** Takes the files of a ZIP archive. It is parsed in the reader, and nothing of it is written but contents. HF_ARCHIVE_INVALID. */
export async function collectArchive(
  context: ServiceContext,
  reader: ReaderClient,
  { path, collection }: { readonly path: BytePath; readonly collection: Collection },
): Promise<void> {
  const archive = readArchive(path)
  for (let from: number | null = 0; from !== null; ) {
    const { files, next } = await reader.unpack(archive, from)
    await keepFiles(context, collection, files)
    from = next
  }
}

/** What was opened is what is measured; O_NONBLOCK, so that a pipe in its place does not hang the program. */
function readArchive(path: BytePath): Buffer {
  const fd = openSync(toFsPath(path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw new HoldfastError('HF_USAGE', `${displayPath(path)} is no file`)
    if (stat.size > releaseArchiveBytesMax) {
      throw new HoldfastError('HF_LIMIT', `${displayPath(path)} is larger than an archive may be`, {
        facts: { size: stat.size, max: releaseArchiveBytesMax },
        hint: 'unpack it and give the directory',
      })
    }
    const bytes = Buffer.alloc(stat.size)
    let filled = 0
    while (filled < bytes.length) {
      const read = readSync(fd, bytes, filled, bytes.length - filled, filled)
      if (read === 0) break
      filled += read
    }
    return bytes.subarray(0, filled)
  } finally {
    closeSync(fd)
  }
}
