import { spawnSync } from 'node:child_process'
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
    const script = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" --import tsx "$3" "$1"'
    const program = resolve(import.meta.dirname, 'children/fillDisk.ts')
    const child = spawnSync(
      'unshare',
      ['-m', 'sh', '-c', script, 'sh', scratchDirectory(), process.execPath, program],
      { encoding: 'utf8' },
    )
    expect(child.stdout.trim().split('\n'), child.stderr).toEqual([
      'write HF_DISK_FULL',
      'fill ENOSPC',
      'open HF_DISK_FULL',
    ])
  })
})
