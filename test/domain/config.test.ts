import { describe, expect, it } from 'vitest'
import {
  configChanges,
  configKeys,
  configOf,
  formatOverrides,
  parseConfig,
  parseOverrides,
  settingText,
  withOverride,
} from '../../src/domain/config.ts'
import { configChangeTextMax, eventDetailBytesMax } from '../../src/domain/limits.ts'

const refusal = (key: string, nearest?: string | null): unknown =>
  expect.objectContaining({
    code: 'HF_CONFIG_INVALID',
    facts: nearest === undefined ? { key } : { key, nearest },
  })

describe('parseConfig', () => {
  it('has the defaults of the documentation', () => {
    expect(parseConfig('{}')).toEqual({
      store: { limitBytes: null, content: 'scannable', neverKeep: [] },
      scan: { exclude: [], workers: null, followMounts: false },
      malware: { defaultAction: 'cleanup', standalone: 'trim', actOnOldContent: false, context: 'raise' },
      safety: { maxFiles: 50 },
      retention: { originals: 14, quarantine: 90 },
      hooks: { afterOperation: [] },
    })
  })

  it('takes what the file says and leaves the rest', () => {
    const config = parseConfig('{"scan":{"exclude":["**/cache/**"],"workers":2},"safety":{"maxFiles":5}}')
    expect(config.scan).toEqual({ exclude: ['**/cache/**'], workers: 2, followMounts: false })
    expect(config.safety.maxFiles).toBe(5)
    expect(config.malware.defaultAction).toBe('cleanup')
  })

  it.each([
    ['{"scan":{"excludes":[]}}', 'scan.excludes', 'scan.exclude'],
    ['{"scan":{"worker":1}}', 'scan.worker', 'scan.workers'],
    ['{"malware":{"default_action":"cleanup"}}', 'malware.default_action', 'malware.defaultAction'],
    ['{"safety":{"MAXFILES":1}}', 'safety.MAXFILES', 'safety.maxFiles'],
    ['{"retention":{"orignals":1}}', 'retention.orignals', 'retention.originals'],
    ['{"sacn":{}}', 'sacn', 'scan'],
    ['{"store":{"limit":1}}', 'store.limit', 'store.limitBytes'],
    ['{"safety.maxFiles":5}', 'safety.maxFiles', 'safety.maxFiles'],
    ['{"scan":{"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq":1}}', 'scan.qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq', null],
    ['{"__proto__":{"x":1}}', '__proto__', null],
    ['{"scan":{"__proto__":1}}', 'scan.__proto__', null],
    ['{"constructor":{}}', 'constructor', null],
  ])('refuses %s and names the nearest key', (text, key, nearest) => {
    expect(() => parseConfig(text)).toThrow(refusal(key, nearest))
  })

  it.each([
    ['{"safety":{"maxFiles":0}}', 'safety.maxFiles'],
    ['{"safety":{"maxFiles":1.5}}', 'safety.maxFiles'],
    ['{"safety":{"maxFiles":"50"}}', 'safety.maxFiles'],
    ['{"safety":{"maxFiles":null}}', 'safety.maxFiles'],
    ['{"scan":{"workers":0}}', 'scan.workers'],
    ['{"scan":{"followMounts":"yes"}}', 'scan.followMounts'],
    ['{"scan":{"exclude":"*.log"}}', 'scan.exclude'],
    ['{"scan":{"exclude":["ok",""]}}', 'scan.exclude'],
    [String.raw`{"scan":{"exclude":["a\u0000b"]}}`, 'scan.exclude'],
    ['{"store":{"limitBytes":-1}}', 'store.limitBytes'],
    ['{"store":{"content":"everything"}}', 'store.content'],
    ['{"malware":{"defaultAction":"Cleanup"}}', 'malware.defaultAction'],
    ['{"hooks":{"afterOperation":"/usr/bin/true"}}', 'hooks.afterOperation'],
    ['{"hooks":{"afterOperation":["systemctl","reload","x"]}}', 'hooks.afterOperation'],
    ['{"hooks":{"afterOperation":["/a",1]}}', 'hooks.afterOperation'],
    [String.raw`{"hooks":{"afterOperation":["/a","b\u0000"]}}`, 'hooks.afterOperation'],
    [`{"hooks":{"afterOperation":${JSON.stringify(Array(65).fill('/a'))}}}`, 'hooks.afterOperation'],
    ['{"malware":[]}', 'malware'],
    ['{"malware":null}', 'malware'],
    ['[]', 'the file'],
    ['null', 'the file'],
  ])('refuses the value in %s', (text, key) => {
    expect(() => parseConfig(text)).toThrow(refusal(key))
  })

  it.each(['', '{', '{"scan":{},}', '// nothing'])('refuses %j, which is no JSON', (text) => {
    expect(() => parseConfig(text)).toThrow(expect.objectContaining({ code: 'HF_CONFIG_INVALID' }) as Error)
  })
})

describe('config set', () => {
  it.each([
    ['safety.maxFiles', '7', '7'],
    ['scan.followMounts', 'true', 'true'],
    ['scan.workers', 'null', 'null'],
    ['malware.defaultAction', 'quarantine', '"quarantine"'],
    ['scan.exclude', '*.log', '["*.log"]'],
    ['scan.exclude', '["*.log","tmp/**"]', '["*.log","tmp/**"]'],
    ['scan.exclude', '[a-z].log', '["[a-z].log"]'],
    ['hooks.afterOperation', '["/bin/a", ""]', '["/bin/a",""]'],
    ['hooks.afterOperation', '[]', '[]'],
  ])('%s %s', (key, text, stored) => {
    const overrides = withOverride(new Map(), key, text)
    expect(settingText(configOf(overrides), key)).toBe(stored)
    expect(parseOverrides(formatOverrides(overrides))).toEqual(overrides)
  })

  it.each([
    ['safety.maxFiles', 'many'],
    ['safety.maxFiles', '-1'],
    ['malware.defaultAction', 'clean'],
    ['malware.defaultAction', '"quarantine"'],
    ['scan.exclude', '[1]'],
    ['hooks.afterOperation', '/bin/systemctl reload x'],
  ])('refuses %s %s', (key, text) => {
    expect(() => withOverride(new Map(), key, text)).toThrow(refusal(key))
  })

  it('refuses an unknown key, to set and to get', () => {
    expect(() => withOverride(new Map(), 'scan.worker', '1')).toThrow(refusal('scan.worker', 'scan.workers'))
    expect(() => settingText(parseConfig('{}'), 'scan.worker')).toThrow(
      refusal('scan.worker', 'scan.workers'),
    )
  })

  it('writes what was set and nothing else, in the order of the documentation', () => {
    const overrides = withOverride(withOverride(new Map(), 'safety.maxFiles', '5'), 'store.content', 'all')
    expect(formatOverrides(overrides)).toBe(
      '{\n  "store": {\n    "content": "all"\n  },\n  "safety": {\n    "maxFiles": 5\n  }\n}\n',
    )
  })

  it('can show every key', () => {
    const config = parseConfig('{}')
    expect(configKeys.map((key) => `${key} ${settingText(config, key)}`)).toMatchInlineSnapshot(`
      [
        "store.limitBytes null",
        "store.content "scannable"",
        "store.neverKeep []",
        "scan.exclude []",
        "scan.workers null",
        "scan.followMounts false",
        "malware.defaultAction "cleanup"",
        "malware.standalone "trim"",
        "malware.actOnOldContent false",
        "malware.context \"raise\"",
        "safety.maxFiles 50",
        "retention.originals 14",
        "retention.quarantine 90",
        "hooks.afterOperation []",
      ]
    `)
  })
})

describe('configChanges', () => {
  it('says what was and what is, only where they differ', () => {
    const before = parseConfig('{"scan":{"exclude":["a"]},"safety":{"maxFiles":50}}')
    const after = parseConfig('{"scan":{"exclude":["a","b"]},"malware":{"defaultAction":"display"}}')
    expect(configChanges(before, after)).toEqual({
      'scan.exclude': '["a"] -> ["a","b"]',
      'malware.defaultAction': '"cleanup" -> "display"',
    })
    expect(configChanges(before, before)).toEqual({})
  })

  it('fits into an event however long the lists are', () => {
    const list = JSON.stringify(Array.from({ length: 1000 }, (_, i) => `${'x'.repeat(100)}${i}`))
    const after = parseConfig(`{"scan":{"exclude":${list}},"store":{"neverKeep":${list}}}`)
    const detail = configChanges(parseConfig('{}'), after)
    expect(Object.keys(detail)).toEqual(['store.neverKeep', 'scan.exclude'])
    expect(JSON.stringify(detail).length).toBeLessThan(eventDetailBytesMax)
    expect(String(detail['scan.exclude']).length).toBeLessThan(2 * configChangeTextMax)
  })
})
