import { describe, expect, it } from 'vitest'
import { parsePackFile, shippedPacks } from '../../src/rules/loadPacks.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { errorOf } from '../support/packs.ts'

const rule = 'rule a { strings: $a = "AAA" condition: $a }'

describe('a rule file', () => {
  it('is a YARA pack with the hash of its bytes as fingerprint', () => {
    const bytes = Buffer.from(rule)
    expect(parsePackFile('mine', bytes, 'deny')).toEqual({
      name: 'mine',
      format: 'yara',
      fingerprint: sha256(bytes),
      source: bytes,
    })
  })

  it('is a list when it starts with a hash, after any comments', () => {
    const list = Buffer.from(`# ours\n\n${'0'.repeat(64)}  x\n`)
    expect(parsePackFile('mine', list, 'deny').format).toBe('sha256-deny')
    expect(parsePackFile('mine', list, 'allow').format).toBe('sha256-allow')
  })

  const md5 = '0'.repeat(32)
  it.each([
    ['hash-deny', `# hdb\n${md5}:12:Php.Test-1\n`],
    ['hash-deny', `${'0'.repeat(40)}:*:Any\n${md5}:1:x\n`],
    ['clamav-ndb', 'Php.Test-1:0:*:68665f74657374\n'],
    ['lmd-hex', '68665f74657374:{HEX}php.test.1\n'],
  ])('of others is told by its text: %s', (format, text) => {
    expect(parsePackFile('mine', Buffer.from(text), 'deny').format).toBe(format)
  })

  it('may not have the name of the rules that are code', () => {
    expect(errorOf(() => parsePackFile('engine', Buffer.from(rule), 'deny'))).toMatchObject({
      code: 'HF_RULES_INVALID',
    })
  })

  it.each([
    ['empty', '', 'mine: the file is empty'],
    ['only white space', ' \n\n', 'mine: the file is empty'],
    ['binary', `${rule}\0`, 'mine: binary'],
    ['a web page', '<!DOCTYPE html><html>', 'mine: a web page'],
    ['a page without a doctype', '\n <html>', 'mine: a web page'],
    ['words', 'hello', 'mine, line 1: no rule in the file: hello'],
    ['an MD5 list', `${'0'.repeat(32)}\n`, 'mine, line 1: 32 hex digits'],
    ['a cut list of MD5', `${'0'.repeat(32)}:1`, 'mine, line 1: cut off'],
    ['a cut signature', 'Php.Test-1:0:*:6866', 'mine: the last line has no end'],
    ['not UTF-8', 'rule a { strings: $a = "\xe4xx" condition: $a }', 'mine: not valid UTF-8'],
    ['an include', `${rule}\ninclude "/etc/shadow"`, 'mine, line 2: include is not allowed'],
    ['a module that parses hostile bytes', `import "pe"\n${rule}`, 'mine, line 1: module pe is not allowed'],
    ['a global rule', `\nglobal ${rule}`, 'mine, line 2: a global rule'],
    ['too large', `${rule}${' '.repeat(4 * 1024 * 1024)}`, 'mine: larger than'],
    [
      'with escape codes in the line',
      `import "\x1b[31mpe"\n${rule}`,
      'line 1: module  [31mpe is not allowed',
    ],
  ])('is refused when it is %s', (_, text, message) => {
    const error = errorOf(() => parsePackFile('mine', Buffer.from(text, 'latin1'), 'deny'))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { pack: 'mine' } })
    expect(String(error)).toContain(message)
    expect(error).toHaveProperty('hint')
  })

  it.each(['', 'A', 'a/b', '../x', 'x'.repeat(65)])('is refused under the name %j', (name) => {
    expect(errorOf(() => parsePackFile(name, Buffer.from(rule), 'deny'))).toMatchObject({
      code: 'HF_RULES_INVALID',
    })
  })

  it('may have private filters and the modules that compute', () => {
    const source = `import "hash"\nimport "math"\nglobal private ${rule}`
    expect(parsePackFile('mine', Buffer.from(source), 'deny').format).toBe('yara')
  })
})

describe('the shipped packs', () => {
  it('are found beside the sources', () => {
    const packs = shippedPacks()
    expect(packs.map((pack) => [pack.name, pack.format])).toEqual([['holdfast', 'yara']])
    for (const pack of packs) expect(parsePackFile(pack.name, pack.source, 'deny')).toEqual(pack)
  })
})
