import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import type { PhpValue } from '../../src/engine/php/value.ts'
import { phpArray, phpArrayOf, phpBytes, phpInteger, phpText, phpWord } from './phpArbitraries.ts'
import { args, eachOf, optional } from './phpArguments.ts'
import type { Calls } from './phpArguments.ts'

const markup = fc
  .array(
    fc.constantFrom(
      '&amp;',
      '&lt;',
      '&quot;',
      '&#39;',
      '&#039;',
      '&#65;',
      '&#x41;',
      '&#x20AC;',
      '&#1;',
      '&#150;',
      '&apos;',
      '&',
      'a;',
      '<',
      '"',
      "'",
      '&amp',
      '&#34;',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
const quoteFlags = fc.constantFrom(0, 2, 3, 11)

const plain = fc.oneof<fc.Arbitrary<PhpValue>[]>(phpInteger, phpText, fc.boolean(), fc.constant(null))
const serialized = fc.constantFrom(
  'a:2:{i:0;s:3:"abc";s:1:"k";a:1:{i:5;b:1;}}',
  'N;',
  'i:-12;',
  'd:1.5;',
  'b:0;',
  's:5:"a\"b;c";',
  'a:1:{s:2:"07";N;}',
  'a:2:{i:1;i:1;s:1:"1";i:2;}',
  's:3:"abc";rest',
  's:2:"\xe9\0";',
)

const methods = ['aes-128-cbc', 'AES-256-CBC', 'aes-192-ctr', 'aes-256-ecb', 'aes-128-cfb', 'des-ede3-cbc']
const encrypted = fc
  .tuple(fc.constantFrom(...methods), phpBytes, phpBytes, fc.constantFrom(0, 1), phpWord)
  .map(([method, key, text, options]): readonly PhpValue[] => {
    const isTriple = method.startsWith('des')
    const keyBytes = Buffer.alloc(isTriple ? 24 : Number(method.slice(4, 7)) / 8)
    keyBytes.write(key, 'latin1')
    const start = method.endsWith('ecb') ? '' : 'fedcba9876543210'.slice(0, isTriple ? 8 : 16)
    const cipher = createCipheriv(method, keyBytes, start === '' ? null : start)
    const data = Buffer.concat([cipher.update(text, 'latin1'), cipher.final()])
    return [data.toString(options === 0 ? 'base64' : 'latin1'), method, key, options, start]
  })

export const formatCalls: Calls = {
  ...eachOf(['html_entity_decode', 'htmlspecialchars_decode'], optional(1, markup, quoteFlags)),
  htmlspecialchars: optional(1, fc.oneof(markup, phpText), quoteFlags),
  unserialize: args(serialized),
  serialize: fc.oneof(args(plain), args(phpArrayOf(plain)), args(phpArray)),
  openssl_decrypt: fc.oneof(
    { weight: 4, arbitrary: encrypted },
    {
      weight: 1,
      arbitrary: args(phpBytes, fc.constantFrom(...methods), phpWord, fc.constantFrom(0, 1, 2, 3), phpWord),
    },
  ),
}
