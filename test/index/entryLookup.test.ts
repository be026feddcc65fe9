import { describe, expect, it } from 'vitest'
import type { IndexEntry } from '../../src/domain/entry.ts'
import { joinPath } from '../../src/domain/path.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { directoryOperations } from '../../src/index/directoryRow.ts'
import { entryLookup } from '../../src/index/entryLookup.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { byteName, bytePath } from '../support/scratch.ts'

function entryOf(name: string): IndexEntry {
  const stat = {
    ...{ kind: 'file' as const, ino: 1, size: 2, mtimeMs: 3, ctimeMs: 4 },
    ...{ mode: 0o644, uid: 0, gid: 0, nlink: 1 },
  }
  const rest = { oid: null, fileClass: 'generic' as const, readDay: 0, hashOnly: false }
  return { name: byteName(name), stat, ...rest, silentChange: false, trusted: false }
}

const header = {
  ...{ mount: 0, ino: 1, mtimeMs: 1, ctimeMs: 1, listingTrusted: true },
  ...{ tree: null, files: 0, bytes: 0 },
}

/** Counts the times a directory is asked for. */
function counted(inner: KeyValue): { readonly meta: KeyValue; readonly reads: () => number } {
  let reads = 0
  const meta: KeyValue = {
    ...inner,
    get: async (key) => {
      reads += 1
      return await inner.get(key)
    },
  }
  return { meta, reads: () => reads }
}

describe('looking up many entries', () => {
  it('reads each directory once, also when a directory lies between two of its files', async () => {
    await loadXxh64()
    const inner = openMemory()
    const top = bytePath('/site')
    const below = bytePath('/site/b')
    const files = Array.from({ length: 50 }, (_, i) => `c${String(i).padStart(2, '0')}`)
    await inner.batch(
      [
        ...directoryOperations(top, header, ['a', ...files].map(entryOf), 0),
        ...directoryOperations(below, header, ['x', 'y'].map(entryOf), 0),
      ],
      { sync: true },
    )
    const { meta, reads } = counted(inner)
    const lookup = entryLookup(meta)
    const paths = [
      joinPath(top, byteName('a')),
      joinPath(below, byteName('x')),
      joinPath(below, byteName('y')),
      ...files.map((name) => joinPath(top, byteName(name))),
    ]
    for (const path of paths) expect((await lookup(path))?.name).toBe(path.slice(path.lastIndexOf('/') + 1))
    expect(reads()).toBe(2)
    expect(await lookup(joinPath(top, byteName('zz')))).toBeUndefined()
    expect(await lookup(bytePath('/other/file'))).toBeUndefined()
    expect(await lookup(bytePath('/'))).toBeUndefined()
  })
})
