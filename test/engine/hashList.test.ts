import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOid } from '../../src/domain/oid.ts'
import { hasHash, parseHashList } from '../../src/engine/hashlist/hashList.ts'
import { errorOf } from '../support/packs.ts'

const a = 'a'.repeat(64)
const b = 'B'.repeat(64)

describe('a list of hashes', () => {
  it('takes what sha256sum writes, comments, empty lines and repetitions', () => {
    const list = parseHashList(Buffer.from(`# bad\n\n${a}  some/name.php\r\n${b}\n${a}`), 'bad')
    expect(list.length).toBe(64)
    expect(hasHash(list, parseOid(a))).toBe(true)
    expect(hasHash(list, parseOid(b))).toBe(true)
    expect(hasHash(list, parseOid('c'.repeat(64)))).toBe(false)
  })

  it.each([
    ['an MD5', `${a}\n${'0'.repeat(32)}\n`, 'bad, line 2: 32 hex digits, a SHA-256 has 64'],
    ['words', `${a}\nhello\n`, 'bad, line 2: not a SHA-256'],
    ['65 digits', `${a}0\n`, 'bad, line 1: 65 hex digits'],
    ['a web page', '<!DOCTYPE html>\n', 'bad: a web page'],
    ['binary', `${a}\n\0`, 'bad: binary'],
    ['nothing', '# only words\n', 'bad: no hash'],
  ])('refuses %s', (_, text, message) => {
    const error = errorOf(() => parseHashList(Buffer.from(text), 'bad'))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID' })
    expect(String(error)).toContain(message)
  })

  it('finds exactly what is in it', () => {
    const hash = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(fc.uniqueArray(hash, { minLength: 1, maxLength: 50 }), hash, (hashes, other) => {
        const list = parseHashList(Buffer.from(hashes.join('\n')), 'x')
        for (const known of hashes) expect(hasHash(list, parseOid(known))).toBe(true)
        expect(hasHash(list, parseOid(other))).toBe(hashes.includes(other))
      }),
    )
  })
})
