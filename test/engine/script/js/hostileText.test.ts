import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsNestingMax } from '../../../../src/domain/engineLimits.ts'
import { analyseJavaScript } from '../../../../src/engine/script/js/analyseJavaScript.ts'
import { isParsable } from '../../../../src/engine/script/js/nesting.ts'
import { parseScript } from '../../../../src/engine/script/js/programs.ts'
import { trials } from '../../../support/trials.ts'
import { codes, foreignScript, hostile, library, loaderOf } from './hostileScripts.ts'

/** Parsed and run for sure, whatever the first look says. */
const bait = 'var hf_test = String.fromCharCode(104,116,116,112);'

describe('a text that wants to hurt the reader', () => {
  const size = 100_000
  const texts: readonly { readonly name: string; readonly text: string }[] = [
    { name: 'open brackets', text: '('.repeat(size) },
    { name: 'arrays in arrays', text: '['.repeat(size) + ']'.repeat(size) },
    { name: 'blocks in blocks', text: '{'.repeat(size) + '}'.repeat(size) },
    { name: 'signs', text: `${'!'.repeat(size)}1` },
    { name: 'typeof of typeof', text: `${'typeof '.repeat(size)}1` },
    { name: 'new of new', text: `${'new '.repeat(size)}a` },
    { name: 'a sum of numbers', text: `x=${'1+'.repeat(size)}1` },
    { name: 'powers', text: `x=${'2**'.repeat(size)}1` },
    { name: 'conditions', text: `x=${'a?b:'.repeat(size)}c` },
    { name: 'arrows', text: `x=${'a=>'.repeat(size)}b` },
    { name: 'assignments', text: `${'a='.repeat(size)}b` },
    { name: 'else if', text: `if(a)b;${'else if(a)b;'.repeat(size / 10)}` },
    { name: 'loops in loops', text: `${'for(;;)'.repeat(size / 10)};` },
    { name: 'labels', text: `${'a:'.repeat(size / 10)};` },
    { name: 'members', text: `x=a${'.b'.repeat(size)}` },
    { name: 'calls', text: `x=a${'()'.repeat(size)}` },
    { name: 'templates', text: `x=${'`${'.repeat(size / 10)}` },
    { name: 'quotes', text: `'\\'`.repeat(size) },
    { name: 'a string without an end', text: `x="${'a'.repeat(size)}` },
    { name: 'an endless loop', text: 'while(true){hf_test+=1}' },
    { name: 'an endless loop that may end', text: 'while(true){if(hfOther())break}' },
    { name: 'endless recursion', text: 'function f(){return f()+f()}f()' },
    { name: 'a text that doubles', text: 'for(var i=0;i<100;i++)hf_test+=hf_test' },
    { name: 'repeat', text: "x='a'.repeat(1e9)" },
    { name: 'an array that doubles', text: 'var a=[1];for(;;)a=a.concat(a)' },
    {
      name: 'an array with a far item',
      text: 'var a=[];a[4294967294]=1;a.length=1e9;a.length=-1;a.length=0.5',
    },
    { name: 'itself in itself', text: `var s='eval(s)';eval(s)` },
    { name: 'functions that make functions', text: 'function g(){return function(){return g()()}}g()()' },
    { name: 'a handler that hands itself over', text: 'function h(){setTimeout(h,1)}h()' },
    { name: 'prototypes', text: "x={};x['__proto__']=x;x.constructor.prototype.a=x;x.__proto__.b" },
    {
      name: 'patterns',
      text: "x='a'.repeat(1e5).replace(/(a+)+$/,'').replace(/[a]+/g,'b').split(/a|aa|aaa/)",
    },
  ]

  it.each(texts)(
    'ends: $name',
    ({ text }) => {
      expect(() => analyseJavaScript(`${bait}\n${text}`)).not.toThrow()
    },
    20_000,
  )

  it('hides nothing that stands in front of it, where that can be parsed', () => {
    const payload = loaderOf(codes(foreignScript))
    for (const text of ['while(true){hf_test+=1}', 'function f(){return f()+f()}f()', 'var a = {;']) {
      const rules = analyseJavaScript(`${payload}\n${text}`).hits.map(({ rule }) => rule)
      expect(rules).toContain(2502)
    }
  })

  it('is not decided when it is packed and does not end', () => {
    const packed = `var _0x1a2b=0;${'_0x1a2b+=1;'.repeat(20)}`
    const endless = 'while(true){_0x1a2b+=1}\n'.repeat(6)
    expect(analyseJavaScript(packed).limits).toEqual([])
    expect(analyseJavaScript(packed + endless).limits).toEqual(['engine-limit'])
  })

  it('is not parsed when it is nested too deep', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)}`
    expect(isParsable(nested(jsNestingMax))).toBe(true)
    expect(isParsable(nested(jsNestingMax + 1))).toBe(false)
    expect(parseScript(nested(jsNestingMax))).toHaveLength(1)
    expect(parseScript(nested(jsNestingMax + 1))).toEqual([])
  })
})

describe('random text', () => {
  const samples = [...hostile.map(({ text }) => `${library}${text}`), library]

  it('never makes the analysis throw, and no range lies outside of it', () => {
    fc.assert(
      fc.property(mutation(samples), (text) => {
        for (const { spans } of analyseJavaScript(text).hits)
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(text.length)
          }
      }),
      { numRuns: trials(300), seed: 5 },
    )
  })

  it('gives the same answer every time', () => {
    fc.assert(
      fc.property(mutation(samples), (text) => {
        expect(analyseJavaScript(text)).toEqual(analyseJavaScript(text))
      }),
      { numRuns: trials(40), seed: 6 },
    )
  })

  it('of tokens in any order is run to some end', () => {
    const token = fc.constantFrom(...tokens)
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (parts) => {
        expect(() => analyseJavaScript(bait + parts.join(' '))).not.toThrow()
      }),
      { numRuns: trials(400), seed: 7 },
    )
  })
})

const tokens =
  "var let const function ( ) { } [ ] ; , . ... => = + - * / ** ? : && || ?? ! ~ typeof new this if else for while do break continue return throw try catch finally switch case default class extends x y z 'a' 1 0 null undefined `t` ${ eval atob document.write String.fromCharCode(1,2,3) x.y x[y] in of async await yield".split(
    ' ',
  )

/** A sample with a piece of it taken out, doubled or changed. */
function mutation(samples: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(80), fc.string({ maxLength: 8 }), fc.nat(2))
    .map(([text, place, length, other, way]) => {
      const start = place % text.length
      const piece = text.slice(start, start + length)
      const between = way === 0 ? '' : way === 1 ? piece + piece : other
      return text.slice(0, start) + between + text.slice(start + length)
    })
}
