import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { leaveDirectory, lstatIn, lstatPath } from '../../src/fsafe/read/lstat.ts'
import { byteName, bytePath, scratchDirectory } from '../support/scratch.ts'

afterEach(leaveDirectory)

describe('names looked at from inside their directory', () => {
  it('have the facts of their paths, also where the directory has no plain name', () => {
    for (const name of ['plain', 'é', 'file:']) {
      const directory = join(scratchDirectory(), name)
      mkdirSync(directory)
      writeFileSync(join(directory, 'a'), 'a')
      expect(lstatIn(bytePath(directory), byteName('a'))).toEqual(lstatPath(bytePath(join(directory, 'a'))))
    }
  })

  it('vanish with their directory', () => {
    const directory = scratchDirectory()
    const inside = join(directory, 'inside')
    mkdirSync(inside)
    writeFileSync(join(inside, 'a'), 'a')
    expect(lstatIn(bytePath(inside), byteName('a'))).toMatchObject({ kind: 'file' })
    rmSync(inside, { recursive: true })
    expect(lstatIn(bytePath(inside), byteName('a'))).toBe('vanished')
    leaveDirectory()
    expect(lstatIn(bytePath(inside), byteName('a'))).toBe('vanished')
  })

  it('leave the process where it was', () => {
    const before = process.cwd()
    lstatIn(bytePath(scratchDirectory()), byteName('a'))
    lstatIn(bytePath(scratchDirectory()), byteName('a'))
    expect(process.cwd()).not.toBe(before)
    leaveDirectory()
    expect(process.cwd()).toBe(before)
  })
})
