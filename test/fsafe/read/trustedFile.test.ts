import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  findTrustedFile,
  listTrustedDirectory,
  readTrustedFile,
} from '../../../src/fsafe/read/trustedFile.ts'
import { needRoot, scratchDirectory } from '../../support/scratch.ts'

const self = process.getuid?.() ?? 0

function placeWithFile(): { directory: string; file: string } {
  const directory = join(scratchDirectory(), 'etc')
  mkdirSync(directory, { mode: 0o755 })
  const file = join(directory, 'settings')
  writeFileSync(file, 'text', { mode: 0o644 })
  return { directory, file }
}

describe('a trusted file', () => {
  it('is read, and found below a sticky directory', () => {
    const { file, directory } = placeWithFile()
    expect(findTrustedFile(file, self)).toMatchObject({ state: 'trusted', path: file })
    expect(readTrustedFile(file, self, 4)).toEqual({ state: 'read', bytes: Buffer.from('text') })
    expect(readTrustedFile(file, self, 3)).toMatchObject({ state: 'refused' })
    expect(listTrustedDirectory(directory, self, 10)).toMatchObject({ state: 'listed', names: ['settings'] })
  })

  it('is absent without an error', () => {
    const { directory, file } = placeWithFile()
    for (const path of [join(directory, 'none'), join(directory, 'none/none'), join(file, 'below')])
      expect(findTrustedFile(path, self), path).toEqual({ state: 'absent' })
  })

  it.each([
    ['the file', '', 0o666],
    ['the file for a group', '', 0o664],
    ['its directory', '..', 0o777],
    ['its directory, though sticky', '..', 0o1777],
    ['a directory further up', '../..', 0o775],
  ])('is refused when others can write %s', (_name, above, mode) => {
    const { file } = placeWithFile()
    chmodSync(join(file, above), mode)
    expect(findTrustedFile(file, self)).toMatchObject({
      state: 'refused',
      why: expect.stringContaining('can be changed by other users') as string,
    })
  })

  it('is refused when others own it or a directory above, or it is no file', (context) => {
    needRoot(context)
    for (const above of ['', '..', '../..']) {
      const { file } = placeWithFile()
      chownSync(join(file, above), 1001, 0)
      expect(findTrustedFile(file, 0), above).toMatchObject({ state: 'refused' })
      expect(findTrustedFile(file, 1001).state, above).toBe('trusted')
    }
    const { directory } = placeWithFile()
    spawnSync('mkfifo', [join(directory, 'pipe')])
    for (const path of [directory, join(directory, 'pipe')])
      expect(findTrustedFile(path, 0), path).toMatchObject({ state: 'refused' })
  })

  it('is reached through a link of root only, by the place it leads to', (context) => {
    needRoot(context)
    const { file, directory } = placeWithFile()
    symlinkSync('settings', join(directory, 'link'))
    expect(findTrustedFile(join(directory, 'link'), 0)).toMatchObject({ state: 'trusted', path: file })
    spawnSync('chown', ['-h', '1001', join(directory, 'link')])
    expect(findTrustedFile(join(directory, 'link'), 0)).toMatchObject({ state: 'refused' })
  })
})
