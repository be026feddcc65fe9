import { entryKinds } from '../domain/fileStat.ts'
import { oidBytesLength } from '../domain/oid.ts'
import {
  entryBytes,
  flagHashOnly,
  flagHasOid,
  flagSilentChange,
  headerBytes,
  plainHeaderBytes,
} from './indexPageLayout.ts'
import { type EncodedTree, treeOf, writeTreeEntryHead } from './tree.ts'

/**
 * The tree of a directory straight from the bytes of its index pages, in order: what encodeTree makes of their entries. A
 * directory with one changed file would otherwise be taken apart into objects and put together again.
 */
export function encodePageTree(pages: readonly Buffer[]): EncodedTree {
  return treeOf(
    Buffer.concat(pages.map((page, i) => entriesOf(page, i === 0 ? headerBytes : plainHeaderBytes))),
  )
}

function entriesOf(page: Buffer, start: number): Buffer {
  const count = page.readUInt32LE(0)
  // An entry of a tree is shorter than one of a page, its name included.
  const tree = Buffer.allocUnsafe(page.length)
  let nameAt = start + count * entryBytes
  let end = 0
  for (let at = start; at < start + count * entryBytes; at += entryBytes) {
    const nameLength = page.readUInt8(at + 51)
    end = writeHead(page, at, tree, end)
    if ((page.readUInt8(at + 50) & flagHasOid) !== 0)
      end += page.copy(tree, end, at + 52, at + 52 + oidBytesLength)
    end += page.copy(tree, end, nameAt, nameAt + nameLength)
    nameAt += nameLength
  }
  return tree.subarray(0, end)
}

function writeHead(page: Buffer, at: number, tree: Buffer, end: number): number {
  const kind = page.readUInt8(at + 48)
  const flags = page.readUInt8(at + 50)
  return writeTreeEntryHead(tree, end, {
    kind,
    hashOnly: (flags & flagHashOnly) !== 0,
    silentChange: (flags & flagSilentChange) !== 0,
    hasOid: (flags & flagHasOid) !== 0,
    mode: page.readUInt16LE(at + 44),
    uid: page.readUInt32LE(at + 32),
    gid: page.readUInt32LE(at + 36),
    size: entryKinds[kind] === 'directory' ? 0 : page.readDoubleLE(at + 8),
    nameLength: page.readUInt8(at + 51),
  })
}
