import { describe, expect, it } from 'vitest'
import type { YaraEngine } from '../../src/engine/yara/engine.ts'
import { loadNativeEngine } from '../../src/engine/yara/native.ts'
import { loadWasmEngine } from '../../src/rules/loadEngine.ts'
import { errorOf } from '../support/packs.ts'

const native = loadNativeEngine()
const engines: readonly YaraEngine[] = [...(native === undefined ? [] : [native]), await loadWasmEngine()]

const source = Buffer.from(`
private rule hidden { strings: $a = "xyz" condition: $a }
rule shown { strings: $a = "xyz" $b = "xy" private condition: hidden and any of them }
`)

/** Both adapters, one behaviour: where the native package does not exist, the other is tested alone. */
describe.each(engines.map((engine) => [engine.name, engine] as const))('%s', (_, engine) => {
  it('compiles, serialises, loads and finds with offsets', () => {
    const compiled = engine.compile([
      { name: 'a.b-c', source },
      { name: 'other', source: Buffer.from('rule shown { strings: $a = "yz" condition: $a }') },
    ])
    const expected = {
      state: 'done',
      matches: [
        { pack: 'a.b-c', identifier: 'shown', ranges: [{ offset: 2, length: 3 }] },
        { pack: 'other', identifier: 'shown', ranges: [{ offset: 3, length: 2 }] },
      ],
    }
    expect(compiled.scan(Buffer.from('..xyz'), 4000)).toEqual(expected)
    expect(engine.load(compiled.serialise()).scan(Buffer.from('..xyz'), 4000)).toEqual(expected)
    expect(compiled.scan(Buffer.alloc(0), 4000)).toEqual({ state: 'done', matches: [] })
  })

  it('names pack, line and reason of a broken rule and shows that line only', () => {
    const broken = Buffer.from('rule a { strings: $a = "xyz"\n condition: $b }\nrule b { condition: 1+ }')
    const error = errorOf(() =>
      engine.compile([
        { name: 'good', source },
        { name: 'mine', source: broken },
      ]),
    )
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { pack: 'mine', line: 2 } })
    expect(String(error)).toContain('unknown pattern `$b`: condition: $b }')
  })

  it('never reads an included file', () => {
    const include = Buffer.from('include "/etc/passwd"\nrule a { condition: filesize > 0 }')
    const error = errorOf(() => engine.compile([{ name: 'mine', source: include }]))
    expect(error).toMatchObject({ code: 'HF_RULES_INVALID', facts: { line: 1 } })
    expect(String(error)).not.toContain('root:')
  })
})

describe('yara-x native', () => {
  it.skipIf(native === undefined)('says timeout when its time is over, and works on afterwards', () => {
    const slow = Buffer.from('rule slow { strings: $a = /(chr\\([0-9]{1,3}\\)\\.?){2,}eval/ condition: $a }')
    const compiled = native?.compile([{ name: 'slow', source: slow }])
    expect(compiled?.scan(Buffer.from('chr(1).'.repeat(1_000_000)), 1000)).toEqual({
      state: 'limit',
      limit: 'timeout',
    })
    expect(compiled?.scan(Buffer.from('chr(1).chr(2).eval'), 1000)).toMatchObject({ state: 'done' })
  })

  it.skipIf(native === undefined)('refuses patterns that are slow everywhere', () => {
    const slow = Buffer.from('rule a { strings: $a = /.*a/ condition: $a }')
    expect(errorOf(() => native?.compile([{ name: 'slow', source: slow }]))).toMatchObject({
      code: 'HF_RULES_INVALID',
    })
  })
})
