import { describe, it } from 'vitest'
import { decodeIndexHeader, IndexPage } from '../../src/codec/indexPage.ts'
import type { DirectoryHeader } from '../../src/codec/indexPageLayout.ts'
import { encodeIndexPages } from '../../src/codec/indexPageWrite.ts'
import type { IndexEntry } from '../../src/domain/entry.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { byteName, bytePath } from '../support/scratch.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeEqual, unlessRefused } from './fuzz.ts'

const oid = sha256(Buffer.from('a content'))
const path = bytePath('/srv/www')

const header: DirectoryHeader = {
  mount: 1,
  ino: 123_456,
  mtimeMs: 1_700_000_000_000.25,
  ctimeMs: 1_700_000_000_001.5,
  listingTrusted: true,
  tree: oid,
  files: 4,
  bytes: 8642,
}
const stat = {
  mode: 0o644,
  uid: 1000,
  gid: 33,
  size: 4321,
  ino: 7,
  mtimeMs: 1_700_000_000_000.25,
  ctimeMs: -1.5,
  nlink: 1,
}
const entry: IndexEntry = {
  name: byteName('index.php'),
  stat: { ...stat, kind: 'file' },
  oid,
  fileClass: 'generic',
  readDay: 20_000,
  hashOnly: false,
  silentChange: true,
  trusted: true,
}
const entries: readonly IndexEntry[] = [
  { ...entry, name: byteName(' '), stat: { ...stat, kind: 'directory', mode: 0o7777 } },
  { ...entry, name: byteName('.htaccess'), fileClass: 'apache-config', hashOnly: true },
  entry,
  { ...entry, name: byteName('z\u202e'), stat: { ...stat, kind: 'fifo' }, oid: null, trusted: false },
]
const [page] = encodeIndexPages(header, entries)

describe(`${executions} mutants of index pages`, { timeout: fuzzTimeoutMs }, () => {
  it('index pages', () => {
    const [empty] = encodeIndexPages({ ...header, tree: null, listingTrusted: false }, [])
    fuzz({
      name: 'index pages',
      samples: [page!, empty!],
      check: (input) => {
        const decoded = unlessRefused(['HF_RECORD_CORRUPT'], () => {
          const { pages, ...facts } = decodeIndexHeader(input, path)
          const reader = new IndexPage(input, 0, path)
          return { pages, facts, entries: Array.from({ length: reader.count }, (_, i) => reader.entry(i)) }
        })
        // The number of pages is checked where all pages of a directory are there.
        if (decoded?.pages !== 1) return 'refused'
        return mustBeEqual(encodeIndexPages(decoded.facts, decoded.entries)[0]!, input)
      },
    })
  })

  it('index pages after the first', () => {
    // Page 0 without what it says of the directory.
    const later = Buffer.concat([page!.subarray(0, 4), page!.subarray(77)])
    const withHeader = (input: Buffer): Buffer =>
      Buffer.concat([input.subarray(0, 4), page!.subarray(4, 77), input.subarray(4)])
    fuzz({
      name: 'index pages after the first',
      samples: [later, Buffer.alloc(4)],
      check: (input) => {
        const found = unlessRefused(['HF_RECORD_CORRUPT'], () => {
          const reader = new IndexPage(input, 1, path)
          return Array.from({ length: reader.count }, (_, i) => reader.entry(i))
        })
        if (found === undefined) return 'refused'
        return mustBeEqual(encodeIndexPages(header, found)[0]!, withHeader(input))
      },
    })
  })
})
