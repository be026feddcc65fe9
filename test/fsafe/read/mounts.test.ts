import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../../src/domain/errors.ts'
import { mountsMax } from '../../../src/domain/limits.ts'
import type { Mount } from '../../../src/fsafe/read/mounts.ts'
import {
  classOfMount,
  mountOf,
  mountsBelow,
  parseMountTable,
  readMountTable,
  trustOfMount,
} from '../../../src/fsafe/read/mounts.ts'
import { bytePath, mountInfoAfter, needMounts, scratchDirectory } from '../../support/scratch.ts'

describe('parseMountTable', () => {
  it('reads every field, with and without optional ones', () => {
    const table = parse(
      '27 1 254:0 / / rw,relatime shared:1 master:7 - ext4 /dev/vda rw',
      '30 27 0:25 /sub /srv ro - tmpfs none rw',
    )
    expect(table.mounts).toEqual([
      { id: 27, parent: 1, device: '254:0', subroot: '/', point: '/', type: 'ext4', source: '/dev/vda' },
      { id: 30, parent: 27, device: '0:25', subroot: '/sub', point: '/srv', type: 'tmpfs', source: 'none' },
    ])
  })

  it('undoes octal escapes and keeps bytes that are no text', () => {
    const { mounts } = parse(
      '1 0 8:1 / / rw - ext4 /dev/sda rw',
      '2 1 8:1 /a\\040b /srv/a\\040b\\011c\\012d\\134e rw - ext4 my\\040disk rw',
      '3 1 8:1 / /srv/\xff\xe9 rw - ext4 x rw',
      '4 1 8:1 / /srv/\\0401 rw - ext4 x rw',
      '5 1 8:1 / /srv/- rw - fuse.weird - rw',
    )
    expect(mounts.map((mount) => mount.point)).toEqual([
      '/',
      '/srv/a b\tc\nd\\e',
      '/srv/\xff\xe9',
      '/srv/ 1',
      '/srv/-',
    ])
    expect(mounts[1]).toMatchObject({ subroot: '/a b', source: 'my disk' })
    expect(mounts[4]).toMatchObject({ type: 'fuse.weird', source: '-' })
  })

  it.each([
    '',
    'nonsense',
    '1 2 3',
    '9 1 8:1 / /srv//deleted rw - ext4 x rw',
    '9 1 8:1 / relative rw - ext4 x rw',
  ])('leaves out the line %j', (line) => {
    expect(parse('1 0 8:1 / / rw - ext4 x rw', line).mounts).toHaveLength(1)
  })

  it('refuses an endless table', () => {
    const lines = Array.from({ length: mountsMax + 1 }, (_, id) => `${id + 2} 1 8:1 / /m${id} rw - ext4 x rw`)
    const caught = (): unknown => parse(...lines)
    expect(caught).toThrow(expect.objectContaining({ code: 'HF_LIMIT' }) as HoldfastError)
  })
})

describe('mountOf', () => {
  const table = parse(
    '1 0 8:1 / / rw - ext4 root rw',
    '2 1 8:2 / /srv rw - xfs srv rw',
    '3 2 8:3 / /srv/www/data rw - btrfs data rw',
    '4 1 0:9 / /srv-other rw - tmpfs other rw',
    '5 1 0:10 / /stack rw - tmpfs below rw',
    '6 5 0:11 / /stack rw - ext4 above rw',
    '7 1 0:12 / /hidden/deep rw - ext4 hidden rw',
    '8 1 0:13 / /hidden rw - tmpfs hides rw',
  )

  it.each([
    ['/', 'root'],
    ['/srv', 'srv'],
    ['/srv/www', 'srv'],
    ['/srv/www/data/x', 'data'],
    ['/srv/www/database', 'srv'],
    ['/srv-other/x', 'other'],
    ['/srvx', 'root'],
    ['/stack/x', 'above'],
    ['/hidden/deep/x', 'hides'],
  ])('finds the mount of %s', (path, source) => {
    expect(mountOf(table, bytePath(path))?.source).toBe(source)
  })

  it('lists what a walk meets, parents first, without hidden ones', () => {
    expect(mountsBelow(table, bytePath('/')).map((mount) => mount.source)).toEqual(
      ['hides', 'srv', 'other', 'data', 'above'].sort(byPoint),
    )
    expect(mountsBelow(table, bytePath('/srv')).map((mount) => mount.source)).toEqual(['data'])
    expect(mountsBelow(table, bytePath('/srv/www/data'))).toEqual([])
  })

  it('knows nothing in a chroot that is no mount', () => {
    const chroot = parse('9 3 8:1 / /srv rw - ext4 x rw', '10 9 8:1 / /srv/x rw - ext4 x rw')
    expect(mountOf(chroot, bytePath('/srv/x'))).toBeUndefined()
    expect(trustOfMount(undefined)).toBe('reread')
  })

  it('ends on a table that leads in circles', () => {
    const circle = parse(
      '1 1 8:1 / / rw - ext4 a rw',
      '2 3 8:1 / /x rw - ext4 b rw',
      '3 2 8:1 / /x rw - ext4 c rw',
    )
    expect(mountOf(circle, bytePath('/x/y'))?.source).toBe('a')
  })

  function byPoint(a: string, b: string): number {
    const pointOf = (source: string): string =>
      table.mounts.find((mount) => mount.source === source)?.point ?? ''
    return pointOf(a) < pointOf(b) ? -1 : 1
  }
})

describe('kinds of mounts', () => {
  it.each([
    ['ext4', 'local', 'stat'],
    ['xfs', 'local', 'stat'],
    ['btrfs', 'local', 'stat'],
    ['ext3', 'local', 'reread'],
    ['overlay', 'local', 'reread'],
    ['tmpfs', 'local', 'reread'],
    ['zfs', 'local', 'reread'],
    ['nfs4', 'remote', 'reread'],
    ['fuse', 'remote', 'reread'],
    ['fuse.sshfs', 'remote', 'reread'],
    ['fuseblk', 'remote', 'reread'],
    ['fusectl', 'pseudo', 'reread'],
    ['proc', 'pseudo', 'reread'],
    ['cgroup2', 'pseudo', 'reread'],
  ])('%s is %s and %s', (type, mountClass, trust) => {
    const mount: Mount = {
      id: 1,
      parent: 0,
      device: '8:1',
      subroot: '/',
      point: bytePath('/'),
      type,
      source: 'x',
    }
    expect(classOfMount(mount)).toBe(mountClass)
    expect(trustOfMount(mount)).toBe(trust)
  })
})

describe('the real table', () => {
  it('has /proc, and a mount for here', () => {
    const table = readMountTable()
    expect(mountOf(table, bytePath('/proc/self'))?.type).toBe('proc')
    expect(mountOf(table, bytePath(scratchDirectory()))).toBeDefined()
  })

  it('has mount points with odd names', (context) => {
    needMounts(context)
    const top = scratchDirectory()
    const odd = join(top, 'a b\n\\040é#')
    mkdirSync(odd)
    const table = parseMountTable(mountInfoAfter('for d in "$1"/*; do mount -t tmpfs none "$d"; done', top))
    expect(mountsBelow(table, bytePath(top)).map((mount) => mount.point)).toEqual([bytePath(odd)])
    expect(mountOf(table, bytePath(join(odd, 'x')))?.type).toBe('tmpfs')
  })
})

function parse(...lines: string[]): ReturnType<typeof parseMountTable> {
  return parseMountTable(Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
}
