import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSignature } from '../../../src/engine/foreign/hexSignature.ts'
import { parseSignatures, type SignatureFormat } from '../../../src/engine/foreign/signatureFile.ts'
import { yaraSourceOf } from '../../../src/engine/foreign/yaraSource.ts'
import { loadYaraEngine } from '../../../src/rules/loadEngine.ts'
import { errorOf } from '../../support/packs.ts'

const engine = await loadYaraEngine()
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

/** Whether the one signature of the file is true of the bytes. */
function finds(line: string, text: string, format: SignatureFormat = 'clamav-ndb'): boolean {
  const source = yaraSourceOf({ name: 'mine', format, source: Buffer.from(`${line}\n`) })
  const scan = engine.compile([{ name: 'mine', source }]).scan(Buffer.from(text, 'latin1'), 4000)
  if (scan.state !== 'done') throw new Error('not scanned')
  return scan.matches.length > 0
}

describe('a signature of ClamAV', () => {
  it.each([
    ['*', 'xx hf_test', true],
    ['3', 'xx hf_test', true],
    ['2', 'xx hf_test', false],
    ['0,5', 'xx hf_test', true],
    ['0,2', 'xx hf_test', false],
    ['EOF-7', 'xx hf_test', true],
    ['EOF-8', 'xx hf_test', false],
    ['EOF-9,4', 'xx hf_test', true],
    ['EOF-90', 'xx hf_test', false],
  ])('at offset %s of %j: %s', (offset, text, expected) => {
    expect(finds(`Test:0:${offset}:${hex('hf_test')}`, text)).toBe(expected)
  })

  it.each([
    [`${hex('hf_t')}??${hex('st')}`, 'hf_tXst', true],
    [`${hex('hf_t')}6?${hex('st')}`, 'hf_test', true],
    [`${hex('hf_t')}6?${hex('st')}`, 'hf_t1st', false],
    [`${hex('hf_t')}?5${hex('st')}`, 'hf_tEst', true],
    [`${hex('hf_te')}*${hex('end!')}`, `hf_te${'x'.repeat(5000)}end!`, true],
    [`${hex('hf_te')}*${hex('end!')}`, 'end!hf_te', false],
    [`${hex('hf_te')}{2-4}${hex('end')}`, 'hf_te123end', true],
    [`${hex('hf_te')}{2-4}${hex('end')}`, 'hf_te1end', false],
    [`${hex('hf_te')}{-2}${hex('end')}`, 'hf_te12end', true],
    [`${hex('hf_te')}{3-}${hex('end')}`, 'hf_te12end', false],
    [`${hex('hf_te')}{2}${hex('end')}`, 'hf_te12end', true],
    [`${hex('hf_te')}[2-4]${hex('e')}`, 'hf_te123e', true],
    [`${hex('hf_te')}(${hex('ab')}|${hex('c')})${hex('end')}`, 'hf_tecend', true],
    [`${hex('hf_te')}(${hex('ab')}|${hex('c')})${hex('end')}`, 'hf_tebend', false],
    [`${hex('hf_te')}!(61)${hex('end')}`, 'hf_tebend', true],
    [`${hex('hf_te')}!(61)${hex('end')}`, 'hf_teaend', false],
    [`*{5}${hex('hf_test')}{2}`, 'hf_test', true],
  ])('%s on %j: %s', (body, text, expected) => {
    expect(finds(`Test:0:*:${body}`, text)).toBe(expected)
    expect(finds(`Test:7:*:${body}`, text)).toBe(expected)
  })

  it('that was made from small letters takes capitals too, and one of bytes does not', () => {
    expect(finds(`Test:3:*:${hex('hf_test')}`, 'HF_Test')).toBe(true)
    expect(finds(`Test:0:*:${hex('hf_test')}`, 'HF_Test')).toBe(false)
  })

  it('of an executable is for executables', () => {
    expect(finds(`Test:6:*:${hex('hf_test')}`, '\x7fELF hf_test')).toBe(true)
    expect(finds(`Test:6:*:${hex('hf_test')}`, 'hf_test')).toBe(false)
  })

  it('finds what it is made of, whatever that is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 30 }), (array) => {
        const bytes = Buffer.from(array).toString('latin1')
        expect(finds(`Test:0:*:${hex(bytes)}`, `x${bytes}y`)).toBe(true)
        expect(finds(`Test:7:*:${hex(bytes)}`, `x${bytes}y`)).toBe(true)
        expect(finds(`${hex(bytes)}:Test`, `x${bytes}y`, 'lmd-hex')).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('never throws for what it holds', () => {
    const alphabet = fc.constantFrom(...'0123456789abcdef?*{}[]()!|-BLW,'.split(''))
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 60 }), (signs) => {
        expect(['read', 'unsupported', 'broken']).toContain(readSignature(signs.join('')).state)
      }),
    )
  })
})

describe('a file of signatures', () => {
  const good = `Good:0:*:${hex('hf_test')}`
  const parse = (text: string, format: SignatureFormat = 'clamav-ndb') =>
    parseSignatures(Buffer.from(text), 'mine', format)

  it.each([
    ['a place in an executable', `Test:0:EP+0:${hex('hf_test')}`],
    ['a target that no web server has', `Test:9:*:${hex('hf_test')}`],
    ['the border of a word', `Test:0:*:${hex('hf_test')}(B)`],
    ['a negation of several bytes', `Test:0:*:${hex('hf_test')}!(6162|63)`],
    ['too little to search for', 'Test:0:*:6161??6161'],
  ])('leaves out and counts what has %s', (_, line) => {
    expect(parse(`${good}\n${line}\n`)).toMatchObject({ signatures: [{ title: 'Good' }], skipped: 1 })
  })

  it.each([
    ['an error page', '<html>', 'cut off'],
    ['a cut line', 'Test:0:*', 'cut off'],
    ['half a byte', 'Test:0:*:616', 'is no byte'],
    ['what is not hexadecimal', 'Test:0:*:6x6161616161', 'is no byte'],
    ['a target that is no number', 'Test:x:*:61616161', 'the target'],
    ['an offset that is none', 'Test:0:12x:61616161', 'is no offset'],
    ['a gap that is none', 'Test:0:*:61616161{x}61', 'a gap'],
    ['a gap that ends before it begins', 'Test:0:*:61616161{9-2}61', 'a gap'],
    ['an open bracket', 'Test:0:*:61616161(61', 'a bracket'],
    ['an empty choice', 'Test:0:*:61616161(61|)', 'a choice'],
    ['too many fields', 'Test:0:*:61616161:1:2:3', 'more fields'],
  ])('is refused when it holds %s', (_, line, reason) => {
    const error = errorOf(() => parse(`${good}\n${line}\n`))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { line: 2 } })
    expect(String(error)).toContain(reason)
  })

  it('is refused when its end is missing: a signature cut short is true of more files', () => {
    expect(errorOf(() => parse(good))).toMatchObject({ code: 'HF_RULES_INVALID' })
    expect(errorOf(() => parse('616161:\n', 'lmd-hex'))).toMatchObject({ code: 'HF_RULES_INVALID' })
  })

  it('makes one rule of one name, with a number that does not depend on the others', () => {
    const source = (text: string): string =>
      yaraSourceOf({ name: 'mine', format: 'clamav-ndb', source: Buffer.from(text) }).toString()
    const twice = source(`${good}\nGood:0:*:${hex('other!')}\n`)
    expect(twice.match(/^rule /gm)).toHaveLength(1)
    expect(twice).toContain('($a0) or ($a1)')
    const name = /^rule (\w+)/m.exec(source(`${good}\n`))?.[1] ?? ''
    expect(source(`Other:0:*:${hex('other!')}\n${good}\n`)).toContain(`rule ${name}\n`)
  })

  it('cannot bring YARA of its own with a name', () => {
    const name = 'x"}rule-evil{condition true}//\\'
    const text = yaraSourceOf({
      name: 'mine',
      format: 'lmd-hex',
      source: Buffer.from(`${hex('hf_test')}:${name}\n`),
    })
    const scan = engine.compile([{ name: 'mine', source: text }]).scan(Buffer.from('clean'), 4000)
    expect(scan).toEqual({ state: 'done', matches: [] })
  })
})
