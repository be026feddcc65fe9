import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../src/domain/errors.ts'
import { writeNewFile } from '../../../src/fsafe/out/writeNewFile.ts'
import { bytePath, needMounts, needRoot, scratchDirectory } from '../../support/scratch.ts'

describe('writeNewFile', () => {
  it('writes a file for its owner only', () => {
    const path = join(scratchDirectory(), 'back ä.php')
    const bytes = Buffer.from([0, 255, 10, 13])
    writeNewFile(bytePath(path), bytes)
    expect(readFileSync(path)).toEqual(bytes)
    expect(statSync(path).mode & 0o7777).toBe(0o600)
  })

  it('overwrites nothing, be it a file, a directory or a link to nowhere', () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'file'), 'kept')
    mkdirSync(join(top, 'directory'))
    symlinkSync(join(top, 'nowhere'), join(top, 'link'))
    for (const name of ['file', 'directory', 'link']) expect(codeOf(join(top, name))).toBe('HF_USAGE')
    expect(readFileSync(join(top, 'file'), 'utf8')).toBe('kept')
    expect(readdirSync(top).sort()).toEqual(['directory', 'file', 'link'])
  })

  it('follows no link on the way', () => {
    const top = scratchDirectory()
    mkdirSync(join(top, 'real'))
    symlinkSync(join(top, 'real'), join(top, 'link'))
    expect(codeOf(join(top, 'link/new'))).toBe('HF_LINK_IN_PATH')
    expect(codeOf(join(top, 'none/new'))).toBe('HF_NO_SUCH_PATH')
    expect(codeOf('/')).toBe('HF_USAGE')
    expect(readdirSync(join(top, 'real'))).toEqual([])
  })

  it.for([0o777, 0o1777, 0o775])('writes nothing into a directory of mode %o', (mode) => {
    const top = scratchDirectory()
    chmodSync(top, mode)
    expect(codeOf(join(top, 'new'))).toBe('HF_USAGE')
    expect(readdirSync(top)).toEqual([])
  })

  it('writes nothing into a directory of somebody else', (context) => {
    needRoot(context)
    const top = scratchDirectory()
    chownSync(top, 65534, 65534)
    expect(codeOf(join(top, 'new'))).toBe('HF_USAGE')
    expect(() => lstatSync(join(top, 'new'))).toThrow('ENOENT')
  })

  it('leaves no part of a file on a full disk', (context) => {
    needMounts(context)
    const top = scratchDirectory()
    const child = join(import.meta.dirname, 'children/writeOnSmallDisk.ts')
    const script = 'mount -t tmpfs -o size=64k,mode=755 none "$1" && exec "$2" --import tsx "$3" "$1"'
    const args = ['-m', 'sh', '-c', script, 'sh', top, process.execPath, child]
    expect(JSON.parse(execFileSync('unshare', args).toString())).toEqual({ code: 'HF_DISK_FULL', names: [] })
  })
})

function codeOf(path: string): ErrorCode | 'written' {
  try {
    writeNewFile(bytePath(path), Buffer.from('new'))
    return 'written'
  } catch (error) {
    return (error as { readonly code: ErrorCode }).code
  }
}
