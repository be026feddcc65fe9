import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMountTable } from '../../src/fsafe/read/mounts.ts'
import type { MountDecision, MountPolicy } from '../../src/walker/mountPlan.ts'
import { planMounts } from '../../src/walker/mountPlan.ts'
import { bytePath, mountInfoAfter, needMounts, scratchDirectory } from '../support/scratch.ts'

const root = '1 0 8:1 / / rw - ext4 root rw'

describe('planMounts', () => {
  it('enters local filesystems, never pseudo ones, remote ones only when told', () => {
    const lines = [
      root,
      '2 1 8:2 / /web/disk rw - xfs x rw',
      '3 1 0:5 / /web/jail/proc rw - proc proc rw',
      '4 1 0:6 / /web/nfs rw - nfs4 server:/x rw',
      '5 1 0:7 / /web/sshfs rw - fuse.sshfs x rw',
      '6 1 8:3 / /elsewhere rw - ext4 x rw',
    ]
    const expected = { '/web': 'enter', '/web/disk': 'enter', '/web/jail/proc': 'pseudo-filesystem' } as const
    expect(planOf(lines, ['/web'], 'local')).toEqual({
      ...expected,
      '/web/nfs': 'other-mount',
      '/web/sshfs': 'other-mount',
    })
    expect(planOf(lines, ['/web'], 'all')).toEqual({
      ...expected,
      '/web/nfs': 'enter',
      '/web/sshfs': 'enter',
    })
  })

  it('enters a remote root, not a pseudo one', () => {
    const lines = [
      root,
      '2 1 0:6 / /nfs rw - nfs4 x rw',
      '3 1 0:5 / /proc rw - proc proc rw',
      '4 3 0:9 / /proc/x rw - ext4 x rw',
    ]
    expect(planOf(lines, ['/nfs/site', '/proc'], 'local')).toEqual({
      '/nfs/site': 'enter',
      '/proc': 'pseudo-filesystem',
      '/proc/x': 'pseudo-filesystem',
    })
  })

  it('enters a directory that is mounted at two places once', () => {
    expect(planOf([root, '2 1 8:1 /web /web/loop rw - ext4 root rw'], ['/web'], 'local')).toEqual({
      '/web': 'enter',
      '/web/loop': 'other-mount',
    })
    const twice = [
      root,
      '2 1 8:1 /data /web/a rw - ext4 r rw',
      '3 1 8:1 /data/sub /web/b rw - ext4 r rw',
      '4 1 8:1 /database /web/c rw - ext4 r rw',
    ]
    expect(planOf(twice, ['/web'], 'local')).toEqual({
      '/web': 'enter',
      '/web/a': 'enter',
      '/web/b': 'other-mount',
      '/web/c': 'enter',
    })
    expect(planOf([root, '2 1 8:1 /srv /web/srv rw - ext4 r rw'], ['/srv', '/web'], 'local')).toMatchObject({
      '/web/srv': 'other-mount',
    })
  })

  it('enters a directory that a mount hides where it would have been seen first', () => {
    const lines = [root, '2 1 0:9 / /web/a rw - tmpfs t rw', '3 1 8:1 /web/a /web/b rw - ext4 root rw']
    expect(planOf(lines, ['/web'], 'local')).toMatchObject({ '/web/a': 'enter', '/web/b': 'enter' })
    expect(planOf([root, '2 1 8:1 /web/a /web/a rw - ext4 root rw'], ['/web'], 'local')).toMatchObject({
      '/web/a': 'enter',
    })
  })

  it('does not meet what is mounted under a mount it does not enter', () => {
    const lines = [
      root,
      '2 1 0:6 / /web/nfs rw - nfs4 x rw',
      '3 2 8:1 /data /web/nfs/d rw - ext4 r rw',
      '4 1 8:1 /data /web/z rw - ext4 r rw',
    ]
    expect(planOf(lines, ['/web'], 'local')).toMatchObject({ '/web/nfs/d': 'other-mount', '/web/z': 'enter' })
  })

  it('enters a root of which the table says nothing', () => {
    expect(planOf(['9 3 8:1 / /else rw - ext4 x rw'], ['/web'], 'local')).toEqual({ '/web': 'enter' })
  })

  it('is right about real mounts', (context) => {
    needMounts(context)
    const web = join(scratchDirectory(), 'web')
    for (const name of ['proc', 'loop', 'tmp', 'self', 'bound'])
      mkdirSync(join(web, name), { recursive: true })
    const script = `cd "$1"; mount -t proc proc proc; mount --bind "$1" loop; mount -t tmpfs tmpfs tmp
      mount --bind self self; mount --bind self bound`
    const table = parseMountTable(mountInfoAfter(script, web))
    const plan = decisions(planMounts(table, [bytePath(web)], 'local'))
    expect(plan).toEqual({
      [web]: 'enter',
      [`${web}/bound`]: 'enter',
      [`${web}/loop`]: 'other-mount',
      [`${web}/proc`]: 'pseudo-filesystem',
      [`${web}/self`]: 'other-mount',
      [`${web}/tmp`]: 'enter',
    })
  })
})

function planOf(lines: string[], roots: string[], policy: MountPolicy): Record<string, MountDecision> {
  const table = parseMountTable(Buffer.from(lines.join('\n')))
  return decisions(planMounts(table, roots.map(bytePath), policy))
}

function decisions(plan: ReturnType<typeof planMounts>): Record<string, MountDecision> {
  return Object.fromEntries([...plan].map(([point, { decision }]) => [point, decision]))
}
