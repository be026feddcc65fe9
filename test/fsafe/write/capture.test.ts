import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  fstatSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { actedBytesMax, xattrTextBytesMax } from '../../../src/domain/actingLimits.ts'
import { readAttemptsMax } from '../../../src/domain/limits.ts'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import type { Captured } from '../../../src/fsafe/write/capture.ts'
import { captureContent, captureFile, captureFiles } from '../../../src/fsafe/write/capture.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { asNobody, byteName, needRoot } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { openDescriptors, writeRig } from '../../support/writeRig.ts'

describe('captureFile', () => {
  it('gives the bytes, the inode and what belongs to the file', (context) => {
    needProgram(context, 'setfattr')
    const rig = writeRig()
    const path = join(rig.web.path, 'f.php')
    const bytes = Buffer.from([0, 1, 255, 10])
    writeFileSync(path, bytes)
    linkSync(path, join(rig.web.path, 'second'))
    chmodSync(path, 0o4751)
    execFileSync('setfattr', ['-n', 'user.b', '-v', 'two', path])
    execFileSync('setfattr', ['-n', 'user.a=\n', '-v', 'one', path])
    execFileSync('setfattr', ['-n', 'user.empty', path])
    const { dev, ino, uid, gid, mtimeMs } = statSync(path)
    const lines = ['user.a\\075\\012=0sb25l', 'user.b=0sdHdv', 'user.empty=0s']
    expect(capture(rig)).toEqual({
      ...{ state: 'captured', bytes, dev, ino, nlink: 2 },
      metadata: { mode: 0o4751, uid, gid, mtimeMs, xattrs: { state: 'known', lines } },
    })
  })

  it('gives an empty file', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), '')
    expect(capture(rig)).toMatchObject({ state: 'captured', bytes: Buffer.alloc(0) })
  })

  it.for(['fifo', 'socket', 'character device', 'block device', 'directory', 'link'])(
    'refuses a %s without opening it',
    async (type, context) => {
      if (type.endsWith('device')) needRoot(context)
      const rig = writeRig()
      await makeEntry(type, join(rig.web.path, 'f.php'))
      const opened: number[] = []
      const open: WriteCalls['open'] = (path, flags, mode) => {
        opened.push(flags)
        return systemCalls.open(path, flags, mode)
      }
      const captured = captureFile({ ...systemCalls, open }, rig.web, byteName('f.php'))
      expect(captured).toEqual({ state: 'refused', reason: 'not-a-file' })
      expect(opened.map((flags) => (flags & 0o10000000) !== 0)).toEqual([true])
    },
  )

  it('refuses what is absent, and what is too large without reading it', () => {
    const rig = writeRig()
    expect(capture(rig)).toEqual({ state: 'refused', reason: 'absent' })
    writeFileSync(join(rig.web.path, 'f.php'), '')
    truncateSync(join(rig.web.path, 'f.php'), actedBytesMax + 1)
    expect(capture(rig)).toEqual({ state: 'refused', reason: 'too-large' })
  })

  it('refuses what we may not read', (context) => {
    needRoot(context)
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'x', { mode: 0o600 })
    const refused = asNobody(() => capture(rig))
    expect(refused).toEqual({ state: 'refused', reason: 'unreadable' })
  })

  it('refuses a file that changes at every attempt, in its bytes, its mode or its names', () => {
    for (const change of changes) {
      const rig = writeRig()
      const path = join(rig.web.path, 'f.php')
      writeFileSync(path, 'x'.repeat(100))
      let reads = 0
      const read: WriteCalls['read'] = (fd, target, place) => {
        reads += 1
        change(path, reads)
        return systemCalls.read(fd, target, place)
      }
      const captured = captureFile({ ...systemCalls, read }, rig.web, byteName('f.php'))
      expect(captured, change.name).toEqual({ state: 'refused', reason: 'unstable' })
      expect(reads).toBeGreaterThanOrEqual(readAttemptsMax)
    }
  })

  it('reads the file it looked at, whatever takes its name meanwhile', () => {
    const rig = writeRig()
    const path = join(rig.web.path, 'f.php')
    writeFileSync(path, 'looked at')
    writeFileSync(join(rig.top, 'outside'), 'SECRET')
    let count = 0
    const open: WriteCalls['open'] = (at, flags, mode) => {
      count += 1
      if (count === 2) {
        renameSync(path, `${path}.away`)
        symlinkSync(join(rig.top, 'outside'), path)
      }
      return systemCalls.open(at, flags, mode)
    }
    const captured = captureFile({ ...systemCalls, open }, rig.web, byteName('f.php'))
    expect(captured.state === 'captured' && captured.bytes.toString()).not.toBe('SECRET')
    expect(readFileSync(join(rig.top, 'outside'), 'utf8')).toBe('SECRET')
  })

  it('puts short reads together', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'put together from short reads')
    const read: WriteCalls['read'] = (fd, target, place) =>
      systemCalls.read(fd, target, { ...place, length: Math.min(3, place.length) })
    const captured = captureFile({ ...systemCalls, read }, rig.web, byteName('f.php'))
    expect(captured.state === 'captured' && captured.bytes.toString()).toBe('put together from short reads')
  })

  it('says that attributes are unknown when they cannot be read, never that there are none', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'x')
    const answers = [
      { state: 'missing' },
      { state: 'failed' },
      { state: 'ran', status: 1, output: Buffer.alloc(0) },
      { state: 'ran', status: 0, output: Buffer.from('# file: /proc/self/fd/3\nuser.a="text"\n\n') },
    ] as const
    for (const answer of answers) {
      const captured = captureFile({ ...systemCalls, run: () => answer }, rig.web, byteName('f.php'))
      expect(captured).toMatchObject({ metadata: { xattrs: { state: 'unknown' } } })
    }
  })

  it('does not hold more attributes than the limit', (context) => {
    needProgram(context, 'setfattr')
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'x')
    execFileSync('setfattr', ['-n', 'user.a', '-v', 'one', join(rig.web.path, 'f.php')])
    const run: WriteCalls['run'] = (asked) =>
      systemCalls.run({
        ...asked,
        args: [...asked.args, ...Array.from({ length: 8000 }, () => asked.args.at(-1)!)],
      })
    expect(8000 * '# file: /proc/self/fd/3\nuser.a=0sb25l\n\n'.length).toBeGreaterThan(xattrTextBytesMax)
    const captured = captureFile({ ...systemCalls, run }, rig.web, byteName('f.php'))
    expect(captured).toMatchObject({ state: 'captured', metadata: { xattrs: { state: 'unknown' } } })
  })

  it('reads many with few runs of a program, and each for itself', (context) => {
    needProgram(context, 'setfattr')
    const rig = writeRig()
    const names = Array.from({ length: 150 }, (_, index) => `f${index}.php`)
    for (const name of names) writeFileSync(join(rig.web.path, name), `text of ${name}`)
    execFileSync('setfattr', ['-n', 'user.a', '-v', 'one', join(rig.web.path, 'f100.php')])
    rmSync(join(rig.web.path, 'f3.php'))
    let runs = 0
    const run: WriteCalls['run'] = (asked) => {
      runs += 1
      return systemCalls.run(asked)
    }
    const before = openDescriptors()
    const captured = captureFiles({ ...systemCalls, run }, names.map(rig.at), 1e6)
    expect(openDescriptors()).toBe(before)
    expect(runs).toBe(3)
    expect(captured.map((one) => one.state === 'captured' && one.bytes.toString())).toEqual(
      names.map((name) => name !== 'f3.php' && `text of ${name}`),
    )
    const attributes = captured.map((one) => one.state === 'captured' && one.metadata.xattrs)
    expect(attributes[100]).toEqual({ state: 'known', lines: ['user.a=0sb25l'] })
    expect(attributes[99]).toEqual({ state: 'known', lines: [] })
    expect(captureFile(systemCalls, rig.web, byteName('f100.php'))).toEqual(captured[100])
  })

  it('stops at the bytes that may be in memory, and gives one at least', () => {
    const rig = writeRig()
    for (const name of ['a', 'b', 'c']) writeFileSync(join(rig.web.path, name), 'x'.repeat(100))
    const places = ['a', 'none', 'b', 'c'].map(rig.at)
    const counts = [0, 100, 101, 200, 300].map(
      (bytesMax) => captureFiles(systemCalls, places, bytesMax).length,
    )
    expect(counts).toEqual([1, 1, 3, 3, 4])
  })

  it('gives bytes and identity without a program', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'bytes')
    const run = (): never => {
      throw new Error('a program was run')
    }
    const captured = captureContent({ ...systemCalls, run }, rig.at('f.php'))
    const { ino } = statSync(join(rig.web.path, 'f.php'))
    expect(captured).toMatchObject({
      bytes: Buffer.from('bytes'),
      ino,
      metadata: { xattrs: { state: 'unknown' } },
    })
  })

  it('reads the others when the attributes of one cannot be read', (context) => {
    needProgram(context, 'setfattr')
    const rig = writeRig()
    for (const name of ['a', 'b']) writeFileSync(join(rig.web.path, name), name)
    const bad = statSync(join(rig.web.path, 'a')).ino
    const run: WriteCalls['run'] = (asked) =>
      asked.descriptors.some((fd) => fstatSync(fd).ino === bad) ? { state: 'failed' } : systemCalls.run(asked)
    const captured = captureFiles({ ...systemCalls, run }, ['a', 'b'].map(rig.at), 1e6)
    expect(captured.map((one) => one.state === 'captured' && one.metadata.xattrs.state)).toEqual([
      'unknown',
      'known',
    ])
  })

  it('leaks no descriptor', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'x')
    mkdirSync(join(rig.web.path, 'd'))
    const before = openDescriptors()
    for (const name of ['f.php', 'd', 'none']) captureFile(systemCalls, rig.web, byteName(name))
    expect(openDescriptors()).toBe(before)
  })
})

const changes = [
  function grows(path: string) {
    appendFileSync(path, 'more')
  },
  function shrinks(path: string, count: number) {
    truncateSync(path, 90 - count)
  },
  function changesMode(path: string, count: number) {
    chmodSync(path, count % 2 === 0 ? 0o600 : 0o640)
  },
  function getsNames(path: string, count: number) {
    linkSync(path, `${path}.${count}`)
  },
]

function capture(rig: WriteRig): Captured {
  return captureFile(systemCalls, rig.web, byteName('f.php'))
}

async function makeEntry(type: string, path: string): Promise<void> {
  switch (type) {
    case 'fifo':
      execFileSync('mkfifo', [path])
      return
    case 'character device':
      execFileSync('mknod', [path, 'c', '1', '5'])
      return
    case 'block device':
      execFileSync('mknod', [path, 'b', '7', '200'])
      return
    case 'directory':
      mkdirSync(path)
      return
    case 'link':
      symlinkSync('/etc/passwd', path)
      return
    default:
      await listenOn(path)
  }
}

async function listenOn(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    server.close()
  })
}
