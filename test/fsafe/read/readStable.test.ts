import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeDirectory, openDirectory } from '../../../src/fsafe/read/directory.ts'
import type { SparseAllowance, StableRead } from '../../../src/fsafe/read/readStable.ts'
import { readStable } from '../../../src/fsafe/read/readStable.ts'
import { asNobody, byteName, bytePath, needRoot, scratchDirectory, startPerl } from '../../support/scratch.ts'

const MiB = 1024 * 1024

describe('readStable', () => {
  it.each([0, 1, 4096, 65_537, 16 * MiB])('reads %i bytes whole', (size) => {
    const top = scratchDirectory()
    const bytes = patterned(size)
    writeFileSync(join(top, 'f'), bytes)
    const read = readFrom(top, 'f')
    if (read.state !== 'read') throw new Error(JSON.stringify(read))
    expect(read.bytes.equals(bytes)).toBe(true)
    expect(read.stat).toMatchObject({ kind: 'file', size })
  })

  it('streams a larger file once, in order, and keeps its two ends', () => {
    const top = scratchDirectory()
    const bytes = patterned(18 * MiB + 12_345)
    writeFileSync(join(top, 'f'), bytes)
    const read = readFrom(top, 'f')
    if (read.state !== 'streamed') throw new Error(JSON.stringify(read))
    expect(read.hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(read.head.equals(bytes.subarray(0, 8 * MiB))).toBe(true)
    expect(read.tail.equals(bytes.subarray(-8 * MiB))).toBe(true)
  })

  it('follows no link and opens no pipe, socket or device', (context) => {
    const top = scratchDirectory()
    symlinkSync('/etc/passwd', join(top, 'link'))
    mkdirSync(join(top, 'directory'))
    execFileSync('mkfifo', [join(top, 'fifo')])
    for (const name of ['link', 'directory', 'fifo']) expect(readFrom(top, name)).toEqual(skipped('unstable'))
    needRoot(context)
    // Opening /dev/watchdog's like would act; this one would read for ever.
    execFileSync('mknod', [join(top, 'zero'), 'c', '1', '5'])
    expect(readFrom(top, 'zero')).toEqual(skipped('unstable'))
  })

  it('skips what is gone, unreadable or sparse, and leaves no descriptor open', (context) => {
    const top = scratchDirectory()
    for (const name of ['sparse', 'huge']) writeFileSync(join(top, name), '')
    truncateSync(join(top, 'sparse'), 100 * MiB)
    truncateSync(join(top, 'huge'), 2 ** 40)
    const before = openDescriptors()
    expect(readFrom(top, 'none')).toEqual(skipped('vanished'))
    expect(readFrom(top, 'sparse')).toEqual(skipped('sparse'))
    expect(readFrom(top, 'huge')).toEqual(skipped('sparse'))
    expect(openDescriptors()).toBe(before)
    needRoot(context)
    writeFileSync(join(top, 'secret'), 'x')
    chmodSync(join(top, 'secret'), 0o600)
    chmodSync(top, 0o755)
    asNobody(() => {
      expect(readFrom(top, 'secret')).toEqual(skipped('unreadable'))
    })
    expect(openDescriptors()).toBe(before)
  })

  it('reads sparse files as far as it may, and of the largest their ends', () => {
    const top = scratchDirectory()
    for (const name of ['sparse', 'huge']) writeFileSync(join(top, name), '<?php head')
    truncateSync(join(top, 'sparse'), 30 * MiB)
    truncateSync(join(top, 'huge'), 2 ** 40)
    appendFileSync(join(top, 'huge'), 'tail ?>')
    const allowance = { bytes: 50 * MiB }
    expect(readFrom(top, 'sparse', allowance)).toMatchObject({ state: 'streamed' })
    expect(allowance.bytes).toBe(20 * MiB)
    expect(readFrom(top, 'sparse', allowance)).toEqual(skipped('sparse'))
    const read = readFrom(top, 'huge', allowance)
    if (read.state !== 'ends') throw new Error(read.state)
    expect(read.head.toString('latin1', 0, 10)).toBe('<?php head')
    expect(read.tail.toString('latin1', 8 * MiB - 7)).toBe('tail ?>')
    expect(allowance.bytes).toBe(4 * MiB)
    expect(readFrom(top, 'huge', allowance)).toEqual(skipped('sparse'))
  })

  it('reads a small file with a hole: a hole must not hide a script', () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'f'), '<?php eval($_POST["k"]);__halt_compiler();')
    truncateSync(join(top, 'f'), 4 * MiB)
    expect(readFrom(top, 'f')).toMatchObject({ state: 'read', stat: { size: 4 * MiB } })
  })

  it('does not wait for the owner of a lease', async () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'f'), 'x')
    const hold = `$| = 1; $SIG{IO} = 'IGNORE'; open(my $f, '+<', $ARGV[0]) or die;
      fcntl($f, 1024, 1) or die "lease: $!"; print "held\\n"; sleep 600`
    await startPerl(hold, [join(top, 'f')])
    expect(readFrom(top, 'f')).toEqual(skipped('unreadable'))
  })

  it('reads hard links as the files they are', () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'a'), 'same')
    linkSync(join(top, 'a'), join(top, 'b'))
    expect(readFrom(top, 'b')).toMatchObject({
      state: 'read',
      stat: { nlink: 2 },
      bytes: Buffer.from('same'),
    })
  })
})

describe('a file that changes while it is read', () => {
  const changes: readonly (readonly [string, (file: string) => void])[] = [
    [
      'grows',
      (file) => {
        appendFileSync(file, 'more')
      },
    ],
    [
      'shrinks',
      (file) => {
        truncateSync(file, 17 * MiB)
      },
    ],
    [
      'is emptied',
      (file) => {
        truncateSync(file, 0)
      },
    ],
    [
      'gets other bytes',
      (file) => {
        execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1', 'count=9', 'conv=notrunc', 'status=none'])
      },
    ],
    [
      'changes its mode',
      (file) => {
        execFileSync('chmod', ['g+x', file])
        execFileSync('chmod', ['g-x', file])
      },
    ],
  ]

  it.each(changes)('is read again when it %s, and then right', (_, change) => {
    const file = largeFile()
    let hashesStarted = 0
    const read = readHooked(file, () => {
      hashesStarted += 1
      return hashesStarted === 1
        ? () => {
            change(file.path)
          }
        : () => undefined
    })
    if (read.state === 'read') {
      expect(read.bytes).toHaveLength(read.stat.size)
      return
    }
    expect(read.state).toBe('streamed')
    expect(hashesStarted).toBe(2)
    if (read.state === 'streamed') expect(read.hash.digest('hex')).toBe(digestOf(file.path))
  })

  it('is unstable when that never ends', () => {
    const file = largeFile()
    let hashesStarted = 0
    const read = readHooked(file, () => {
      hashesStarted += 1
      return () => {
        appendFileSync(file.path, 'more')
      }
    })
    expect(read).toEqual(skipped('unstable'))
    expect(hashesStarted).toBe(3)
  })

  it('is read from the inode that was opened when its name is taken over', () => {
    const file = largeFile()
    const original = digestOf(file.path)
    const read = readHooked(file, () => () => {
      if (!readdirSync(file.top).includes('aside')) {
        renameSync(file.path, join(file.top, 'aside'))
        symlinkSync('/etc/passwd', file.path)
      }
    })
    // A rename moves ctime on some filesystems; then the second attempt meets the link.
    if (read.state === 'streamed') expect(read.hash.digest('hex')).toBe(original)
    else expect(read).toEqual(skipped('unstable'))
  })

  it('is unstable when somebody keeps writing into it, though its size stays', async () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'f'), patterned(16 * MiB))
    const write = `$| = 1; open(my $f, '+<', $ARGV[0]) or die; my $n = 0;
      while (1) { sysseek($f, 4096, 0); syswrite($f, sprintf('%08d', $n)); print "w\\n" if $n++ == 0 }`
    await startPerl(write, [join(top, 'f')])
    const wholeReadsMax = 200
    for (let count = 0; count < wholeReadsMax; count += 1) {
      const read = readFrom(top, 'f')
      if (read.state !== 'read') {
        expect(read).toEqual(skipped('unstable'))
        return
      }
    }
    expect.unreachable('a file that was written all the time was read as if it stood still')
  })

  it('never has another length than its stat while somebody appends and truncates', async () => {
    const top = scratchDirectory()
    writeFileSync(join(top, 'f'), 'start')
    const write = `$| = 1; open(my $f, '+<', $ARGV[0]) or die; my $n = 0;
      while (1) { seek($f, 0, 2); syswrite($f, 'x' x 5000); truncate($f, 10) if $n++ % 20 == 0; print "w\\n" if $n == 1 }`
    await startPerl(write, [join(top, 'f')])
    const states = new Set<string>()
    for (let count = 0; count < 2000; count += 1) {
      const read = readFrom(top, 'f')
      states.add(read.state === 'skipped' ? read.reason : read.state)
      if (read.state === 'read') expect(read.bytes).toHaveLength(read.stat.size)
    }
    expect([...states].every((state) => state === 'read' || state === 'unstable')).toBe(true)
  })
})

interface LargeFile {
  readonly top: string
  readonly path: string
}

function largeFile(): LargeFile {
  const top = scratchDirectory()
  writeFileSync(join(top, 'f'), patterned(18 * MiB))
  return { top, path: join(top, 'f') }
}

/** Reads with a hash that calls what `onStart` gave on the first part of each attempt. */
function readHooked(file: LargeFile, onStart: () => () => void): StableRead<Hash> {
  const directory = openDirectory(bytePath(file.top))
  try {
    return readStable(directory, byteName('f'), () => {
      const hash = createHash('sha256')
      let hook: (() => void) | undefined = onStart()
      const update = hash.update.bind(hash)
      return Object.assign(hash, {
        update: (bytes: Buffer) => {
          hook?.()
          hook = undefined
          return update(bytes)
        },
      })
    })
  } finally {
    closeDirectory(directory)
  }
}

function readFrom(top: string, name: string, sparse?: SparseAllowance): StableRead<Hash> {
  const directory = openDirectory(bytePath(top))
  try {
    return readStable(directory, byteName(name), () => createHash('sha256'), sparse)
  } finally {
    closeDirectory(directory)
  }
}

function skipped(reason: string): unknown {
  return { state: 'skipped', reason }
}

/** No two positions within 16 MiB look alike, so misplaced parts are seen. */
function patterned(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at)
  return bytes
}

function digestOf(path: string): string {
  return execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}
