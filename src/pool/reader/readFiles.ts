import type { ReadBatch } from '../../domain/job.ts'
import { batchGrownBytesMax, judgedWholeBytesMax } from '../../domain/limits.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { ReadRow } from '../messages.ts'
import type {
  CodeWatch,
  FileTools,
  HeldDirectory,
  JudgedBytes,
  SparseAllowance,
  StableBytes,
} from './tools.ts'

type BatchFile = ReadBatch['directories'][number]['files'][number]

/** A content in memory until main has answered. `size` is of the file, `bytes` may be its two ends. */
export interface HeldContent extends JudgedBytes {
  readonly item: number
  readonly size: number
}

export interface ReadFiles {
  /** One per file of the batch, in order. */
  readonly rows: readonly ReadRow[]
  readonly held: readonly HeldContent[]
}

export interface FileReading {
  readonly files: FileTools
  readonly identify: (bytes: Buffer) => JudgedBytes['contentKind']
  readonly watchForCode: () => CodeWatch
  readonly sparse: SparseAllowance
  /** Called before each step of reading. */
  readonly step: (item: number) => void
}

/** Reads the files of a batch, opening each directory once, component by component. */
export function readFiles(batch: ReadBatch, reading: FileReading): ReadFiles {
  const rows: ReadRow[] = []
  const held: HeldContent[] = []
  let grownBytes = 0

  const take = (directory: HeldDirectory, file: BatchFile): ReadRow => {
    const item = rows.length
    reading.step(item)
    const read = reading.files.readStable(
      directory,
      file.name,
      () => steppingHash(reading, item),
      reading.sparse,
    )
    if (read.state === 'skipped') return read.reason
    if (read.state === 'ends') return hugeReason(read, reading)
    // Main sized the batch by what the walk saw; files that grew since must not fill the reader's memory.
    const bytes = Math.min(read.stat.size, judgedWholeBytesMax)
    grownBytes += Math.max(0, bytes - Math.min(file.size, judgedWholeBytesMax))
    if (bytes > file.size && grownBytes > batchGrownBytesMax) return 'unstable'
    const content = contentOf(read, { item, fileClass: file.fileClass, reading })
    held.push(content)
    const { ino, size, mtimeMs, ctimeMs } = read.stat
    return [content.oid, content.contentKind, ino, size, mtimeMs, ctimeMs]
  }

  for (const { path, files } of batch.directories) {
    reading.step(rows.length)
    const directory = reading.files.tryOpenDirectory(path)
    if (typeof directory === 'string') {
      const reason = directoryReason(directory)
      rows.push(...files.map(() => reason))
      continue
    }
    try {
      for (const file of files) rows.push(take(directory, file))
    } finally {
      reading.files.closeDirectory(directory)
    }
  }
  return { rows, held }
}

/** The walk has seen a directory here: another thing in its place is a race, and never policy. */
function directoryReason(failure: 'vanished' | 'not-a-directory' | 'unreadable'): SkipReason {
  switch (failure) {
    case 'vanished':
      return 'vanished'
    case 'not-a-directory':
      return 'unstable'
    case 'unreadable':
      return 'directory-unreadable'
  }
}

/** What is too large to be hashed is policy, unless it may be a script: nobody would learn of that. */
function hugeReason(
  { head, tail }: StableBytes<SteppingHash> & { readonly state: 'ends' },
  { identify, watchForCode }: FileReading,
): SkipReason {
  const kind = tagKind(identify(head))
  const isScript = [head, tail].some((end) => {
    const watch = watchForCode()
    watch.update(end)
    return watch.has(kind)
  })
  return isScript ? 'large-script' : 'too-large'
}

function tagKind(kind: JudgedBytes['contentKind']): 'text' | 'binary' {
  return kind === 'php' || kind === 'text' || kind === 'script' ? 'text' : 'binary'
}

type SteppingHash = ReturnType<FileTools['startSha256']> & Pick<CodeWatch, 'has'>

/** Each piece of a large file is a step: a slow disk is not a stuck content. All of it is searched for a script. */
function steppingHash(reading: FileReading, item: number): SteppingHash {
  const hash = reading.files.startSha256()
  const code = reading.watchForCode()
  return {
    update: (bytes) => {
      reading.step(item)
      hash.update(bytes)
      code.update(bytes)
    },
    digestOid: hash.digestOid,
    has: (kind) => code.has(kind),
  }
}

function contentOf(
  read: StableBytes<SteppingHash> & { readonly state: 'read' | 'streamed' },
  { item, fileClass, reading }: { item: number; fileClass: BatchFile['fileClass']; reading: FileReading },
): HeldContent {
  const { size } = read.stat
  if (read.state === 'read') {
    const { bytes } = read
    const oid = reading.files.sha256(bytes)
    return {
      item,
      size,
      bytes,
      oid,
      fileClass,
      contentKind: reading.identify(bytes),
      extent: { state: 'whole' },
    }
  }
  const contentKind = reading.identify(read.head)
  const script = read.hash.has(tagKind(contentKind)) ? 'seen' : 'unseen'
  return {
    item,
    size,
    bytes: Buffer.concat([read.head, read.tail]),
    oid: read.hash.digestOid(),
    fileClass,
    contentKind,
    extent: { state: 'ends', headBytes: read.head.length, size, script },
  }
}
