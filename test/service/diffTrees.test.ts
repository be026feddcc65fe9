import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootPath } from '../../src/domain/path.ts'
import type { Objects } from '../../src/store/objects.ts'
import { diffTrees } from '../../src/service/diffTrees.ts'
import { type Layout, Like, putTree } from '../support/builtSnapshots.ts'
import { newStore } from '../store/testStore.ts'

describe('diffTrees', () => {
  it('marks what came, went, changed its bytes, its rights or its kind', async () => {
    const before = {
      same: 'a',
      gone: 'b',
      edited: 'old',
      rights: 'c',
      kind: 'file',
      deep: { inner: { x: '1' } },
    }
    const after = {
      same: 'a',
      edited: 'new',
      rights: new Like('c', { mode: 0o600 }),
      kind: { inside: 'd' },
      deep: { inner: { x: '2' } },
      fresh: 'e',
    }
    expect(await marks(before, after)).toEqual([
      'M /deep/inner/x',
      'M /edited',
      'A /fresh',
      'D /gone',
      'T /kind',
      'A /kind/inside',
      'T /rights',
    ])
  })

  it('says when content changed while size and mtime did not', async () => {
    expect(await marks({ f: 'one' }, { f: new Like('two', { silentChange: true }) })).toEqual(['? /f'])
    // The flag belongs to the change that brought it: an equal content is no change.
    expect(await marks({ f: 'two' }, { f: new Like('two', { silentChange: true }) })).toEqual([])
  })

  it('names a directory only where nothing in it could', async () => {
    expect(await marks({}, { empty: {}, full: { f: 'x' } })).toEqual(['A /empty', 'A /full/f'])
    expect(await marks({ empty: {}, full: { f: 'x' } }, {})).toEqual(['D /empty', 'D /full/f'])
    expect(await marks({ d: {} }, { d: { f: 'x' } })).toEqual(['A /d/f'])
  })

  it('compares files that were identified by their stat by their size', async () => {
    const large = (size: number): Layout => ({ big: new Like('', { oid: null, size }) })
    expect(await marks(large(5), large(5))).toEqual([])
    expect(await marks(large(5), large(6))).toEqual(['M /big'])
    expect(await marks({ big: '12345' }, large(5))).toEqual([])
  })

  it('does not read a subtree that is equal', async () => {
    const store = await newStore()
    const before = await putTree(store, { huge: { a: '1', b: { c: '2' } }, f: 'x' })
    const after = await putTree(store, { huge: { a: '1', b: { c: '2' } }, f: 'y' })
    const objects = await store.objects()
    const read: string[] = []
    const counting: Objects = {
      ...objects,
      readTree: async (oid) => {
        read.push(oid)
        return await objects.readTree(oid)
      },
    }
    for await (const { path } of diffTrees(counting, rootPath, before, after)) expect(path).toBe('/f')
    expect(read.sort()).toEqual([before, after].sort())
  })

  it('finds exactly the files that differ, whatever the trees', async () => {
    const store = await newStore()
    const objects = await store.objects()
    await fc.assert(
      fc.asyncProperty(layouts, layouts, async (before, after) => {
        const [a, b] = [flatten(before), flatten(after)]
        const expected = [...new Set([...a.keys(), ...b.keys()])].filter(
          (path) => a.get(path) !== b.get(path),
        )
        const found: string[] = []
        const trees = [await putTree(store, before), await putTree(store, after)] as const
        for await (const change of diffTrees(objects, rootPath, ...trees)) {
          if ((change.after ?? change.before)?.kind === 'file' || change.before?.kind === 'file')
            found.push(change.path)
        }
        expect(found.sort()).toEqual(expected.sort())
      }),
      { numRuns: 60 },
    )
  })
})

async function marks(before: Layout, after: Layout): Promise<string[]> {
  const store = await newStore()
  const found: string[] = []
  const trees = [await putTree(store, before), await putTree(store, after)] as const
  for await (const { mark, path } of diffTrees(await store.objects(), rootPath, ...trees))
    found.push(`${mark} ${path}`)
  return found
}

const names = fc.constantFrom('a', 'b', 'c', 'ab')
const layouts: fc.Arbitrary<Layout> = fc.letrec<{ layout: Layout }>((tie) => ({
  layout: fc.dictionary(names, fc.oneof({ maxDepth: 3 }, fc.constantFrom('1', '2'), tie('layout'))),
})).layout

function flatten(layout: Layout, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(layout).flatMap(([name, value]): [string, string][] => {
      if (typeof value === 'string') return [[`${prefix}/${name}`, value]]
      return value instanceof Like ? [] : [...flatten(value, `${prefix}/${name}`)]
    }),
  )
}
