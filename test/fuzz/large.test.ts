import { describe, expect, it } from 'vitest'
import { hashListBytesMax, judgedWholeBytesMax, ruleSourceBytesMax } from '../../src/domain/limits.ts'
import { parseHashList } from '../../src/engine/hashlist/hashList.ts'
import { phpRegions } from '../../src/engine/regions.ts'
import { outlineOf } from '../../src/engine/yara/outline.ts'
import { errorOf } from '../support/packs.ts'
import { endsInTime, fuzzTimeoutMs } from './fuzz.ts'

/** `part` again and again, up to the size at which the input is refused. */
function filled(part: string, size: number): string {
  return part.repeat(Math.floor(size / part.length))
}

/** These end in about a second; what takes the square of their length would take minutes and is stopped. */
describe('inputs as large as they may be', { timeout: fuzzTimeoutMs }, () => {
  it.each([
    'a ',
    '}',
    '/*',
    '"',
    '= {',
    '$a = "x"',
    'private ',
    'rule ',
    'rule a{meta:b=1 strings:$="c" condition:true}',
  ])('a source of rules full of %j is read once', (part) => {
    const source = filled(part, ruleSourceBytesMax)
    endsInTime(() => {
      expect(outlineOf(source).rules.length > 0).toBe(part.startsWith('rule'))
    }, 1)
  })

  it.each(['/*', '$a = "', '$a = /', '$a = {', '//'])(
    'a source of rules with an endless %j is read once',
    (start) => {
      for (const part of ['*', 'x', '\\x', ' ', '*x']) {
        const source = `rule a { strings: ${start}${filled(part, ruleSourceBytesMax)}`
        endsInTime(() => {
          expect(outlineOf(source).rules).toHaveLength(1)
        }, 1)
      }
    },
  )

  it.each([
    ...[
      '<?php ',
      '<?php "',
      "<?php '\\",
      '<?php /*',
      '<?php //',
      '<?php <<<A\n',
      '<?php <<<',
      '<?php `',
      '<?=',
    ],
    ...['<?', '?>', '<<<    ', '<?php __halt_compiler', '#[', '\\'],
  ])('a content full of %j is cut into blocks once', (part) => {
    endsInTime(() => {
      for (const start of ['', '<?php ']) {
        const text = start + filled(part, judgedWholeBytesMax)
        const regions = phpRegions(text, 'all')
        expect(regions.every(({ start: from, end }) => from < end && end <= text.length)).toBe(true)
      }
    }, 1)
  })

  it.each([' ', 'a', '\n', '\t#\n'])('a list of hashes full of %j is refused', (part) => {
    endsInTime(() => {
      const error = errorOf(() => parseHashList(Buffer.from(filled(part, hashListBytesMax)), 'list'))
      expect(error).toMatchObject({ code: 'HF_RULES_INVALID' })
    }, 1)
  })
})
