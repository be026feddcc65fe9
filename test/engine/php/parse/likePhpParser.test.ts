import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePhp } from '../../../../src/engine/php/parse/parsePhp.ts'
import { phpFilesBelow } from '../../../support/phpFiles.ts'
import { needPackage } from '../../../support/debianPackages.ts'
import { rangesOfOurs, rangesOfPhpParser } from '../../../support/phpParserRanges.ts'
import { trialsMs } from '../../../support/trials.ts'

/** Clean, well-known PHP. php-parser gives up files with `clone(...)` and `function readonly(`, which is valid. */
const packages = [
  'wordpress',
  'phpmyadmin',
  'mediawiki',
  'roundcube-core',
  'dokuwiki',
  'cacti',
  'tt-rss',
  'simplesamlphp',
  'smarty4',
]

describe('the statements of clean PHP', () => {
  it.for(packages)(
    'have the ranges that php-parser gives them: %s',
    { timeout: trialsMs(120_000) },
    (name, context) => {
      const paths = phpFilesBelow(needPackage(context, name), 10)
      let compared = 0
      let statements = 0
      for (const path of paths) {
        const text = readFileSync(path, 'latin1')
        const theirs = rangesOfPhpParser(text)
        if (theirs === undefined) continue
        compared += 1
        statements += theirs.size
        expect({ path, ranges: sorted(rangesOfOurs(text)) }).toEqual({ path, ranges: sorted(theirs) })
      }
      expect(compared).toBeGreaterThan(paths.length * 0.9)
      expect(statements).toBeGreaterThan(compared)
    },
  )

  it.for(packages)('are understood to the last byte: %s', { timeout: trialsMs(120_000) }, (name, context) => {
    const paths = phpFilesBelow(needPackage(context, name), 50)
    const strange = paths.filter((path) => {
      const text = readFileSync(path, 'latin1')
      return parsePhp(text, { start: 'html', tags: 'long' }).opaqueBytes > 0
    })
    expect(strange).toEqual([])
    expect(paths.length).toBeGreaterThan(10)
  })
})

function sorted(ranges: ReadonlySet<string>): string[] {
  return [...ranges].sort()
}
