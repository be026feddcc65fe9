import { describe, expect, it } from 'vitest'
import type { Oid } from '../../src/domain/oid.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { contentOperation } from '../../src/store/contents.ts'
import { resolveContentId } from '../../src/service/contentId.ts'
import { pathFrom, resolveTarget } from '../../src/service/target.ts'

describe('pathFrom', () => {
  it.each([
    ['/a/b', '/', '/a/b'],
    ['x', '/home/u', '/home/u/x'],
    ['./x/../y//z/', '/home/u', '/home/u/y/z'],
    ['../..', '/home/u', '/'],
    ['../../../..', '/home/u', '/'],
    ['.', '/', '/'],
  ])('reads %j in %j as %j', (typed, cwd, path) => {
    expect(pathFrom(Buffer.from(typed), cwd)).toBe(path)
  })

  it('keeps the bytes of a name that is no UTF-8', () => {
    expect(pathFrom(Buffer.from('caf\xe9.php', 'latin1'), '/w')).toBe('/w/caf\xe9.php')
    expect(pathFrom(Buffer.from('é'), '/ü')).toBe(Buffer.from('/ü/é').toString('latin1'))
  })

  it.each(['', 'a\0b', 'x'.repeat(256)])('refuses what is no path', (typed) => {
    expect(() => pathFrom(Buffer.from(typed), '/')).toThrow(
      expect.objectContaining({ code: 'HF_USAGE' }) as Error,
    )
  })
})

describe('resolveTarget', () => {
  const first = `abcdef01${'0'.repeat(56)}` as Oid
  const second = `abcdef01${'1'.repeat(56)}` as Oid

  it('takes 8 to 64 hex digits for a content, in either case', async () => {
    const meta = await metaWith([first])
    expect(await resolveTarget(meta, { target: Buffer.from('ABCDEF01'), cwd: '/' })).toEqual({
      kind: 'content',
      oid: first,
    })
    expect(await resolveContentId(meta, first)).toBe(first)
    expect(await resolveContentId(meta, 'abcdef010')).toBe(first)
  })

  it('lists the candidates of an ambiguous beginning', async () => {
    const meta = await metaWith([first, second])
    await expect(resolveContentId(meta, 'abcdef01')).rejects.toMatchObject({ code: 'HF_AMBIGUOUS' })
    expect(await resolveContentId(meta, 'abcdef011')).toBe(second)
  })

  it('refuses what it does not know', async () => {
    const meta = await metaWith([first])
    await expect(resolveContentId(meta, '99999999')).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(resolveContentId(meta, 'xyz')).rejects.toMatchObject({ code: 'HF_USAGE' })
    const incident = resolveTarget(meta, { target: Buffer.from('i7'), cwd: '/' })
    await expect(incident).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('takes everything else, and what is written as a path, for a path', async () => {
    const meta = await metaWith([first])
    const paths = ['./i7', 'i7x', './abcdef01', 'abcdef0', '/x']
    const found = await Promise.all(
      paths.map(async (text) => await resolveTarget(meta, { target: Buffer.from(text), cwd: '/w' })),
    )
    expect(found).toEqual(
      ['/w/i7', '/w/i7x', '/w/abcdef01', '/w/abcdef0', '/x'].map((path) => ({ kind: 'path', path })),
    )
  })
})

async function metaWith(oids: readonly Oid[]): ReturnType<typeof loaded> {
  const meta = await loaded()
  await meta.batch(
    oids.map((oid) => contentOperation(oid, { size: 1, kept: 'whole', firstSeenAt: 1 })),
    { sync: true },
  )
  return meta
}

async function loaded(): Promise<ReturnType<typeof openMemory>> {
  await loadXxh64()
  return openMemory()
}
