import { describe, expect, it } from 'vitest'
import { analyseConfig } from '../../../src/engine/config/analyseConfig.ts'
import { configRules } from '../../../src/engine/config/configRules.ts'
import { legitimate } from './apacheLegit.ts'
import { hostileApache } from './configHostile.ts'

const malicious = new Set(configRules.filter(({ tier }) => tier === 'malicious').map(({ rule }) => rule))
const payloads = hostileApache.filter(([rule]) => malicious.has(rule))

/** The file without what the malicious rules say is to be cut. */
function cut(text: string): string {
  const spans = analyseConfig(text, 'apache-config')
    .hits.filter(({ rule }) => malicious.has(rule))
    .flatMap((hit) => hit.spans)
    .toSorted((a, b) => a.start - b.start)
  let at = 0
  let kept = ''
  for (const { start, end } of spans) {
    kept += text.slice(at, Math.max(at, start))
    at = Math.max(at, end)
  }
  return kept + text.slice(at)
}

/** Starts of lines outside sections, and not between a condition and its rule or inside a continued line. */
function places(text: string): readonly number[] {
  const found: number[] = []
  let depth = 0
  let at = 0
  let isOpen = true
  for (const line of text.split(/(?<=\n)/)) {
    if (depth === 0 && isOpen) found.push(at)
    if (/^\s*<\//.test(line)) depth -= 1
    else if (/^\s*<[A-Za-z]/.test(line)) depth += 1
    isOpen = !/^\s*RewriteCond/i.test(line) && !/\\\r?\n$/.test(line)
    at += line.length
  }
  if (depth === 0 && isOpen) found.push(text.length)
  return found
}

/** Where the owner's lines next to an injection are of its kind, and nobody can tell them apart. */
const ambiguous: readonly (readonly [number, string])[] = [
  [2405, 'no PHP in uploads'],
  [2416, 'only some files of a plugin'],
  [2432, 'pages of an own application'],
]

describe('an injection into the .htaccess of an owner', () => {
  it.each(payloads)('%i: %s, cut out again wherever it stands', (rule, _name, payload) => {
    // What does no harm by itself may stay, such as `Options`.
    const rest = cut(payload)
    for (const [name, own] of legitimate) {
      // A switch that nothing else throws is left to the rules of the owner.
      const needsSwitch = /RewriteRule/i.test(own) && !/RewriteEngine/i.test(own)
      if (needsSwitch && payload.includes('RewriteEngine')) continue
      if (ambiguous.some(([number, where]) => number === rule && where === name)) continue
      for (const at of places(own)) {
        const infected = own.slice(0, at) + payload + own.slice(at)
        const left = own.slice(0, at) + rest + own.slice(at)
        expect({ name, at, left: cut(infected) }).toEqual({ name, at, left })
      }
    }
  })

  it.each(payloads)('%i: %s, with the line ends of Windows', (_rule, _name, payload) => {
    const own = (legitimate[0]?.[1] ?? '').replaceAll('\n', '\r\n')
    const infected = payload.replaceAll('\n', '\r\n')
    expect(cut(infected + own)).toBe(cut(infected) + own)
  })
})
