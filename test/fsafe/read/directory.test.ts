import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../../src/domain/errors.ts'
import type { ByteName } from '../../../src/domain/path.ts'
import type { OpenDirectory } from '../../../src/fsafe/read/directory.ts'
import {
  closeDirectory,
  openChild,
  openDirectory,
  requireProc,
  statDirectory,
  tryOpenDirectory,
} from '../../../src/fsafe/read/directory.ts'
import { listNames, surplusNames } from '../../../src/fsafe/read/listNames.ts'
import { lstatChild, lstatPath } from '../../../src/fsafe/read/lstat.ts'
import { readLinkTarget } from '../../../src/fsafe/read/readLink.ts'
import {
  asNobody,
  byteName,
  bytePath,
  needMounts,
  needRoot,
  scratchDirectory,
} from '../../support/scratch.ts'

describe('openDirectory', () => {
  it('opens what is there, and only directories', () => {
    const top = scratchDirectory()
    mkdirSync(join(top, 'a/b'), { recursive: true })
    const directory = openDirectory(bytePath(join(top, 'a/b')))
    expect(statDirectory(directory).kind).toBe('directory')
    closeDirectory(directory)
    const root = openDirectory(bytePath('/'))
    expect(root.path).toBe('/')
    closeDirectory(root)
  })

  it.each([
    { what: 'a link at the end', below: 'link', code: 'HF_LINK_IN_PATH', says: 'link is a symbolic link' },
    {
      what: 'a link in the middle',
      below: 'link/sub',
      code: 'HF_LINK_IN_PATH',
      says: 'link is a symbolic link',
    },
    { what: 'a link to itself', below: 'loop/x', code: 'HF_LINK_IN_PATH', says: 'loop is a symbolic link' },
    { what: 'nothing', below: 'real/none', code: 'HF_NO_SUCH_PATH', says: 'none does not exist' },
    { what: 'a file', below: 'real/file/x', code: 'HF_NO_SUCH_PATH', says: 'file is not a directory' },
  ])('refuses $what', ({ below, code, says }) => {
    const top = scratchDirectory()
    mkdirSync(join(top, 'real/sub'), { recursive: true })
    writeFileSync(join(top, 'real/file'), '')
    symlinkSync(join(top, 'real'), join(top, 'link'))
    symlinkSync('loop', join(top, 'loop'))
    const path = bytePath(join(top, below))
    const before = openDescriptors()
    const error = failureOf(() => openDirectory(path))
    expect(error.code).toBe(code)
    expect(error.message).toContain(says)
    expect(tryOpenDirectory(path)).toBe(below.endsWith('none') ? 'vanished' : 'not-a-directory')
    expect(openDescriptors()).toBe(before)
  })

  it('says so when a directory may not be entered', (context) => {
    needRoot(context)
    const top = scratchDirectory()
    mkdirSync(join(top, 'shut/sub'), { recursive: true })
    chmodSync(top, 0o755)
    chmodSync(join(top, 'shut'), 0o700)
    asNobody(() => {
      expect(tryOpenDirectory(bytePath(join(top, 'shut/sub')))).toBe('unreadable')
      expect(failureOf(() => openDirectory(bytePath(join(top, 'shut/sub')))).code).toBe('HF_IO')
      expect(lstatPath(bytePath(join(top, 'shut/sub')))).toBe('unreadable')
      const shut = openDirectory(bytePath(join(top, 'shut')))
      expect(listNames(shut)).toBe('unreadable')
      closeDirectory(shut)
    })
  })

  it('needs /proc, and has it here', () => {
    expect(requireProc).not.toThrow()
  })

  it('misses /proc where it is not mounted', (context) => {
    needMounts(context)
    const script = `import('${new URL('../../../src/fsafe/read/directory.ts', import.meta.url).href}')
      .then(({ requireProc }) => { requireProc(); console.log('passed') })
      .catch((error) => console.log(error.code))`
    const tsx = import.meta.resolve('tsx')
    // The script waits until /proc is covered, because Node itself starts with it.
    const started = `const { execFileSync } = require('child_process'); execFileSync('mount', ['-t', 'tmpfs', 'none', '/proc']); ${script}`
    const args = ['-m', process.execPath, '--import', tsx, '-e', started]
    expect(execFileSync('unshare', args, { encoding: 'utf8' }).trim()).toBe('HF_NO_PROC')
  })
})

describe('names', () => {
  it('are byte-exact, sorted by bytes, and reach what they name', () => {
    const top = scratchDirectory()
    const names = [
      'a\\b.php',
      'line\nbreak',
      '\x1b[31mred',
      'f\xff\xfe',
      'f\xfe\xfe',
      '\xe2\x80\xaegpj.php',
      'plain',
      'Z',
    ]
    for (const name of names) writeFileSync(Buffer.from(join(top, name), 'latin1'), name, 'latin1')
    const directory = openDirectory(bytePath(top))
    const listing = listed(directory)
    expect(listing).toEqual({ names: [...names].sort(), surplus: 0 })
    for (const name of listing.names)
      expect(lstatChild(directory, name)).toMatchObject({ kind: 'file', size: name.length })
    for (const name of listing.names) {
      expect(lstatPath(bytePath(Buffer.from(join(top, name), 'latin1')))).toMatchObject({ size: name.length })
    }
    closeDirectory(directory)
  })

  it('beyond the limit are surplus: the same ones every time, handed out in parts', () => {
    const top = scratchDirectory()
    const all = Array.from({ length: 2500 }, (_, index) => `f${String(index).padStart(4, '0')}`)
    for (const name of all.toReversed()) writeFileSync(join(top, name), '')
    const directory = openDirectory(bytePath(top))
    const { names, surplus } = listed(directory, 100)
    expect(names).toEqual(all.slice(0, 100))
    expect(surplus).toBe(2400)
    const parts = [...surplusNames(directory, byteName('f0099'))]
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(1024)
    expect(parts.flat().sort()).toEqual(all.slice(100))
    closeDirectory(directory)
  })

  it('of a directory that is too large for one call are streamed with the same result', () => {
    const top = scratchDirectory()
    const prefix = 'n'.repeat(240)
    for (let index = 0; index < 6000; index += 1)
      writeFileSync(Buffer.from(`${top}/\xff${prefix}${index}`, 'latin1'), '')
    const directory = openDirectory(bytePath(top))
    expect(statDirectory(directory).size).toBeGreaterThan(1024 * 1024)
    const { names, surplus } = listed(directory)
    expect(surplus).toBe(0)
    expect(names).toEqual(readdirSync(top, { encoding: 'latin1' }).sort())
    closeDirectory(directory)
  })

  it('deeper than PATH_MAX are reached', () => {
    const top = scratchDirectory()
    const name = byteName('d'.repeat(250))
    let directory = openDirectory(bytePath(top))
    let path = top
    for (let depth = 0; depth < 40; depth += 1) {
      mkdirSync(`/proc/self/fd/${directory.fd}/${name}`)
      const child = openChild(directory, name)
      if (typeof child === 'string') throw new Error(child)
      closeDirectory(directory)
      directory = child
      path = join(path, name)
    }
    writeFileSync(`/proc/self/fd/${directory.fd}/deep.php`, '<?php')
    closeDirectory(directory)
    const again = openDirectory(bytePath(path))
    expect(listed(again).names).toEqual(['deep.php'])
    closeDirectory(again)
    expect(lstatPath(bytePath(join(path, 'deep.php')))).toMatchObject({ kind: 'file', size: 5 })
    expect(lstatPath(bytePath(join(path, 'none')))).toBe('vanished')
  })

  it('are gone when their directory was deleted', () => {
    const top = scratchDirectory()
    mkdirSync(join(top, 'gone'))
    const directory = openDirectory(bytePath(join(top, 'gone')))
    execFileSync('rmdir', [join(top, 'gone')])
    expect(listed(directory)).toEqual({ names: [], surplus: 0 })
    expect(lstatChild(directory, byteName('x'))).toBe('vanished')
    expect(openChild(directory, byteName('x'))).toBe('vanished')
    closeDirectory(directory)
  })
})

describe('lstat', () => {
  it('names every kind and follows nothing at the end', (context) => {
    const top = scratchDirectory()
    execFileSync('mkfifo', [join(top, 'fifo')])
    execFileSync('perl', [
      '-MIO::Socket::UNIX',
      '-e',
      'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die',
      join(top, 'socket'),
    ])
    symlinkSync('/etc/passwd', join(top, 'link'))
    symlinkSync('loop', join(top, 'loop'))
    writeFileSync(join(top, 'file'), 'four')
    chmodSync(join(top, 'file'), 0o4751)
    const kind = (name: string): unknown => lstatPath(bytePath(join(top, name)))
    expect(kind('fifo')).toMatchObject({ kind: 'fifo' })
    expect(kind('socket')).toMatchObject({ kind: 'socket' })
    expect(kind('link')).toMatchObject({ kind: 'symlink', size: 11 })
    expect(kind('loop')).toMatchObject({ kind: 'symlink' })
    expect(kind('file')).toMatchObject({ kind: 'file', size: 4, mode: 0o4751, nlink: 1 })
    expect(kind('none')).toBe('vanished')
    expect(kind('file/x')).toBe('vanished')
    expect(kind('loop/x')).toBe('vanished')
    needRoot(context)
    execFileSync('mknod', [join(top, 'device'), 'c', '1', '5'])
    expect(kind('device')).toMatchObject({ kind: 'character-device' })
  })

  it('counts hard links', () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'a'), '')
    execFileSync('ln', [join(top, 'a'), join(top, 'b')])
    const a = lstatPath(bytePath(join(top, 'a')))
    expect(a).toMatchObject({ nlink: 2 })
    expect(lstatPath(bytePath(join(top, 'b')))).toEqual(a)
  })
})

describe('readLinkTarget', () => {
  it('gives the bytes of the target and says when there is no link', () => {
    const top = scratchDirectory()
    symlinkSync(Buffer.from('../\xff\n', 'latin1'), join(top, 'link'))
    writeFileSync(join(top, 'file'), '')
    const directory = openDirectory(bytePath(top))
    expect(readLinkTarget(directory, byteName('link'))).toEqual(Buffer.from('../\xff\n', 'latin1'))
    expect(readLinkTarget(directory, byteName('file'))).toBe('unstable')
    expect(readLinkTarget(directory, byteName('none'))).toBe('vanished')
    closeDirectory(directory)
  })
})

function listed(directory: OpenDirectory, limit?: number): { names: readonly ByteName[]; surplus: number } {
  const listing = listNames(directory, limit)
  if (typeof listing === 'string') throw new Error(listing)
  return listing
}

function failureOf(work: () => unknown): HoldfastError {
  try {
    work()
  } catch (error) {
    return error as HoldfastError
  }
  throw new Error('nothing was thrown')
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}
