import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import { captureStaged, stageFile } from '../../../src/fsafe/write/change.ts'
import { closeStage, listStaged, openStage, stageTopOf } from '../../../src/fsafe/write/stage.ts'
import { needProgram } from '../../support/debianPackages.ts'
import {
  asNobody,
  byteName,
  bytePath,
  needMounts,
  needRoot,
  scratchDirectory,
} from '../../support/scratch.ts'
import { openDescriptors, plainMetadata, stageOf } from '../../support/writeRig.ts'

describe('openStage', () => {
  it('makes a directory that only we can enter, and finds it again with what is in it', () => {
    const top = scratchDirectory()
    const before = openDescriptors()
    closeStage(stageOf(top))
    expect(statSync(join(top, '.holdfast-stage')).mode & 0o7777).toBe(0o700)
    for (const name of ['2.old', '10.new']) writeFileSync(join(top, '.holdfast-stage', name), name)
    const stage = stageOf(top)
    expect(listStaged(systemCalls, stage)).toEqual(['10.new', '2.old'])
    closeStage(stage)
    expect(openDescriptors()).toBe(before)
  })

  it.for([0o777, 0o1777, 0o775])('makes none where others can write: mode %o', (mode) => {
    const top = scratchDirectory()
    chmodSync(top, mode)
    expect(openStage(systemCalls, bytePath(top))).toEqual({ kind: 'refused', reason: 'writable-by-others' })
  })

  it('makes none where an ACL lets somebody write', (context) => {
    needProgram(context, 'setfacl')
    const top = scratchDirectory()
    execFileSync('setfacl', ['-m', 'u:65534:rwx', top])
    expect(openStage(systemCalls, bytePath(top))).toEqual({ kind: 'refused', reason: 'writable-by-others' })
  })

  it('makes none in the directory of a tenant, through a link, or where there is no directory', (context) => {
    needRoot(context)
    const top = scratchDirectory()
    mkdirSync(join(top, 'tenant'))
    chownSync(join(top, 'tenant'), 65534, 65534)
    mkdirSync(join(top, 'real'))
    symlinkSync(join(top, 'real'), join(top, 'link'))
    for (const name of ['tenant', 'link', 'none']) {
      const refused = openStage(systemCalls, bytePath(join(top, name)))
      expect(refused, name).toEqual({ kind: 'refused', reason: 'not-ours' })
    }
  })

  it('makes none for a user who may not write there', (context) => {
    needRoot(context)
    const top = scratchDirectory()
    chmodSync(top, 0o755)
    const refused = asNobody(() => openStage(systemCalls, bytePath(top)))
    expect(refused).toEqual({ kind: 'refused', reason: 'not-ours' })
  })

  it('leaves that of root to root, so that everybody else acts without one', (context) => {
    needRoot(context)
    const top = scratchDirectory()
    chmodSync(top, 0o755)
    closeStage(stageOf(top))
    const before = openDescriptors()
    const refused = asNobody(() => openStage(systemCalls, bytePath(top)))
    expect(refused).toEqual({ kind: 'refused', reason: 'not-ours' })
    expect(openDescriptors()).toBe(before)
  })

  it('refuses what only has the name: a link, a file, one of a tenant, one that others can enter', (context) => {
    needRoot(context)
    const impostors: readonly ((path: string, top: string) => void)[] = [
      (path, top) => {
        mkdirSync(join(top, 'elsewhere'), { mode: 0o700 })
        symlinkSync(join(top, 'elsewhere'), path)
      },
      (path) => {
        writeFileSync(path, '')
      },
      (path) => {
        mkdirSync(path, { mode: 0o700 })
        chownSync(path, 65534, 65534)
      },
      (path) => {
        mkdirSync(path, { mode: 0o755 })
      },
    ]
    for (const make of impostors) {
      const top = scratchDirectory()
      make(join(top, '.holdfast-stage'), top)
      const before = openDescriptors()
      expect(() => openStage(systemCalls, bytePath(top))).toThrow(
        expect.objectContaining({ code: 'HF_STAGE_UNSAFE' }),
      )
      expect(openDescriptors()).toBe(before)
    }
  })

  it('has the mode 0700 under any umask and in a directory that hands its group down', () => {
    const top = scratchDirectory()
    chmodSync(top, 0o2755)
    const umask = process.umask(0o777)
    try {
      closeStage(stageOf(top))
    } finally {
      process.umask(umask)
    }
    expect(statSync(join(top, '.holdfast-stage')).mode & 0o777).toBe(0o700)
  })

  it('does not hand down the default ACL of the directory above', (context) => {
    needProgram(context, 'setfacl')
    const top = scratchDirectory()
    execFileSync('setfacl', ['-d', '-m', 'u:65534:rwx', top])
    const control = join(top, 'control')
    writeFileSync(control, '')
    expect(execFileSync('getfacl', ['-pcn', control]).toString()).toContain('user:65534')
    const stage = stageOf(top)
    const name = byteName('1.new')
    const file = {
      bytes: Buffer.from('x'),
      metadata: plainMetadata(),
      mtimeMs: 0,
      privileged: 'strip' as const,
    }
    stageFile(systemCalls, stage, name, file)
    expect(captureStaged(systemCalls, stage, name)).toMatchObject({
      metadata: { mode: 0o644, xattrs: { state: 'known', lines: [] } },
    })
    closeStage(stage)
  })

  it('says when the filesystem is read-only or full', () => {
    for (const [code, reason] of [
      ['EROFS', 'read-only'],
      ['ENOSPC', 'no-space'],
      ['EDQUOT', 'no-space'],
    ] as const) {
      const mkdir = (): never => {
        throw Object.assign(new Error(code), { code })
      }
      const refused = openStage({ ...systemCalls, mkdir }, bytePath(scratchDirectory()))
      expect(refused).toEqual({ kind: 'refused', reason })
    }
  })
})

describe('stageTopOf', () => {
  it('names the top of the mount', (context) => {
    expect(stageTopOf(bytePath('/proc/1'))).toBe('/proc')
    needMounts(context)
    const top = scratchDirectory()
    mkdirSync(join(top, 'sites/shop'), { recursive: true })
    const child = join(import.meta.dirname, 'children/stageTop.ts')
    const script =
      'mount --bind "$1/sites" "$1/sites" && exec "$2" --import tsx "$3" "$1/sites/shop/f.php" "$1/f.php"'
    const args = ['-m', 'sh', '-c', script, 'sh', top, process.execPath, child]
    const run = spawnSync('unshare', args)
    const [inside, outside] = JSON.parse(run.stdout.toString()) as [string, string]
    expect(inside).toBe(join(top, 'sites'))
    expect(top.startsWith(outside)).toBe(true)
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(top)
  })
})
