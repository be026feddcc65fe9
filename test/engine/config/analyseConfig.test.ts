import { describe, expect, it } from 'vitest'
import { traceStepCharsMax, traceStepsMax } from '../../../src/domain/engineLimits.ts'
import { parseReason } from '../../../src/domain/reason.ts'
import type { EngineHit } from '../../../src/engine/analysis.ts'
import { analyseConfig } from '../../../src/engine/config/analyseConfig.ts'
import { configRules } from '../../../src/engine/config/configRules.ts'
import { hostileApache, hostileIni } from './configHostile.ts'
import { legitimate } from './apacheLegit.ts'

/** What is found in an .htaccess, by the number of the rule. */
function found(text: string): readonly EngineHit[] {
  return analyseConfig(text, 'apache-config').hits
}

/** The text without what the hits of malicious rules say is to be cut. */
function cleaned(text: string, hits: readonly EngineHit[]): string {
  const spans = hits.flatMap((hit) => hit.spans).toSorted((a, b) => a.start - b.start)
  let at = 0
  let kept = ''
  for (const { start, end } of spans) {
    if (start > at) kept += text.slice(at, start)
    at = Math.max(at, end)
  }
  return kept + text.slice(at)
}

describe('rules of configuration files', () => {
  it('have a number of their own, a reason in the grammar and a tier that follows from it', () => {
    expect(new Set(configRules.map(({ rule }) => rule)).size).toBe(configRules.length)
    expect(new Set(configRules.map(({ identifier }) => identifier)).size).toBe(configRules.length)
    for (const { rule, reason, tier, identifier } of configRules) {
      expect(parseReason(reason)).toMatchObject({ rule })
      expect(rule >= 2400 && rule <= 2499).toBe(true)
      expect(tier).toBe(reason.startsWith('HF-SUSP') ? 'suspicious' : 'malicious')
      expect(identifier).toMatch(/^[a-z0-9_]+$/)
    }
  })

  it('are each shown by an example', () => {
    const shown = new Set([...hostileApache, ...hostileIni].map(([rule]) => rule))
    expect(configRules.map(({ rule }) => rule).filter((rule) => !shown.has(rule))).toEqual([])
  })
})

describe('an .htaccess against its site', () => {
  it.each(hostileApache)('%i: %s', (rule, _name, text) => {
    expect(found(text).map((hit) => hit.rule)).toContain(rule)
  })

  it.each(hostileApache)('%i: %s, between the lines of an owner', (rule, _name, text) => {
    for (const [, owners] of legitimate.slice(0, 1)) {
      const infected = `${owners}${text}\n# the end\n`
      const hits = found(infected)
      expect(hits.map((hit) => hit.rule)).toContain(rule)
      for (const hit of hits) expect(infected.slice(hit.spans[0]?.start, hit.spans[0]?.end)).toMatch(/\n$/)
      expect(found(cleaned(infected, hits))).toEqual([])
    }
  })

  it.each(hostileApache)('%i: %s, with other line ends and capitals', (rule, _name, text) => {
    expect(found(text.replaceAll('\n', '\r\n')).map((hit) => hit.rule)).toContain(rule)
  })

  it('is suspicious when it does nothing but switch the filter off', () => {
    const off = '<IfModule mod_security.c>\nSecFilterEngine Off\nSecFilterScanPOST Off\n</IfModule>\n'
    expect(found(off).map((hit) => hit.rule)).toEqual([2430])
    expect(found(`php_value memory_limit 768M\n${off}`)).toEqual([])
  })

  it('is told by whole lines, a short safe trace and what stands there', () => {
    for (const [, , text] of hostileApache) {
      for (const { spans, trace, excerpt } of found(text)) {
        expect(spans.length).toBeGreaterThan(0)
        for (const { start, end } of spans) {
          expect(start === 0 || text[start - 1] === '\n').toBe(true)
          expect(end === text.length || text[end - 1] === '\n').toBe(true)
          expect(start < end).toBe(true)
        }
        expect(trace.length).toBeLessThanOrEqual(traceStepsMax)
        for (const step of trace) expect(step).toMatch(new RegExp(`^[\\x20-\\x7e]{1,${traceStepCharsMax}}$`))
        expect(excerpt).not.toBe('')
      }
    }
  })
})

describe('an .htaccess of an owner', () => {
  it.each(legitimate)('%s', (_name, text) => {
    expect(found(text)).toEqual([])
  })

  it('all of them in one file', () => {
    const text = legitimate.filter(([name]) => name !== 'no scripts at all').map(([, one]) => one)
    expect(found(text.join('\n'))).toEqual([])
  })
})

describe('what is cut out', () => {
  const owners = 'RewriteEngine On\nRewriteRule ^a$ b.html [L]\n'
  const group = [
    'RewriteEngine On',
    'RewriteCond %{HTTP_REFERER} google [OR]',
    'RewriteCond %{HTTP_REFERER} bing',
    'RewriteRule .* http://hf-test.invalid/ [R,L]',
    '',
  ].join('\n')

  it('is the conditions with their rule and the switch before them', () => {
    expect(cleaned(group + owners, found(group + owners))).toBe(owners)
    expect(cleaned(owners + group, found(owners + group))).toBe(owners)
    expect(cleaned(group, found(group))).toBe('')
  })

  it('is not the only switch of rules that stay', () => {
    const text = group + owners.replace('RewriteEngine On\n', '')
    expect(cleaned(text, found(text))).toBe(owners)
  })

  it('is the section with its last directive', () => {
    const own = '<IfModule mod_mime.c>\nAddType image/x-icon .ico\n</IfModule>\n'
    const mapping =
      '<FilesMatch "\\.(ico|png)$">\n  # x\n  SetHandler application/x-httpd-php\n</FilesMatch>\n'
    expect(cleaned(own + mapping + own, found(own + mapping + own))).toBe(own + own)
    const inside = own.replace('AddType', `${mapping}AddType`)
    expect(cleaned(inside, found(inside))).toBe(own)
  })

  it('is the whole of a continued line', () => {
    const text = 'Options -Indexes\nphp_value auto_prepend_file \\\r\n  .hf_test.ico\nOptions -Indexes\n'
    expect(cleaned(text, found(text))).toBe('Options -Indexes\nOptions -Indexes\n')
  })
})

describe('a php.ini or .user.ini', () => {
  it.each(hostileIni)('%i: %s', (rule, _name, text) => {
    expect(analyseConfig(text, 'php-ini').hits.map((hit) => hit.rule)).toContain(rule)
    const among = `memory_limit = 64M\n${text}`
    const hits = analyseConfig(among, 'php-ini').hits
    expect(cleaned(among, hits)).toBe('memory_limit = 64M\n')
  })

  it.each([
    ['a firewall', `; Wordfence\nauto_prepend_file = '/home/site/public_html/wordfence-waf.php'\n`],
    ['limits', 'upload_max_filesize = 64M\nmax_execution_time = 300 ; seconds\n[PHP]\ndisplay_errors=Off\n'],
    ['nothing to prepend', 'auto_prepend_file =\nauto_append_file = none\n'],
    [
      'guards',
      'disable_functions = exec,passthru,shell_exec\nopen_basedir = /home/site:/tmp\nallow_url_include = Off\n',
    ],
    [
      'a default file',
      `disable_functions =\ndisable_classes =\nsafe_mode = Off\n${Array.from({ length: 30 }, (_, i) => `a.b${i} = 1\n`).join('')}`,
    ],
    [
      'extensions',
      'extension=mysqli.so\nzend_extension=/usr/lib/php/opcache.so\ninclude_path = ".:/usr/share/php"\n',
    ],
  ])('of an owner: %s', (_name, text) => {
    expect(analyseConfig(text, 'php-ini').hits).toEqual([])
  })
})

describe('classes and limits', () => {
  it('leaves other classes alone', () => {
    for (const [, , text] of hostileApache) expect(analyseConfig(text, 'generic').hits).toEqual([])
  })

  it('says that it did not read all of an endless file', () => {
    const text = 'Deny from 192.0.2.1\n'.repeat(200_001)
    expect(analyseConfig(text, 'apache-config').limits).toEqual(['engine-limit'])
    expect(analyseConfig('a=b\n'.repeat(200_001), 'php-ini').limits).toEqual(['engine-limit'])
  })

  it.each([
    ['switches', 'RewriteEngine On\n'.repeat(60_000)],
    ['conditions', 'RewriteCond %{HTTP_REFERER} google\n'.repeat(60_000)],
    ['sections', '<IfModule a>\n'.repeat(60_000)],
    ['closed sections', `${'<Files a>\n'.repeat(40_000)}${'</Files>\n'.repeat(40_000)}`],
    ['one long line', `AddHandler ${'a '.repeat(500_000)}`],
    ['quotes', `php_value ${'"\\'.repeat(500_000)}`],
    ['continuations', 'a\\\n'.repeat(400_000)],
    ['patterns', `<FilesMatch "${'\\.a|'.repeat(300_000)}">\nDeny from all\n`],
    ['prepends', 'php_value auto_prepend_file .a.ico\n'.repeat(60_000)],
    ['open tags', '<%'.repeat(500_000)],
  ])('takes its time linearly: %s', (_name, text) => {
    const { hits } = analyseConfig(text, 'apache-config')
    for (const hit of hits) expect(hit.spans.length).toBeGreaterThan(0)
  })
})
