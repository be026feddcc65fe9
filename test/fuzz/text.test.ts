import { describe, it } from 'vitest'
import {
  configChanges,
  configKeys,
  configOf,
  formatOverrides,
  parseOverrides,
  settingText,
} from '../../src/domain/config.ts'
import { displayPath, parseDisplayPath } from '../../src/domain/displayPath.ts'
import { oidFromBytes } from '../../src/domain/oid.ts'
import { parsePasswd } from '../../src/domain/owner.ts'
import { pathToBytes } from '../../src/domain/path.ts'
import { formatReason, parseReason } from '../../src/domain/reason.ts'
import { hasHash, parseHashList } from '../../src/engine/hashlist/hashList.ts'
import { outlineOf } from '../../src/engine/yara/outline.ts'
import { tokensOf } from '../../src/engine/yara/tokens.ts'
import type { Mount } from '../../src/fsafe/read/mounts.ts'
import { mountOf, mountsBelow, parseMountTable } from '../../src/fsafe/read/mounts.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { formatHolderStatus, parseHolderStatus } from '../../src/store/holderStatus.ts'
import { bytePath } from '../support/scratch.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeEqual, mustBeSame, unlessRefused } from './fuzz.ts'
import { unprintable } from '../support/unprintable.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe(`${executions} mutants of every text from outside`, { timeout: fuzzTimeoutMs }, () => {
  it('names to their display form and back', () => {
    fuzz({
      name: 'display forms',
      samples: [
        '/srv/www/index.php',
        'caf\u00e9/\u65e5\u672c',
        'a\\\\b\\x0a',
        '\u202egpj.php',
        '\u{1f600}',
      ].map((text) => Buffer.from(text)),
      words: [
        '\\x',
        '\\u{',
        '\u2028',
        '\ufeff',
        '\u200b',
        '\udbff',
        '\u00a0',
        '\u0085',
        '\u3164',
        '\u{e0041}',
        '/',
      ],
      check: (input) => {
        const shown = displayPath(input.toString('latin1'))
        if (unprintable.test(shown)) throw new Error(`shown as ${JSON.stringify(shown)}`)
        mustBeEqual(latin1(parseDisplayPath(shown) ?? 'refused'), input)
        const typed = parseDisplayPath(input.toString('utf8'))
        if (typed === undefined) return 'refused'
        return mustBeEqual(latin1(parseDisplayPath(displayPath(typed)) ?? 'refused'), latin1(typed))
      },
    })
  })

  it('configurations', () => {
    const texts = [
      '{}',
      '{"store":{"limitBytes":null,"content":"all","neverKeep":["*.log","/tmp/**"]},"scan":{"workers":4}}',
      '{"malware":{"defaultAction":"display","standalone":"quarantine"},"safety":{"maxFiles":9},"retention":{"originals":30}}',
    ]
    fuzz({
      name: 'configurations',
      samples: texts.map((text) => Buffer.from(text)),
      words: [
        '"scan":',
        '"followMounts":true',
        '"exclude":[]',
        '"__proto__":{}',
        '{"constructor":{}}',
        '"content":',
      ],
      check: (input) => {
        const overrides = unlessRefused(['HF_CONFIG_INVALID'], () => parseOverrides(input.toString('utf8')))
        if (overrides === undefined) return 'refused'
        const config = configOf(overrides)
        for (const key of configKeys) settingText(config, key)
        configChanges(configOf(new Map()), config)
        const text = formatOverrides(overrides)
        mustBeSame(configOf(parseOverrides(text)), config)
        return mustBeEqual(Buffer.from(formatOverrides(parseOverrides(text))), Buffer.from(text))
      },
    })
  })

  it('lists of hashes', () => {
    const hashes = ['a', 'b', 'c'].map((text) => sha256(Buffer.from(text)))
    fuzz({
      name: 'lists of hashes',
      samples: [
        Buffer.from(`# a list\n${hashes.join('  name\n')}\n\n`),
        Buffer.from(hashes.join('\r\n').toUpperCase()),
      ],
      words: ['\n', '#', ' ', '0'.repeat(64), '<html>', `\n${'f'.repeat(64)} x`],
      check: (input) => {
        const list = unlessRefused(['HF_RULES_INVALID'], () => parseHashList(input, 'list'))
        if (list === undefined) return 'refused'
        const oids = Array.from({ length: list.length / 32 }, (_, i) => oidFromBytes(list, 32 * i))
        const text = input.toString('latin1').toLowerCase()
        const isTrue = oids.every((oid) => text.includes(oid) && hasHash(list, oid))
        if (!isTrue) throw new Error('a hash that is not in the text, or is not found')
        return mustBeEqual(parseHashList(Buffer.from(oids.join('\n')), 'list'), list)
      },
    })
  })

  it('sources of rules', () => {
    const source = `import "pe"
// comment
private rule a : tag { meta: reason = "HF-SA-0101-php.bkdr.eval" n = 3
  strings: $a = "x\\"y" nocase $b = /a[^\\/]+/is $c = { 4D 5A [2-4] ?? } $ = "z"
  condition: any of them and #a > 2 and 4 / 2 == 2 and filename matches /x/ }
/* block */ global rule b { condition: true }`
    fuzz({
      name: 'sources of rules',
      samples: [Buffer.from(source), Buffer.from('include "/etc/passwd"\nrule c{condition:false}')],
      words: [
        '/*',
        '*/',
        '//',
        '"',
        '\\',
        '{',
        '}',
        'rule',
        'strings:',
        'condition:',
        'meta:',
        '= /',
        'private',
        '\n',
      ],
      check: (input) => {
        const text = input.toString('latin1')
        let at = 0
        let line = 1
        for (const token of tokensOf(text)) {
          const skipped = text.slice(at, token.offset)
          line += skipped.split('\n').length - 1
          if (token.line !== line || !text.startsWith(token.text, token.offset))
            throw new Error('a token elsewhere')
          line += token.text.split('\n').length - 1
          at = token.offset + token.text.length
        }
        const { rules, imports, includes } = outlineOf(text)
        const isInside = rules.every((rule) => text.includes(rule.text) && text.includes(rule.identifier))
        if (!isInside) throw new Error('a rule that is not in the source')
        return rules.length + imports.length + includes.length > 0 ? 'accepted' : 'refused'
      },
    })
  })

  it('mount tables', () => {
    const table = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
36 22 98:0 /mnt1 /srv/a\\040b rw,noatime master:1 - xfs /dev/vdb rw
37 36 98:0 /mnt1 /srv/a\\040b rw - tmpfs none rw
40 22 0:4 net:[4026531840] /run/netns/x rw - nsfs nsfs rw`
    const path = bytePath('/srv/a b/c')
    const lineOf = (mount: Mount): string => {
      const fields = [
        mount.id,
        mount.parent,
        mount.device,
        escaped(mount.subroot),
        escaped(mount.point),
        'rw',
        '-',
      ]
      return [...fields, escaped(mount.type), escaped(mount.source)].join(' ')
    }
    fuzz({
      name: 'mount tables',
      samples: [latin1(table), latin1(table.split('\n').reverse().join('\n'))],
      words: [' - ', ' / ', '\\040', '\\134', '\\777', '\n', '22', '36', '37', '/srv', '/..'],
      check: (input) => {
        const { mounts, ...more } = parseMountTable(input)
        for (const mount of mountsBelow({ mounts, ...more }, path)) mountOf({ mounts, ...more }, mount.point)
        if (mounts.length === 0) return 'refused'
        return mustBeSame(parseMountTable(latin1(mounts.map(lineOf).join('\n'))).mounts, mounts)
      },
    })
  })

  it('tables of accounts', () => {
    const table =
      'root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000:,,,:/home//alice/:/bin/sh\n+::::::\nodd:x:1:1::relative:/bin/sh'
    fuzz({
      name: 'tables of accounts',
      samples: [latin1(table)],
      words: [':', '\n', '/', '/../', '/.', '-1', '99999999999', '\0', '\xff'],
      check: (input) => {
        const accounts = parsePasswd(input)
        if (accounts.length === 0) return 'refused'
        const lines = accounts.map(({ name, uid, home }) => `${name}:x:${uid}:0::${home}:`)
        const isOdd = accounts.some(
          ({ home }) => !pathToBytes(home).equals(pathToBytes(bytePath(pathToBytes(home)))),
        )
        if (isOdd) throw new Error('a home that is no normal path')
        return mustBeSame(parsePasswd(latin1(lines.join('\n'))), accounts)
      },
    })
  })

  it('reason codes', () => {
    fuzz({
      name: 'reason codes',
      samples: ['HF-SA-0101-php.bkdr.eval', 'HF-INJ-123456789-js.redi.x1'].map((text) => Buffer.from(text)),
      words: ['0', '00', '-', '.', 'SUSP', 'INJ', 'url', 'miner', '9999'],
      check: (input) => {
        const reason = parseReason(input.toString('latin1'))
        return reason === undefined ? 'refused' : mustBeEqual(latin1(formatReason(reason)), input)
      },
    })
  })

  it('answers of the holder of a store', () => {
    const status = {
      pid: 12,
      what: 'scan s213 of /home',
      scan: 213,
      since: 1,
      filesDone: 4,
      filesExpected: null,
      findings: 0,
    }
    fuzz({
      name: 'answers of the holder',
      samples: [status, { ...status, scan: null, what: 'fsck', filesExpected: 9 }].map((one) =>
        Buffer.from(JSON.stringify(one)),
      ),
      words: ['\\u001b', '\u202e', '"pid"', '\\n', '"what":', '\u{1f600}'],
      check: (input) => {
        const parsed = parseHolderStatus(input.toString('utf8'))
        if (parsed === undefined) return 'refused'
        const line = formatHolderStatus(parsed)
        if (Buffer.byteLength(line) > 4096) throw new Error('a line longer than an answer may be')
        const isCut = parsed.what.length > 600
        return isCut ? 'accepted' : mustBeSame(parseHolderStatus(line), parsed)
      },
    })
  })
})

/** As the kernel writes a field of mountinfo. */
function escaped(text: string): string {
  return text.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
}
