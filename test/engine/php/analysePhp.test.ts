import { describe, expect, test } from 'vitest'
import { phpParsedBytesMax } from '../../../src/domain/engineLimits.ts'
import { analysePhp } from '../../../src/engine/php/analysePhp.ts'
import { php } from './run/recordRun.ts'

const reading = { start: 'html', tags: 'all' } as const
const sink = php(`ev‧al($_PO‧ST['hf_test']);`)

describe('the analysis of a PHP source', () => {
  test('says what it runs, and where', () => {
    const { hits, limits } = analysePhp(`<p>${sink}`, reading)
    expect(hits.map((hit) => hit.trace)).toContainEqual(['$_POST[...]', 'eval'])
    expect(hits[0]?.spans[0]?.start).toBe(9)
    expect(limits).toEqual([])
  })

  test('says nothing of a text without code', () => {
    expect(analysePhp('eval($_POST[1]);', reading)).toMatchObject({ hits: [], layers: [], limits: [] })
  })

  test('says that a source is too large when it would be worth it', () => {
    const filler = `\n// ${'x'.repeat(phpParsedBytesMax)}`
    expect(analysePhp(sink + filler, reading)).toMatchObject({ hits: [], limits: ['too-large'] })
    expect(analysePhp(`<?php $a = 1;${filler}`, reading)).toMatchObject({ hits: [], limits: [] })
  })
})
