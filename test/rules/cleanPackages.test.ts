import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgedWholeBytesMax } from '../../src/domain/limits.ts'
import { classOfName } from '../../src/domain/fileClass.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { needPackage } from '../support/debianPackages.ts'
import { judgeBytes, loaded } from '../support/packs.ts'
import { byteName } from '../support/scratch.ts'

const ruleset = loaded(await loadYaraEngine(), shippedPacks())

describe('the shipped rules on software that is clean', () => {
  it.for(['wordpress', 'phpmyadmin', 'mediawiki', 'roundcube-core'])(
    '%s',
    { timeout: 300_000 },
    (name, context) => {
      const malicious: string[] = []
      const suspicious = new Set<string>()
      let judged = 0
      for (const path of filesBelow(needPackage(context, name))) {
        const verdict = judgeBytes(
          readFileSync(path),
          ruleset.all,
          classOfName(byteName(path.slice(path.lastIndexOf('/') + 1))),
        )
        malicious.push(...verdict.limits.map((limit) => `${limit} ${path}`))
        for (const { tier, reason } of verdict.findings) {
          if (tier === 'malicious') malicious.push(`${reason} ${path}`)
          else suspicious.add(path)
        }
        judged += 1
      }
      expect(malicious).toEqual([])
      expect([...suspicious].slice(Math.floor(judged * suspiciousShareMax))).toEqual([])
      expect(judged).toBeGreaterThan(1000)
    },
  )
})

/** 300 of 100,000 files may be worth a look. */
const suspiciousShareMax = 0.003

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => {
      const stat = lstatSync(path)
      return stat.isFile() && stat.size <= judgedWholeBytesMax
    })
}
