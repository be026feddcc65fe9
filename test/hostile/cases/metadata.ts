import { chmodSync, chownSync, linkSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import type { HostileCase } from '../case.ts'
import { hostile, mustRun, plantShell, plantShellIn, within } from '../case.ts'

const modes = [
  ...[
    0, 0o1, 0o2, 0o4, 0o7, 0o111, 0o222, 0o333, 0o444, 0o555, 0o600, 0o640, 0o644, 0o666, 0o700, 0o755, 0o777,
  ],
  ...[0o1000, 0o1777, 0o2000, 0o2755, 0o4000, 0o4755, 0o6000, 0o6777, 0o7000, 0o7777],
]

/** Seconds since 1970: before it, around every limit of a signed or unsigned word, and after the year 2400. */
const times = [
  0, 1, -1, -0.5, 0.000_001, -2_147_483_648, 2_147_483_647, 2_147_483_648, 4_294_967_295, 15_032_385_535, 9e9,
]

const owners = [
  ...[
    [65_534, 65_534],
    [4_294_967_294, 4_294_967_294],
    [2_147_483_648, 0],
    [12_345_678, 87_654_321],
    [0, 4_000_000_000],
  ],
  ...[
    [1, 1],
    [65_535, 65_535],
    [100_000, 100_000],
  ],
] as const

function withShell(name: string, change: (file: string) => void): HostileCase {
  return hostile(
    name,
    (place) => {
      plantShell(place, 'file.php')
      change(within(place, 'file.php'))
    },
    { shells: ['file.php'] },
  )
}

const links = Array.from({ length: 200 }, (_, i) => `link${i}.php`)

export const metadataCases: readonly HostileCase[] = [
  ...modes.map((mode) =>
    withShell(`mode ${mode.toString(8)}`, (file) => {
      chmodSync(file, mode)
    }),
  ),
  ...[0, 0o111, 0o444, 0o1777, 0o7777].map((mode) =>
    hostile(
      `directory mode ${mode.toString(8)}`,
      (place) => {
        plantShellIn(place, 'd')
        chmodSync(within(place, 'd'), mode)
      },
      { shells: ['d/shell.php'] },
    ),
  ),
  ...times.map((time) =>
    withShell(`time ${time}`, (file) => {
      utimesSync(file, time, time)
    }),
  ),
  hostile(
    'time of a directory',
    (place) => {
      plantShellIn(place, 'd')
      utimesSync(within(place, 'd'), -1, 15_032_385_535)
    },
    { shells: ['d/shell.php'] },
  ),
  ...owners.map(([uid, gid]) =>
    withShell(`owner ${uid} ${gid}`, (file) => {
      chownSync(file, uid, gid)
    }),
  ),
  withShell('another owner and setuid', (file) => {
    chownSync(file, 65_534, 65_534)
    chmodSync(file, 0o6755)
  }),
  hostile(
    'two hundred hard links',
    (place) => {
      plantShell(place, 'file.php')
      for (const link of links) linkSync(within(place, 'file.php'), within(place, link))
    },
    { shells: ['file.php', ...links] },
  ),
  hostile(
    'a hard link from another directory',
    (place) => {
      mkdirSync(within(place, 'a'))
      mkdirSync(within(place, 'b'))
      plantShell(place, 'a/file.php')
      linkSync(within(place, 'a/file.php'), within(place, 'b/file.txt'))
    },
    { shells: ['a/file.php', 'b/file.txt'] },
  ),
  withShell('an attribute that says it is trusted', (file) => {
    // Only where the filesystem has user attributes; the case is about not caring.
    try {
      mustRun('setfattr', ['-n', 'user.holdfast', '-v', 'trusted', file])
    } catch {
      writeFileSync(`${file}.note`, 'no attributes here')
    }
  }),
]
