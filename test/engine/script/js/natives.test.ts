import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../../../src/engine/script/js/programs.ts'
import { interpret } from '../../../../src/engine/script/js/run/interpret.ts'
import { trials } from '../../../support/trials.ts'

/** What the program says that `expression` is: the text that it hands to `document.write`. */
function computed(expression: string): unknown {
  const text = `document.write(''+(${expression}))`
  const run = interpret(text, parseScript(text), { parse: parseScript, writing: 'packed' })
  const target = run.facts.find(({ kind }) => kind === 'write')?.target
  return target?.kind === 'known' ? target.value : undefined
}

const ascii = fc.string({ maxLength: 20 })
const small = fc.integer({ min: -12, max: 30 })

describe('functions of the language answer as those of JavaScript itself', () => {
  const methods: readonly [string, (text: string, one: number, two: number) => unknown][] = [
    ['charAt', (text, one) => text.charAt(one)],
    ['charCodeAt', (text, one) => text.charCodeAt(one)],
    ['slice', (text, one, two) => text.slice(one, two)],
    ['substring', (text, one, two) => text.substring(one, two)],
    ['at', (text, one) => text.at(one)],
  ]

  it.each(methods)('%s', (name, real) => {
    fc.assert(
      fc.property(ascii, small, small, (text, one, two) => {
        expect(computed(`${JSON.stringify(text)}.${name}(${one},${two})`)).toBe(String(real(text, one, two)))
      }),
      { numRuns: trials(60), seed: 11 },
    )
  })

  it('substr', () => {
    fc.assert(
      fc.property(ascii, small, fc.nat(20), (text, start, length) => {
        const from = start < 0 ? Math.max(0, text.length + start) : start
        const expected = text.slice(from, from + length)
        expect(computed(`${JSON.stringify(text)}.substr(${start},${length})`)).toBe(expected)
      }),
      { numRuns: trials(60), seed: 12 },
    )
  })

  it('split, reverse, join, indexOf and replace', () => {
    fc.assert(
      fc.property(ascii, fc.string({ minLength: 1, maxLength: 2 }), ascii, (text, part, other) => {
        const [t, p, o] = [text, part, other].map((value) => JSON.stringify(value))
        expect(computed(`${t}.split(${p}).reverse().join(${o})`)).toBe(text.split(part).reverse().join(other))
        expect(computed(`${t}.indexOf(${p})`)).toBe(String(text.indexOf(part)))
        if (!other.includes('$')) expect(computed(`${t}.replace(${p},${o})`)).toBe(text.replace(part, other))
      }),
      { numRuns: trials(60), seed: 13 },
    )
  })

  it('atob, btoa, unescape and decodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30, unit: 'binary-ascii' }), (text) => {
        const encoded = Buffer.from(text, 'latin1').toString('base64')
        const percent = [...Buffer.from(text, 'latin1')].map(
          (code) => `%${code.toString(16).padStart(2, '0')}`,
        )
        expect(computed(`atob('${encoded}')`)).toBe(text)
        expect(computed(`btoa(${JSON.stringify(text)})`)).toBe(encoded)
        expect(computed(`unescape('${percent.join('')}')`)).toBe(text)
        expect(computed(`decodeURIComponent('${percent.join('')}')`)).toBe(text)
      }),
      { numRuns: trials(60), seed: 14 },
    )
  })

  const expressions: readonly [string, string | number | boolean][] = [
    ['parseInt("12abc")', parseInt('12abc', 10)],
    ['parseInt("0x1f")', 31],
    ['parseInt("z",36)', 35],
    ['parseInt("")', NaN],
    ['(255).toString(16)', 'ff'],
    ['1/3', 1 / 3],
    ['"5"-2', 3],
    ['"5"+2', '52'],
    ['7>>>1', 3],
    ['-7>>>28', -7 >>> 28],
    ['2**10', 1024],
    ['~~7.9', 7],
    ['null==undefined', true],
    ['"1"==1', true],
    ['"1"===1', false],
    ['typeof "a"', 'string'],
    ['typeof function(){}', 'function'],
    ['[1,2,3].map(function(x){return x*2}).join()', '2,4,6'],
    ['[1,2,3,4].filter(function(x){return x>2})', '3,4'],
    ['[1,2,3].reduce(function(a,b){return a+b},10)', 16],
    ['[3,4].concat([5],6).slice(1,3)', '4,5'],
    ['(function(){return arguments.length})(1,2,3)', 3],
    ['(function(a,b=2,...c){return a+b+c.length})(1,undefined,3,4)', 5],
    ['(({a,b:[c]})=>a+c)({a:"x",b:["y"]})', 'xy'],
    ['((a)=>`${a}-${a+1}`)(1)', '1-2'],
    ['(function(){try{null.x.y;throw "t"}catch(e){return "c"}finally{}})()', 'c'],
    ['(function(){for(var i=0,o="";i<5;i++){if(i==1)continue;if(i==4)break;o+=i}return o})()', '023'],
    ['(function(){var i=0;do{i+=2}while(i<5);return i})()', 6],
    ['(function(x){switch(x){case 1:return "a";case 2:return "b";default:return "d"}})(2)', 'b'],
    ['(function(x){switch(x){case 1:return "a";default:return "d"}})(9)', 'd'],
    ['(function(){var o={a:1,b:2},s="";for(var k in o)s+=k+o[k];return s})()', 'a1b2'],
    ['(function(){var s="";for(var c of [1,2])s+=c;return s})()', '12'],
    ['(function(){class A{constructor(x){this.x=x}get2(){return this.x*2}}return new A(4).get2()})()', 8],
    ['(function(){function P(){this.v=1}P.prototype.w=function(){return this.v+1};return new P().w()})()', 2],
    ['(function(a){return a.call(null,1)+a.apply(null,[2])+a.bind(null,3)()})(function(x){return x})', 6],
    ['(function(){var a=[1,2,3];a.push(a.shift());a.splice(1,1,"x");return a.join("")})()', '2x1'],
    ['(function(){var i=5;return i++ + ++i})()', 12],
    ['[..."ab"].length', 2],
    ['(1,2)', 2],
    ['![]+[]', 'false'],
    ['[][[]]+[]', 'undefined'],
    ['(void 0)+""', 'undefined'],
    ['"a-b-c".replace(/-/g,"+")', 'a+b+c'],
    ['"a1b2".replace(/[0-9]/g,"")', 'ab'],
    ['"a b".split(/\\s+/).length', 2],
    ['"cab".replace(/^/,"x")', 'xcab'],
    ['eval("1+1")', 2],
    ['new Function("return 6*7")()', 42],
    ['Math.max(1,7,3)', 7],
    ['Math.floor(-1.5)', -2],
    ['isNaN("x")', true],
    ['Object.keys({a:1,b:2}).join()', 'a,b'],
    ['Array.from("abc").join("-")', 'a-b-c'],
  ]

  it.each(expressions)('%s', (expression, expected) => {
    expect(computed(expression)).toBe(String(expected))
  })

  it('says that it does not know what depends on the visitor, the time or chance', () => {
    for (const expression of [
      'navigator.userAgent',
      'Math.random()',
      'Date.now()',
      'document.cookie.length',
      'hfOther(1)',
    ])
      expect(computed(expression)).toBeUndefined()
  })
})
