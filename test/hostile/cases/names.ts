import type { HostileCase } from '../case.ts'
import { hostile, plantShell, plantShellIn, utf8 } from '../case.ts'

const controls = [
  ...[
    'new\nline',
    'line end\n',
    '\n',
    'carriage\rreturn',
    'tab\tulator',
    'bell\x07',
    'back\x08\x08\x08',
    'page\x0c',
  ],
  ...[
    'esc\x1b[2J',
    'colour\x1b[31mred',
    'title\x1b]0;owned\x07',
    'link\x1b]8;;x:\x1b\\',
    'del\x7f',
    '\x01',
    '\x1b',
    'up\x0b',
  ],
  ...['\x1bPq\x1b\\', '\x1b[6n', '\x0e', '\r', '\r\n', ' \t ', '\x1f'],
]

const unicode = [
  ...[
    'c1 \u009b31m',
    'next line \u0085',
    'right to left \u202egpj.php',
    'isolate \u2066a\u2069',
    'mark \u200f',
    '\u061c',
  ],
  ...[
    'zero\u200bwidth',
    'join\u200d',
    'no join\u200c',
    '\ufeffbom',
    'word\u2060joiner',
    'soft\u00adhyphen',
    'line\u2028',
  ],
  ...[
    'paragraph\u2029',
    'no break\u00a0space',
    'wide\u3000space',
    'filler\u3164',
    'vowel\u180e',
    'tag\u{e0041}\u{e0042}',
  ],
  ...[
    'private\ue000',
    'nonchar\uffff',
    'anchor\ufff9',
    `zalgo${'\u0301'.repeat(60)}`,
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  ],
  ...[
    '\u65e5\u672c\u8a9e.php',
    '\uff1dcmd',
    'caf\u00e9',
    'cafe\u0301',
    '\u212a',
    '\u0131ndex.php',
    '\u{10fffd}',
    '\ufffd.php',
  ],
  ...[
    'variation\ufe0f',
    '\u115f',
    '\u034f',
    '\u00e9'.repeat(127),
    '\u2800',
    '\u200e',
    '\u2064',
    '\ud7ff',
    '\u{1d173}',
  ],
].map(utf8)

const notUtf8 = [
  ...[
    'caf\xe9',
    '\xff\xfe',
    'overlong \xc0\xaf',
    'overlong \xe0\x80\xaf',
    'surrogate \xed\xa0\x80',
    'pair \xed\xa0\x80\xed\xb0\x80',
  ],
  ...[
    '\x80',
    'cut \xe2\x82',
    'five \xf8\x88\x80\x80\x80',
    'beyond \xf4\x90\x80\x80',
    '\xc3(',
    '\xa0\xa1',
    '\xf0\x9f\x98',
  ],
  Array.from({ length: 128 }, (_, i) => String.fromCharCode(128 + i)).join(''),
]

const shellWords = [
  ...[
    '-rf',
    '--',
    '-',
    '--json',
    '-e',
    '$(id)',
    '`id`',
    ';id;',
    '|id',
    '&& id',
    '> x',
    '*',
    '?.php',
    '[a]',
    '{a,b}',
    '~root',
  ],
  ...[
    '!x',
    '#x',
    "it's",
    '"quoted"',
    "'",
    'a\\b.php',
    '\\',
    '\\x41',
    '\\u{41}',
    '\\\\',
    '%00',
    '%2e%2e',
    '%s%n',
    '&amp;',
    '<b>',
  ],
  ...['=cmd|x', '+1', '@x', 'a,b', '${HOME}', '$IFS', 'a b', '(', '~'],
]

const odd = [
  ...[
    '..foo',
    '...',
    '.. ',
    '. ',
    '.hidden',
    'trailing.',
    'trailing ',
    ' ',
    '   ',
    ' lead',
    'con',
    'nul.txt',
    'aux',
    '.git',
  ],
  ...[
    '.env',
    'core',
    'a:b',
    'C:evil',
    '__proto__',
    'constructor',
    'toString',
    'null',
    '0',
    '-1',
    '1e400',
    '.holdfast-stage',
  ],
  ...[
    'format.json',
    'LOCK',
    'lock.sock',
    'CURRENT',
    'node_modules',
    'index.php.',
    'shell.php  ',
    'i12',
    's1',
    'latest',
    '@2d',
  ],
  `${'x'.repeat(251)}.php`,
  'n'.repeat(255),
  'four\n'.repeat(51),
  '\xff'.repeat(255),
  ' '.repeat(255),
]

const names = [...controls, ...unicode, ...notUtf8, ...shellWords, ...odd]

/** Each name once for a file and once for a directory with a file in it; all beside each other, as in one upload folder. */
export const nameCases: readonly HostileCase[] = names.flatMap((name) => {
  const shown = JSON.stringify(name)
  return [
    hostile(
      `a file called ${shown}`,
      (place) => {
        plantShell(place, name)
      },
      { directory: 'names/files', shells: [name] },
    ),
    hostile(
      `a directory called ${shown}`,
      (place) => {
        plantShellIn(place, name)
      },
      {
        directory: 'names/directories',
        shells: [`${name}/shell.php`],
      },
    ),
  ]
})
