import { describe, expect, test } from 'vitest'
import { hitsOfRuleMax, traceStepsMax } from '../../../../src/domain/engineLimits.ts'
import { taintBits } from '../../../../src/engine/php/abstract.ts'
import type { Abstract, Taint, Trace } from '../../../../src/engine/php/abstract.ts'
import type { CallFact } from '../../../../src/engine/php/callFact.ts'
import { createObserver } from '../../../../src/engine/php/watch/observer.ts'
import { taintRule } from '../../../../src/engine/php/watch/taintRule.ts'

const { user, decoded, remote, self, hidden } = taintBits

describe('an observer', () => {
  test('tells the way from the source to the sink', () => {
    const code = unknown(user | decoded, ['$_POST[...]', 'base64_decode'])
    const [hit] = hitsOf(evalOf(code))
    expect(hit).toMatchObject({
      rule: taintRule.codeOfRequest,
      spans: [{ start: 6, end: 20 }],
      layer: [],
      excerpt: 'hf_test',
      trace: ['$_POST[...]', 'base64_decode', 'eval'],
    })
  })

  test('tells each place once, and not more of them than the limit', () => {
    const facts = Array.from({ length: hitsOfRuleMax + 5 }, (_, at) => evalOf(unknown(user), at))
    expect(hitsOf(...facts, ...facts)).toHaveLength(hitsOfRuleMax)
    expect(hitsOf(evalOf(unknown(user)), evalOf(unknown(user)))).toHaveLength(1)
  })

  test('cuts a trace and cleans names of the sample', () => {
    const long = unknown(
      user,
      Array.from({ length: 40 }, (_, at) => `step${String(at)}`),
    )
    expect(hitsOf(evalOf(long))[0]?.trace).toHaveLength(traceStepsMax)
    const fact = { ...evalOf(unknown(user)), kind: 'function' as const, name: 'system' }
    expect(hitsOf(fact)[0]?.trace).toEqual(['system'])
  })

  test.each([
    [user, [], taintRule.codeOfRequest],
    [taintBits.header, [], taintRule.codeOfRequest],
    [remote, [], taintRule.codeOfRemote],
    [self, [], taintRule.maybeCodeOfSelf],
    [self | decoded, ['gzinflate'], taintRule.codeOfSelf],
    [hidden, [], taintRule.maybeCodeOfHidden],
    [hidden | decoded, ['base64_decode'], taintRule.codeOfHidden],
    [hidden, ['exif_read_data(...)'], taintRule.codeOfPicture],
    [decoded, ['gzuncompress'], taintRule.codeUndecodable],
    [decoded | taintBits.file, ['gzuncompress'], taintRule.maybeCodeOfFile],
  ])('knows taint %i after %j', (taint, words, rule) => {
    expect(hitsOf(evalOf(unknown(taint, words))).map((hit) => hit.rule)).toEqual([rule])
  })

  test.each([0, decoded, taintBits.environment])('says nothing of code with taint %i alone', (taint) => {
    expect(hitsOf(evalOf(unknown(taint, ['substr'])))).toEqual([])
  })

  test('finds taint inside arrays', () => {
    const entries = new Map([['x', unknown(user)]])
    const array: Abstract = { state: 'array', entries, next: 0, taint: 0, trace: null }
    expect(hitsOf(evalOf(array))).toHaveLength(1)
  })

  test('takes a right of the application into account, and a password not', () => {
    const fact = evalOf(unknown(user))
    expect(hitsOf({ ...fact, guards: ['capability'] })[0]?.rule).toBe(taintRule.maybeCodeOfRequest)
    expect(hitsOf({ ...fact, guards: ['password'] })[0]?.rule).toBe(taintRule.codeOfRequest)
  })

  test('does not report what an encoder does, but what the encoded program does', () => {
    const found = (text: string): number[] => {
      const observer = createObserver(text)
      observer.call(evalOf(unknown(decoded, ['gzinflate'])))
      observer.call(evalOf(unknown(user), 40))
      return observer.finish().map((hit) => hit.rule)
    }
    expect(found(`<?php /* PHPJiaMi.Com */ ${'\xe9'.repeat(40)}`)).toEqual([taintRule.codeOfRequest])
    expect(found('<?php /* PHPJiaMi.Com */')).toEqual([taintRule.codeUndecodable, taintRule.codeOfRequest])
  })
})

function hitsOf(...facts: readonly CallFact[]): ReturnType<ReturnType<typeof createObserver>['finish']> {
  const observer = createObserver('<?php hf_test($a, $b, $c);')
  for (const fact of facts) observer.call(fact)
  return observer.finish()
}

function evalOf(code: Abstract, start = 6): CallFact {
  return {
    kind: 'eval',
    name: null,
    naming: 'written',
    callee: null,
    args: [code],
    place: { span: { start, end: start + 14 }, layer: [], excerpt: 'hf_test', within: null },
    guards: [],
  }
}

function unknown(taint: Taint, words: readonly string[] = []): Abstract {
  const trace = words.reduce<Trace | null>((before, word) => ({ word, before }), null)
  return { state: 'unknown', taint, trace }
}
