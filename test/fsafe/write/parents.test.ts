import { chownSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../src/domain/errors.ts'
import { closeDirectory } from '../../../src/fsafe/read/directory.ts'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import { refusesOwner } from '../../../src/fsafe/write/owner.ts'
import type { ParentDirectory } from '../../../src/fsafe/write/parents.ts'
import { openParents } from '../../../src/fsafe/write/parents.ts'
import { byteName, needRoot } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { openDescriptors, writeRig } from '../../support/writeRig.ts'

describe('openParents', () => {
  it('makes what is missing with owner and mode, and leaves what is there', (context) => {
    needRoot(context)
    const rig = writeRig()
    chownSync(rig.web.path, 1001, 1001)
    mkdirSync(join(rig.web.path, 'a'), { mode: 0o700 })
    chownSync(join(rig.web.path, 'a'), 1001, 1001)
    const path = open(rig, [parent('a', 0o777), parent('b', 0o2750), parent('c ä', 0o755)])
    expect(path).toBe(join(rig.web.path, 'a/b', Buffer.from('c ä', 'utf8').toString('latin1')))
    expect(factsOf(rig, 'a')).toEqual({ mode: 0o700, uid: 1001, gid: 1001 })
    expect(factsOf(rig, 'a/b')).toEqual({ mode: 0o2750, uid: 1001, gid: 1002 })
    expect(factsOf(rig, 'a/b/c ä')).toEqual({ mode: 0o755, uid: 1001, gid: 1002 })
    expect(readdirSync(rig.staged(''))).toEqual([])
  })

  it('opens the directory itself when nothing is asked for', () => {
    const rig = writeRig()
    expect(open(rig, [])).toBe(rig.web.path)
  })

  it.for(['link', 'file'])('does not go through a %s', (type) => {
    const rig = writeRig()
    mkdirSync(join(rig.top, 'outside'))
    if (type === 'link') symlinkSync(join(rig.top, 'outside'), join(rig.web.path, 'a'))
    else writeFileSync(join(rig.web.path, 'a'), '')
    expect(codeOf(rig, [own('a'), own('b')])).toBe('HF_LINK_IN_PATH')
    expect(readdirSync(join(rig.top, 'outside'))).toEqual([])
  })

  it('does not follow a link that takes the name at the last moment', () => {
    const rig = writeRig()
    mkdirSync(join(rig.top, 'outside'))
    const rename: WriteCalls['rename'] = (from, to) => {
      symlinkSync(join(rig.top, 'outside'), join(rig.web.path, 'a'))
      systemCalls.rename(from, to)
    }
    expect(codeOf(rig, [own('a'), own('b')], { ...systemCalls, rename })).toBe('HF_LINK_IN_PATH')
    expect(readdirSync(join(rig.top, 'outside'))).toEqual([])
    expect(readdirSync(rig.staged(''))).toEqual([])
  })

  it('enters the directory that somebody else made first and does not change it', () => {
    const rig = writeRig()
    const rename: WriteCalls['rename'] = (from, to) => {
      mkdirSync(join(rig.web.path, 'a'), { mode: 0o700 })
      writeFileSync(join(rig.web.path, 'a/theirs'), '')
      systemCalls.rename(from, to)
    }
    expect(open(rig, [own('a')], { ...systemCalls, rename })).toBe(join(rig.web.path, 'a'))
    expect(statSync(join(rig.web.path, 'a')).mode & 0o7777).toBe(0o700)
    expect(readdirSync(rig.staged(''))).toEqual([])
  })

  it('makes no directory of root in that of a tenant', (context) => {
    needRoot(context)
    const rig = writeRig()
    chownSync(rig.web.path, 1001, 1001)
    expect(codeOf(rig, [own('a')])).toBe('HF_OPERATION_REFUSED')
    expect(readdirSync(rig.web.path)).toEqual([])
  })

  it('says so when the directory above is gone, and takes up what an earlier attempt left', () => {
    const rig = writeRig()
    mkdirSync(rig.staged('7.dir'))
    expect(open(rig, [own('a')])).toBe(join(rig.web.path, 'a'))
    rmSync(rig.web.path, { recursive: true })
    expect(codeOf(rig, [own('a')])).toBe('HF_IO')
  })
})

describe('refusesOwner', () => {
  it('refuses only a file of root in the directory of somebody else', (context) => {
    needRoot(context)
    const rig = writeRig()
    expect([0, 1001].map((uid) => refusesOwner(systemCalls, rig.web, uid))).toEqual([false, false])
    chownSync(rig.web.path, 1001, 1001)
    expect([0, 1001].map((uid) => refusesOwner(systemCalls, rig.web, uid))).toEqual([true, false])
  })
})

function parent(name: string, mode: number): ParentDirectory {
  return { name: byteName(name), mode, uid: 1001, gid: 1002 }
}

function own(name: string): ParentDirectory {
  return { name: byteName(name), mode: 0o755, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

function open(rig: WriteRig, names: readonly ParentDirectory[], calls: WriteCalls = systemCalls): string {
  const before = openDescriptors()
  const directory = openParents(calls, rig.web, names, { stage: rig.stage, stagedName: byteName('7.dir') })
  closeDirectory(directory)
  expect(openDescriptors()).toBe(before)
  return directory.path
}

function codeOf(rig: WriteRig, names: readonly ParentDirectory[], calls?: WriteCalls): ErrorCode | 'opened' {
  const before = openDescriptors()
  try {
    open(rig, names, calls)
    return 'opened'
  } catch (error) {
    expect(openDescriptors()).toBe(before)
    return (error as { readonly code: ErrorCode }).code
  }
}

function factsOf(rig: WriteRig, name: string): { mode: number; uid: number; gid: number } {
  const { mode, uid, gid } = statSync(join(rig.web.path, name))
  return { mode: mode & 0o7777, uid, gid }
}
