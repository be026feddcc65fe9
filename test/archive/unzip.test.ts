import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unzipPiece } from '../../src/archive/unzip.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import { releasePieceBytes, releaseRatioMax } from '../../src/domain/actingLimits.ts'
import { trials } from '../support/trials.ts'
import { type ZipEntry, zipOf, zipOfFiles } from '../support/zip.ts'

const bytes = Buffer.from('<?php one();\n')

async function unpacked(archive: Buffer): Promise<string[]> {
  const { files, next } = await unzipPiece(archive, 0, () => undefined)
  expect(next).toBeNull()
  return files.map(({ path, bytes: content }) => `${path} ${content.toString('latin1')}`)
}

async function refused(entries: readonly ZipEntry[] | Buffer): Promise<string> {
  const archive = Buffer.isBuffer(entries) ? entries : zipOf(entries)
  const error: unknown = await unzipPiece(archive, 0, () => undefined).catch((thrown: unknown) => thrown)
  return error instanceof HoldfastError ? error.code : JSON.stringify(error)
}

describe('an archive', () => {
  it('has files by their names as bytes, and no directories', async () => {
    const archive = zipOf([
      { name: 'top/', bytes: Buffer.alloc(0), mode: 0o040755 },
      { name: 'top/a.php', bytes },
      { name: Buffer.from('top/\xe9\xff', 'latin1'), bytes: Buffer.alloc(0) },
    ])
    expect(await unpacked(archive)).toEqual([`top/a.php ${bytes.toString()}`, 'top/\xe9\xff '])
  })

  it('is taken in pieces', async () => {
    const half = Buffer.alloc(releasePieceBytes / 2 + 1)
    half.forEach((_, at) => (half[at] = (at * 2_654_435_761) >>> 24))
    const archive = zipOfFiles({ a: half, b: half, c: 'c' })
    let steps = 0
    const count = (): void => {
      steps += 1
    }
    const first = await unzipPiece(archive, 0, count)
    expect([first.files.map(({ path }) => path), first.next]).toEqual([['a', 'b'], 2])
    const last = await unzipPiece(archive, 2, count)
    expect([last.files.map(({ path }) => path), last.next]).toEqual([['c'], null])
    expect(steps).toBe(6)
  })

  it.each<readonly [string, readonly ZipEntry[] | Buffer]>([
    ['is no archive', Buffer.from('PK, but no')],
    ['names a file above itself', [{ name: '../a.php', bytes }]],
    ['names a file above itself further on', [{ name: 'a/../../b.php', bytes }]],
    ['names an absolute file', [{ name: '/etc/passwd', bytes }]],
    ['names a file with backslashes', [{ name: '..\\a.php', bytes }]],
    ['has an empty name', [{ name: '', bytes }]],
    ['has a NUL in a name', [{ name: 'a\0.php', bytes }]],
    ['holds a link', [{ name: 'a', bytes: Buffer.from('/etc/shadow'), mode: 0o120777 }]],
    ['holds a device', [{ name: 'a', bytes, mode: 0o020666 }]],
    ['is encrypted', [{ name: 'a', bytes, flags: 1 }]],
    ['has a wrong checksum', [{ name: 'a', bytes, crc: 1 }]],
    ['states less than it has', [{ name: 'a', bytes, size: bytes.length - 1 }]],
    ['states more than it has', [{ name: 'a', bytes, size: bytes.length + 1 }]],
    ['states terabytes', [{ name: 'a', bytes, size: 0xffff_fffe }]],
    ['is a bomb', [{ name: 'a', bytes: Buffer.alloc(1024 * releaseRatioMax + 1) }]],
    ['is packed wrongly', [{ name: 'a', bytes, packed: Buffer.from('no deflate stream') }]],
  ])('that %s is refused', async (_, entries) => {
    expect(await refused(entries)).toBe('HF_ARCHIVE_INVALID')
  })

  it('that was damaged gives its files as they were, or is refused', async () => {
    const archive = zipOfFiles({ 'a.php': bytes, 'b/c.php': 'more of the same\n'.repeat(20) })
    const good = await unpacked(archive)
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(archive)
        damaged[at] = (damaged[at] ?? 0) ^ change
        const result = await unzipPiece(damaged, 0, () => undefined).catch((error: unknown) => error)
        if (result instanceof HoldfastError) expect(result.code).toBe('HF_ARCHIVE_INVALID')
        else {
          // A name or the number of entries has no checksum of its own; a content has.
          const { files } = result as Awaited<ReturnType<typeof unzipPiece>>
          const contents = good.map((line) => line.slice(line.indexOf(' ') + 1))
          for (const file of files) expect(contents).toContain(file.bytes.toString('latin1'))
        }
      }),
      { numRuns: trials(1500) },
    )
  })
})
