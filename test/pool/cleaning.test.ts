import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CleanAim, CleanAnswer, CleaningRequest } from '../../src/domain/cleaning.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import { judgedWholeBytesMax } from '../../src/domain/limits.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { parseCleaned } from '../../src/pool/client/parseCleaned.ts'
import { parseUnpacked } from '../../src/pool/client/unpackWork.ts'
import type { Frame } from '../../src/pool/frame.ts'
import { yaraPack } from '../support/packs.ts'
import { watchedReader } from '../support/readers.ts'
import { trials } from '../support/trials.ts'
import { zipOfFiles } from '../support/zip.ts'

const marker = `rule bad_9001 {
  meta: description = "Marker." tier = "malicious"
  strings: $a = "BAD();"
  condition: $a
}`

function request(aim: CleanAim, infected: string, base: string | null): CleaningRequest {
  const known = (text: string): CleaningRequest['infected'] => {
    const bytes = Buffer.from(text)
    return { oid: sha256(bytes), bytes }
  }
  return { aim, fileClass: 'generic', infected: known(infected), base: base === null ? null : known(base) }
}

describe('the reader asked to clean', () => {
  it('compares, merges and judges by the loaded rules', async () => {
    const reader = watchedReader()
    await reader.loadRules([yaraPack('own', marker)])
    const base = '<?php\none();\ntwo();\nthree();\n'
    const infected = base.replace('two', 'BAD(); two')
    expect(await reader.clean(request('own', infected, base))).toEqual({
      state: 'put-back',
      change: 'removes',
    })
    const edited = infected.replace('one', 'ONE')
    const at = edited.indexOf('BAD')
    expect(await reader.clean(request('other', edited, base))).toEqual({
      state: 'keep',
      slices: [
        { start: 0, end: at },
        { start: at + 'BAD(); '.length, end: edited.length },
      ],
    })
    expect(await reader.clean(request('trim', 'BAD();', null))).toEqual({ state: 'empty' })
    expect(await reader.clean(request('own', base, base))).toEqual({
      state: 'refused',
      reason: 'not-malicious',
    })
    expect(reader.losses).toEqual([])
  })

  it('takes the largest contents within its time', async () => {
    const reader = watchedReader()
    await reader.loadRules([yaraPack('own', marker)])
    const line = 'x'.repeat(judgedWholeBytesMax - 100)
    const answers = await Promise.all([
      reader.clean(request('own', `${line}\nBAD();\n`, `${line}\n`)),
      reader.clean(request('own', `A${line}B BAD();`, line)),
      reader.clean(request('other', `${'y\n'.repeat(4_000_000)}BAD();\nz`, `a${'y\n'.repeat(3_999_999)}b`)),
    ])
    expect(answers).toEqual<CleanAnswer[]>([
      { state: 'put-back', change: 'removes' },
      { state: 'refused', reason: 'hunks-mix' },
      { state: 'refused', reason: 'too-large' },
    ])
    expect(reader.losses).toEqual([])
  }, 60_000)

  it('is lost over a content that hangs it, and then that content is refused', async () => {
    const reader = watchedReader({
      entry: fileURLToPath(new URL('../support/poisonReader.ts', import.meta.url)),
      limits: { tickMs: 50, contentMsMax: 1000 },
    })
    await reader.loadRules([])
    expect(await reader.clean(request('own', 'STUCK', 'good'))).toEqual({
      state: 'refused',
      reason: 'reader-failed',
    })
    expect(reader.losses.map(({ cause }) => cause)).toContain('timeout')
    expect(await reader.clean(request('own', 'good', 'good'))).toEqual({
      state: 'refused',
      reason: 'not-malicious',
    })
  })

  it('needs rules', async () => {
    await expect(watchedReader().clean(request('trim', 'BAD();', null))).rejects.toMatchObject({
      code: 'HF_BUG',
    })
  })
})

describe('the reader asked to unpack', () => {
  it('judges every file', async () => {
    const reader = watchedReader()
    await reader.loadRules([yaraPack('own', marker)])
    const { files, next } = await reader.unpack(
      zipOfFiles({ 'a/good.php': 'good', 'a/bad.php': 'BAD();' }),
      0,
    )
    expect(next).toBeNull()
    expect(
      files.map(({ path, bytes, verdict }) => [path, bytes.toString(), verdict.findings.length]),
    ).toEqual([
      ['a/good.php', 'good', 0],
      ['a/bad.php', 'BAD();', 1],
    ])
  })

  it('refuses an archive and lives on', async () => {
    const reader = watchedReader()
    await reader.loadRules([])
    await expect(reader.unpack(Buffer.from('no archive'), 0)).rejects.toMatchObject({
      code: 'HF_ARCHIVE_INVALID',
    })
    expect((await reader.unpack(zipOfFiles({ a: 'good' }), 0)).files).toHaveLength(1)
    expect(reader.losses).toEqual([])
  })
})

function frameOf(header: unknown, tail = Buffer.alloc(0)): Frame {
  return { type: 'cleaned', id: 1, header: Buffer.from(JSON.stringify(header)), tail }
}

const refused = expect.objectContaining({ code: 'HF_READER_FAILED' }) as Error

describe('what a reader says of a cleaning', () => {
  const cleaned = (aim: CleanAim, header: unknown, tail = Buffer.alloc(0)): unknown =>
    parseCleaned(frameOf(header, tail), request(aim, '0123456789', 'base'))

  it('is believed as far as it can be true', () => {
    expect(
      cleaned('own', {
        state: 'keep',
        slices: [
          [0, 3],
          [5, 10],
        ],
      }),
    ).toEqual({
      state: 'keep',
      slices: [
        { start: 0, end: 3 },
        { start: 5, end: 10 },
      ],
    })
    expect(cleaned('own', { state: 'refused', reason: 'hunks-mix' })).toEqual({
      state: 'refused',
      reason: 'hunks-mix',
    })
  })

  it.each<readonly [string, CleanAim, unknown]>([
    [
      'slices out of order',
      'own',
      {
        state: 'keep',
        slices: [
          [5, 6],
          [1, 2],
        ],
      },
    ],
    [
      'slices that overlap',
      'own',
      {
        state: 'keep',
        slices: [
          [1, 5],
          [4, 6],
        ],
      },
    ],
    [
      'slices that touch',
      'own',
      {
        state: 'keep',
        slices: [
          [1, 5],
          [5, 6],
        ],
      },
    ],
    ['an empty slice', 'own', { state: 'keep', slices: [[3, 3]] }],
    ['a slice behind the end', 'own', { state: 'keep', slices: [[3, 11]] }],
    ['a slice before the beginning', 'own', { state: 'keep', slices: [[-1, 3]] }],
    ['all of it', 'own', { state: 'keep', slices: [[0, 10]] }],
    ['too many slices', 'own', { state: 'keep', slices: Array<unknown>(1026).fill([0, 1]) }],
    ['slices where all is malicious', 'whole', { state: 'keep', slices: [[0, 3]] }],
    ['nothing left, unasked', 'own', { state: 'empty' }],
    ['a version put back that was not sent', 'trim', { state: 'put-back', change: 'removes' }],
    ['another change', 'own', { state: 'put-back', change: 'adds' }],
    ['bytes of its own', 'own', { state: 'bytes', bytes: 'abc' }],
    ['an unknown reason', 'own', { state: 'refused', reason: 'because' }],
  ])('is refused with %s', (_, aim, header) => {
    expect(() => cleaned(aim, header)).toThrow(refused)
    expect(() => cleaned('own', { state: 'refused', reason: 'hunks-mix' }, Buffer.from('x'))).toThrow(refused)
  })

  it('of an archive is refused unless it is exact', () => {
    const unpacked = (header: unknown, tail: string): unknown =>
      parseUnpacked(frameOf(header, Buffer.from(tail)), 3, new Map())
    expect(unpacked({ files: [['a/b', 2, 'clean']], next: 4 }, 'xy')).toMatchObject({
      files: [{ path: 'a/b' }],
      next: 4,
    })
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ files: [['../b', 2, 'clean']], next: null }, 'xy'],
      [{ files: [['/b', 2, 'clean']], next: null }, 'xy'],
      [{ files: [['b\0', 2, 'clean']], next: null }, 'xy'],
      [{ files: [['\u0394', 2, 'clean']], next: null }, 'xy'],
      [{ files: [['b', 3, 'clean']], next: null }, 'xy'],
      [{ files: [['b', 1, 'clean']], next: null }, 'xy'],
      [{ files: [['b', 2, null]], next: null }, 'xy'],
      [{ files: [], next: 3 }, ''],
      [{ files: [] }, ''],
    ]
    for (const [header, tail] of wrong) expect(() => unpacked(header, tail)).toThrow(refused)
  })

  it('is a protocol error or understood, whatever it is', () => {
    const slice = fc.tuple(fc.integer({ min: -2, max: 12 }), fc.integer({ min: -2, max: 12 }))
    const header = fc.oneof(
      fc.jsonValue(),
      fc.record({ state: fc.constant('keep'), slices: fc.array(slice, { maxLength: 4 }) }),
    )
    fc.assert(
      fc.property(header, (value) => {
        try {
          const answer = cleaned('own', value) as CleanAnswer
          if (answer.state !== 'keep') return
          const kept = answer.slices.reduce((sum, { start, end }) => sum + end - start, 0)
          expect(kept).toBeLessThan(10)
        } catch (error) {
          expect(error).toBeInstanceOf(HoldfastError)
          expect(error).toMatchObject({ code: 'HF_READER_FAILED' })
        }
      }),
      { numRuns: trials(2000) },
    )
  })
})
