import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HoldfastError } from '../../src/domain/errors.ts'
import { levelFailure } from '../../src/kv/levelFailure.ts'
import { needMounts, scratchDirectory } from '../support/scratch.ts'

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

describe('levelFailure', () => {
  it.each([
    ['LEVEL_LOCKED', 'IO error: lock x/LOCK: already held by process', 'HF_STORE_LOCKED'],
    ['LEVEL_CORRUPTION', 'Corruption: bad block', 'HF_STORE_CORRUPT'],
    ['LEVEL_IO_ERROR', 'IO error: x/000004.log: No space left on device', 'HF_DISK_FULL'],
    ['LEVEL_IO_ERROR', 'IO error: x/000004.log: Disk quota exceeded', 'HF_DISK_FULL'],
    ['LEVEL_IO_ERROR', 'IO error: x/000004.log: Input/output error', 'HF_IO'],
    ['LEVEL_IO_ERROR', 'IO error: x/MANIFEST-000002: No such file or directory', 'HF_STORE_CORRUPT'],
  ])('%s with "%s" is %s', (code, message, expected) => {
    const wrapped = new Error('Database failed to open', { cause: coded(code, message) })
    expect(levelFailure(wrapped, '/store/meta')).toMatchObject({ code: expected })
    expect(levelFailure(coded(code, message), '/store/meta')).toMatchObject({ code: expected })
  })

  it('passes its own errors through', () => {
    const own = new HoldfastError('HF_DISK_FULL', 'full')
    expect(levelFailure(own, '/store')).toBe(own)
  })

  it('calls a really full filesystem HF_DISK_FULL, on write and on open', (context) => {
    needMounts(context)
    const child = onSmallDisk('fillDisk.ts', '2m')
    expect(child.stdout.trim().split('\n'), child.stderr).toEqual([
      'write HF_DISK_FULL',
      'fill ENOSPC',
      'open HF_DISK_FULL',
    ])
  })

  it('writes nothing after a batch that failed, and loses nothing that was written before', (context) => {
    needMounts(context)
    const child = onSmallDisk('writeAfterFull.ts', '14m')
    expect(child.stdout.trim().split('\n'), child.stderr).toEqual([
      'full HF_DISK_FULL',
      'after HF_DISK_FULL',
      'kept all of some',
    ])
  })
})

/** Runs a program of children/ with a filesystem of that size as its argument. */
function onSmallDisk(name: string, size: string): SpawnSyncReturns<string> {
  const script = `mount -t tmpfs -o size=${size} none "$1" && exec "$2" --import tsx "$3" "$1"`
  const program = resolve(import.meta.dirname, 'children', name)
  return spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', scratchDirectory(), process.execPath, program],
    {
      encoding: 'utf8',
    },
  )
}
