import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { lstatPath } from '../../../src/fsafe/read/lstat.ts'
import { syncFilesystem } from '../../../src/fsafe/read/syncFilesystem.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { mountImage } from '../../support/mountedImage.ts'
import { bytePath, needMounts, startPerl } from '../../support/scratch.ts'

/** The coarsest step of ctime on kernels without fine ones. */
const coarsestTickMs = 20

describe('a write through a shared mapping', () => {
  /** Why trustOfMount says `stat` of these: what is written after a syncfs moves ctime. */
  it.for([
    { type: 'ext4', size: '64M' },
    { type: 'xfs', size: '400M' },
    { type: 'btrfs', size: '200M' },
  ])('on $type is silent while its page is dirty, and seen after a sync', async ({ type, size }, context) => {
    needMounts(context)
    needProgram(context, `mkfs.${type}`)
    const directory = await mountImage(type, size)
    const file = join(directory, 'f.php')
    writeFileSync(file, 'x'.repeat(4096))
    const writer = await startMappedWriter(file)

    // The control: were this not silent, what follows would prove nothing.
    const dirty = lstatPath(bytePath(file))
    await writeAgain(writer)
    expect(readFileSync(file, 'latin1').slice(0, 2)).toBe('02')
    expect(lstatPath(bytePath(file))).toEqual(dirty)

    const fd = openSync(directory, 'r')
    expect(await syncFilesystem({ fd, path: bytePath(directory) })).toBe('synced')
    closeSync(fd)
    const synced = lstatPath(bytePath(file))
    await sleep(coarsestTickMs)
    await writeAgain(writer)
    expect(readFileSync(file, 'latin1').slice(0, 2)).toBe('03')
    expect(lstatPath(bytePath(file))).not.toEqual(synced)
  })
})

/** Maps the file shared and writes `01` into it; then `02`, `03`... on each SIGUSR1. Perl has no mmap, so read(2) is the pen. */
async function startMappedWriter(file: string): Promise<ChildProcess> {
  const [mmap, read] = process.arch === 'arm64' ? [222, 63] : [9, 0]
  return await startPerl(
    `$| = 1; my $count = 0; open(my $f, '+<', $ARGV[0]) or die; pipe(my $r, my $w) or die;
     my $address = syscall(${mmap}, 0, 4096, 3, 1, fileno($f) + 0, 0); die "mmap: $!" if $address == -1;
     sub put { syswrite($w, sprintf('%02d', ++$count)); syscall(${read}, fileno($r) + 0, $address, 2) == 2 or die; print "$count\\n" }
     $SIG{USR1} = \\&put; put(); sleep 600 while 1`,
    [file],
  )
}

async function writeAgain(writer: ChildProcess): Promise<void> {
  if (writer.stdout === null) throw new Error('the writer has no output')
  const written = once(writer.stdout, 'data')
  writer.kill('SIGUSR1')
  await written
}
