import { readFileSync } from 'node:fs'
import { systemCode } from '../domain/errors.ts'
import {
  blockOf,
  blocksIn,
  encodeBlocks,
  encodeFooter,
  type Handle,
  type IndexedBlock,
  readFooter,
  sealBlock,
  trailerBytes,
} from './internal/tableFormat.ts'
import { levelFailure } from './levelFailure.ts'

/**
 * Checks every byte of one table file against LevelDB's own checksums, which LevelDB does not look at when it reads: a
 * flipped bit in the type of an entry turns a row into its deletion, and nothing but this shows it. Answers what is
 * wrong; undefined for a whole table, and for one that a compaction has removed in the meantime. Throws HF_IO.
 */
export function checkTable(file: string): string | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw levelFailure(cause, file)
  }
  return problemOf(bytes)
}

export interface MendedTable {
  readonly bytes: Buffer
  readonly blocks: number
  readonly blocksLost: number
}

/**
 * A table of `size` bytes with the whole blocks of a damaged one and without the others: LevelDB, which knows the size
 * from its manifest, opens it, where it would end the process over the damaged one (an assertion in its compaction). When
 * the index is lost no block can be found any more, and the table is empty.
 */
export function mendTable(damaged: Buffer, size: number): MendedTable {
  const listed = listedBlocks(damaged)
  let kept = listed.filter(({ handle }) => blockOf(damaged, handle) !== undefined)
  let end = endOfTable(kept)
  // The filter leaves more room than the index needs unless the index was packed and its keys are long.
  while (end.gap(size) < 0 && kept.length > 0) {
    kept = kept.slice(0, -1)
    end = endOfTable(kept)
  }
  const bytes = Buffer.concat([
    damaged.subarray(0, end.start),
    end.blocks,
    Buffer.alloc(Math.max(0, end.gap(size))),
    end.footer,
  ])
  return { bytes, blocks: listed.length, blocksLost: listed.length - kept.length }
}

/** What no index names is never read, so only what is named counts. */
function problemOf(bytes: Buffer): string | undefined {
  const footer = readFooter(bytes)
  if (footer === undefined) return 'its end is damaged'
  const data = blocksIn(bytes, footer.index)
  const filters = blocksIn(bytes, footer.filters)
  if (data === undefined || filters === undefined) return 'its index is damaged'
  const broken = [...data, ...filters].find(({ handle }) => blockOf(bytes, handle) === undefined)
  return broken === undefined ? undefined : `the block at byte ${String(broken.handle.offset)} is damaged`
}

function listedBlocks(bytes: Buffer): readonly IndexedBlock[] {
  const footer = readFooter(bytes)
  return (footer === undefined ? undefined : blocksIn(bytes, footer.index)) ?? []
}

/** What follows the data blocks: no filters, the index, and behind a gap the footer. */
function endOfTable(kept: readonly IndexedBlock[]): {
  readonly start: number
  readonly blocks: Buffer
  readonly footer: Buffer
  readonly gap: (size: number) => number
} {
  const start = endOf(kept.at(-1)?.handle)
  const filters = sealBlock(encodeBlocks([]))
  const index = sealBlock(encodeBlocks(kept))
  const footer = encodeFooter({
    filters: { offset: start, size: filters.length - trailerBytes },
    index: { offset: start + filters.length, size: index.length - trailerBytes },
  })
  const blocks = Buffer.concat([filters, index])
  return { start, blocks, footer, gap: (size) => size - start - blocks.length - footer.length }
}

function endOf(handle: Handle | undefined): number {
  return handle === undefined ? 0 : handle.offset + handle.size + trailerBytes
}
