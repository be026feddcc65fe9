import { mkdirSync, writeFileSync } from 'node:fs'
import { treeDepthMax } from '../../../src/domain/limits.ts'
import { decodedEval } from '../../support/inert.ts'
import type { HostileCase } from '../case.ts'
import { hostile, perl, plantShell, plantShellIn, within } from '../case.ts'

/** `HOLDFAST_TEST_SCALE=50` makes the widest directory a million names wide. */
const wideNames = Math.min(1_000_000, Math.round(20_000 * Number(process.env['HOLDFAST_TEST_SCALE'] ?? 1)))

/** Directories in each other, made from inside, because no path reaches the last one. */
const dig =
  'chdir $ARGV[0]; my $d = pack("H*", $ARGV[1]); for (1 .. $ARGV[2]) { mkdir $d; chdir $d or die } open(F, ">shell.php"); print F $ARGV[3]; close F'

function deep(name: string, component: string, levels: number): HostileCase {
  return hostile(
    name,
    (place) => {
      perl(dig, place, Buffer.from(component, 'latin1').toString('hex'), String(levels), decodedEval)
    },
    {
      shells: [`${`${component}/`.repeat(levels)}shell.php`],
    },
  )
}

export const treeCases: readonly HostileCase[] = [
  deep('40 levels of 250 bytes', 'd'.repeat(250), 40),
  deep('400 levels of one byte', 'd', 400),
  deep('100 levels of a name that is no UTF-8', '\xff\n', 100),
  hostile(
    'deeper than the walk goes',
    (place) => {
      perl(dig, place, '64', String(treeDepthMax + 8), decodedEval)
    },
    {
      counted: { 'too-deep': 1 },
      // No directory above the limit holds a file.
      closed: ['d'],
    },
  ),
  hostile(
    `${wideNames} names in one directory`,
    (place) => {
      mkdirSync(within(place, 'wide'))
      for (let i = 0; i < wideNames; i += 1) writeFileSync(within(place, `wide/${i}.txt`), String(i % 1000))
      plantShell(place, 'wide/shell.php')
    },
    { shells: ['wide/shell.php'] },
  ),
  hostile('two thousand empty directories', (place) => {
    for (let i = 0; i < 2000; i += 1) mkdirSync(within(place, `d${i}`))
  }),
  hostile(
    'three levels of twelve directories',
    (place) => {
      for (let i = 0; i < 1728; i += 1) {
        mkdirSync(within(place, `${i % 12}/${Math.floor(i / 12) % 12}/${Math.floor(i / 144)}`), {
          recursive: true,
        })
      }
      plantShellIn(place, '0/0/0/d')
    },
    { shells: ['0/0/0/d/shell.php'] },
  ),
  hostile(
    'a directory called like a script',
    (place) => {
      plantShellIn(place, 'index.php')
    },
    {
      shells: ['index.php/shell.php'],
    },
  ),
  hostile(
    'four thousand and ninety-seven names',
    (place) => {
      for (let i = 0; i < 4096; i += 1) writeFileSync(within(place, String(i)), '')
      plantShell(place, 'z.php')
    },
    { shells: ['z.php'] },
  ),
]
