import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeDirectory, openDirectory } from '../../../src/fsafe/read/directory.ts'
import { syncFilesystem } from '../../../src/fsafe/read/syncFilesystem.ts'
import { bytePath, scratchDirectory } from '../../support/scratch.ts'

describe('syncFilesystem', () => {
  it('syncs the filesystem of a directory, whatever its name is by now', async () => {
    const top = scratchDirectory()
    mkdirSync(join(top, '-f'))
    const directory = openDirectory(bytePath(join(top, '-f')))
    expect(await syncFilesystem(directory)).toBe('synced')
    closeDirectory(directory)
  })

  it('fails on a descriptor that is not open', async () => {
    const directory = openDirectory(bytePath(scratchDirectory()))
    closeDirectory(directory)
    expect(await syncFilesystem({ ...directory, fd: 1_000_000 })).toBe('failed')
  })
})
