import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import type { HostileCase } from '../case.ts'
import { byteFile, hostile, mustRun, perl, plantShell, utf8, within } from '../case.ts'

const listen =
  'use IO::Socket::UNIX; chdir $ARGV[0]; IO::Socket::UNIX->new(Local => "file.php", Listen => 1) or die'

const devices = [
  ...[
    'c 1 3',
    'c 1 5',
    'c 1 7',
    'c 1 8',
    'c 5 0',
    'c 10 200',
    'c 200 77',
    'b 7 99',
    'b 8 0',
    'b 259 0',
    'c 0 0',
    'c 4 0',
  ],
]

const special: readonly HostileCase[] = [
  ...devices.map((device) =>
    hostile(
      `device ${device}`,
      (place) => {
        mustRun('mknod', [within(place, 'file.php'), ...device.split(' ')])
      },
      {
        counted: { 'special-file': 1 },
      },
    ),
  ),
  hostile(
    'a pipe',
    (place) => {
      mustRun('mkfifo', [within(place, 'file.php')])
    },
    { counted: { 'special-file': 1 } },
  ),
  hostile(
    'a hundred pipes',
    (place) => {
      mustRun(
        'mkfifo',
        Array.from({ length: 100 }, (_, i) => within(place, `index${i}.php`)),
      )
    },
    { counted: { 'special-file': 100 } },
  ),
  hostile(
    'a pipe that nobody may open',
    (place) => {
      mustRun('mkfifo', ['-m', '0', within(place, 'file.php')])
    },
    {
      counted: { 'special-file': 1 },
    },
  ),
  hostile(
    'a socket',
    (place) => {
      perl(listen, place)
    },
    { counted: { 'special-file': 1 } },
  ),
]

/** Never followed: the shell beside them is found once, and nothing through them. */
const targets: Readonly<Record<string, string>> = {
  itself: 'link',
  'its directory': '.',
  'its parent': '..',
  'the root': '/',
  'far up': '../'.repeat(60),
  accounts: '/etc/passwd',
  'a device': '/dev/zero',
  'its own process': '/proc/self/root',
  'a descriptor': '/proc/self/fd/0',
  'nothing there': 'missing',
  'an empty-looking name': ' ',
  'another machine': '//server/share',
  'a terminal escape': '\x1b]0;x\x07\n',
  'a right-to-left name': utf8('\u202egpj.php'),
  'no UTF-8': '\xff\xfe\xc0\xaf',
  'the longest target': 'x/'.repeat(2047),
  'the shell': 'shell.php',
  'a directory': 'd',
  'a flag': '--',
  'a command': '$(id)',
}

const links: readonly HostileCase[] = [
  ...Object.entries(targets).map(([name, target]) =>
    hostile(
      `link to ${name}`,
      (place) => {
        plantShell(place, 'shell.php')
        mkdirSync(within(place, 'd'))
        symlinkSync(Buffer.from(target, 'latin1'), byteFile(place, 'link'))
      },
      { shells: ['shell.php'] },
    ),
  ),
  hostile('two links in a ring', (place) => {
    symlinkSync('b', within(place, 'a'))
    symlinkSync('a', within(place, 'b'))
  }),
  hostile(
    'a chain of sixty links',
    (place) => {
      for (let i = 0; i < 60; i += 1) symlinkSync(`l${i + 1}`, within(place, `l${i}`))
      plantShell(place, 'l60')
    },
    { shells: ['l60'] },
  ),
  hostile('a farm of two thousand links', (place) => {
    for (let i = 0; i < 2000; i += 1) symlinkSync(`../${i % 2 === 0 ? '' : 'x'}`, within(place, `l${i}`))
  }),
  hostile('directories full of links to each other', (place) => {
    for (const name of ['a', 'b', 'c']) mkdirSync(within(place, name))
    for (const from of ['a', 'b', 'c'])
      for (const to of ['a', 'b', 'c']) symlinkSync(`../${to}`, within(place, `${from}/${to}`))
    writeFileSync(within(place, 'a/file.txt'), 'text')
  }),
  hostile('a link in the place of a script', (place) => {
    symlinkSync('/etc/hostname', within(place, 'index.php'))
    symlinkSync('/etc/hostname', within(place, '.htaccess'))
  }),
]

export const typeCases: readonly HostileCase[] = [...special, ...links]
