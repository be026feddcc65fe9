import { describe, expect, it } from 'vitest'
import { diffRequest } from '../../src/cli/diffRequest.ts'
import type { DiffRequest } from '../../src/service/contract/diff.ts'

describe('diff [A] [B] [PATH]', () => {
  it('takes words that name a snapshot or a content first, then one path', () => {
    expect(requestOf()).toEqual({ kind: 'disk', path: null })
    expect(requestOf('site')).toEqual({ kind: 'disk', path: 'site' })
    expect(requestOf('./latest')).toEqual({ kind: 'disk', path: './latest' })
    expect(requestOf('@2d')).toEqual({ kind: 'stored', before: '@2d', after: null, path: null })
    expect(requestOf('@2d', 'site')).toEqual({ kind: 'stored', before: '@2d', after: null, path: 'site' })
    expect(requestOf('098e83f4', '3d06dcd6')).toEqual({
      kind: 'stored',
      before: '098e83f4',
      after: '3d06dcd6',
      path: null,
    })
    expect(requestOf('2026-11-15', 'latest', 'a')).toEqual({
      kind: 'stored',
      before: '2026-11-15',
      after: 'latest',
      path: 'a',
    })
    // The third word is a path whatever it looks like.
    expect(requestOf('@2d', 'latest', 'deadbeef')).toMatchObject({ path: 'deadbeef' })
  })

  it('refuses a path before a snapshot, and two paths', () => {
    for (const words of [
      ['site', 'latest'],
      ['a', 'b'],
      ['@2d', 'a', 'b'],
    ] as const) {
      expect(() => requestOf(...words)).toThrow(expect.objectContaining({ code: 'HF_USAGE' }) as Error)
    }
  })
})

function requestOf(before?: string, after?: string, path?: string): Record<string, unknown> {
  const request: DiffRequest = diffRequest(
    { before, after, path },
    { bytesOf: (text) => Buffer.from(text), cwd: '/srv' },
  )
  const { cwd, ...rest } = request
  expect(cwd).toBe('/srv')
  return { ...rest, path: request.path === null ? null : request.path.toString() }
}
