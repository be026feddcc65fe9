import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accuses, parseSizedHashes } from '../../../src/engine/hashlist/sizedHashList.ts'
import type { AccusedContent, SizedHashes } from '../../../src/engine/hashlist/sizedHashList.ts'
import { sha256 } from '../../../src/hash/sha256.ts'
import { errorOf } from '../../support/packs.ts'

const algorithms = ['md5', 'sha1', 'sha256'] as const

function hashOf(algorithm: (typeof algorithms)[number], bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

function contentOf(bytes: Buffer): AccusedContent {
  return { bytes, oid: sha256(bytes), extent: { state: 'whole' } }
}

function parse(text: string): SizedHashes {
  return parseSizedHashes(Buffer.from(text), 'mine')
}

describe('a list of hashes with sizes', () => {
  it.each(algorithms)('accuses by %s what it lists and nothing else', (algorithm) => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 20 }), fc.array(bytes), (listed, others) => {
        const lines = listed.map((one) => `${hashOf(algorithm, one)}:${one.length}:Name-${one.length}`)
        const { list } = parse(`${lines.join('\n')}\n`)
        expect(listed.every((one) => accuses(list, contentOf(one)))).toBe(true)
        const known = new Set(listed.map((one) => one.toString('hex')))
        const free = others.filter((one) => !known.has(one.toString('hex')))
        expect(free.some((one) => accuses(list, contentOf(one)))).toBe(false)
      }),
    )
  })

  it('takes what ClamAV and LMD write, comments and functionality levels', () => {
    const bytes = Buffer.from('hf_test')
    const text = [
      '# comment',
      '',
      `${hashOf('md5', bytes).toUpperCase()}:7:{MD5}php.cmdshell.unclassed.1`,
      `${hashOf('sha1', bytes)}:7:Php.Webshell.Test-1:73`,
      `${hashOf('sha256', bytes)}:*:Php.Webshell.Test-2:73:255\r`,
    ].join('\n')
    expect(parse(text)).toMatchObject({ hashes: 3, skipped: 0 })
  })

  it('leaves out and counts short hashes of any size, and does not guess', () => {
    const bytes = Buffer.from('hf_test')
    const lines = [`${hashOf('md5', bytes)}:*:Any`, `${hashOf('sha1', bytes)}:8:Other`]
    const { list, skipped, hashes } = parse(lines.join('\n'))
    expect({ skipped, hashes }).toEqual({ skipped: 1, hashes: 1 })
    expect(accuses(list, contentOf(bytes))).toBe(false)
  })

  it('compares only the SHA-256 of what was judged by its ends', () => {
    const bytes = Buffer.from('hf_test')
    const ends = { ...contentOf(bytes), extent: { state: 'ends' } } as const
    expect(accuses(parse(`${hashOf('md5', bytes)}:7:x`).list, ends)).toBe(false)
    expect(accuses(parse(`${hashOf('sha256', bytes)}:7:x`).list, ends)).toBe(true)
  })

  const md5 = '0'.repeat(32)
  it.each([
    ['an error page', `${md5}:1:a\n<html>not found</html>\n`, 2, 'does not begin with a hash'],
    ['a hash that is too short', `${md5.slice(1)}:1:a\n`, 1, '31 hex digits'],
    ['a hash that is too long', `${md5}0:1:a\n`, 1, '33 hex digits'],
    ['a line that was cut behind the size', `${md5}:1:a\n${md5}:12`, 2, 'cut off'],
    ['a line that was cut behind the hash', `${md5}:1:a\n${md5}`, 2, 'cut off'],
    ['a line without a name', `${md5}:1:\n`, 1, 'cut off'],
    ['a size that is no number', `${md5}:1k:a\n`, 1, 'the size is no number'],
    ['more fields than there are', `${md5}:1:a:73:74:75\n`, 1, 'more fields'],
  ])('is refused when it holds %s', (_, text, line, reason) => {
    const error = errorOf(() => parse(text))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { pack: 'mine', line } })
    expect(String(error)).toContain(reason)
  })

  it('is refused when nothing of it can be used', () => {
    expect(errorOf(() => parse(`${md5}:*:a\n`))).toMatchObject({ code: 'HF_RULES_INVALID' })
  })
})
