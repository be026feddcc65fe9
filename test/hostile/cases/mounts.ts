import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import type { HostileCase } from '../case.ts'
import { byteFile, hostile, plantShell, utf8, within } from '../case.ts'

const withPoint = (place: string): void => {
  mkdirSync(within(place, 'mnt'))
}

const oddPoints = ['a b', 'a\\b', 'new\nline', 'a#b', utf8('\u202e\u65e5'), '\xff\xfe', '$(id)']

const pseudo: readonly HostileCase[] = ['proc', 'sysfs', 'mqueue', 'devpts'].map((type) =>
  hostile(`mounted: ${type}`, withPoint, {
    mount: `mount -t ${type} none "$place/mnt"`,
    counted: { 'pseudo-filesystem': 1 },
    closed: ['mnt'],
  }),
)

const hasImages = existsSync('/dev/loop-control') && spawnSync('mkfs.ext4', ['-V']).status === 0

/** The image lies outside the site: what is written in it can be found in its own bytes too. */
const images: readonly HostileCase[] = hasImages
  ? [
      hostile('mounted: an image of a disk', withPoint, {
        mount:
          'i="$(dirname "$shell")/image"; truncate -s 8M "$i"; mkfs.ext4 -q -F "$i"; mount -o loop "$i" "$place/mnt"; cp "$shell" "$place/mnt/shell.php"',
        shells: ['mnt/shell.php'],
      }),
    ]
  : []

export const mountCases: readonly HostileCase[] = [
  ...pseudo,
  ...images,
  hostile('mounted: memory', withPoint, {
    mount: 'mount -t tmpfs none "$place/mnt"; cp "$shell" "$place/mnt/shell.php"',
    shells: ['mnt/shell.php'],
  }),
  hostile(
    'mounted over a shell',
    (place) => {
      withPoint(place)
      plantShell(place, 'mnt/hidden.php')
    },
    {
      mount: 'mount -t tmpfs none "$place/mnt"; cp "$shell" "$place/mnt/shell.php"',
      shells: ['mnt/shell.php'],
    },
  ),
  hostile('mounted: three on one point', withPoint, {
    mount: 'for i in 1 2 3; do mount -t tmpfs none "$place/mnt"; cp "$shell" "$place/mnt/$i.php"; done',
    shells: ['mnt/3.php'],
  }),
  hostile('mounted: one in the other', withPoint, {
    mount:
      'p="$place/mnt"; for i in 1 2 3; do mount -t tmpfs none "$p"; cp "$shell" "$p/shell.php"; p="$p/m"; mkdir "$p"; done',
    shells: ['mnt/shell.php', 'mnt/m/shell.php', 'mnt/m/m/shell.php'],
  }),
  ...oddPoints.map((point, i) =>
    hostile(
      `mounted on an odd name ${i}`,
      (place) => {
        mkdirSync(byteFile(place, point))
      },
      {
        mount:
          'cd "$place"; for p in *; do mount -t tmpfs none "./$p"; cp "$shell" "./$p/shell.php"; done; cd /',
        shells: [`${point}/shell.php`],
      },
    ),
  ),
  hostile('bound: the root into itself', withPoint, {
    mount: 'mount --bind "$site" "$place/mnt"',
    counted: { 'other-mount': 1 },
    closed: ['mnt'],
  }),
  hostile('bound: the root with its mounts into itself', withPoint, {
    mount: 'mount --rbind "$site" "$place/mnt"',
    counted: { 'other-mount': 1 },
    closed: ['mnt'],
  }),
  hostile(
    'bound: a directory beside itself',
    (place) => {
      withPoint(place)
      mkdirSync(within(place, 'a'))
      plantShell(place, 'a/shell.php')
    },
    {
      mount: 'mount --bind "$place/a" "$place/mnt"',
      shells: ['a/shell.php'],
      counted: { 'other-mount': 1 },
      closed: ['mnt'],
    },
  ),
  hostile('bound: a directory from outside', withPoint, {
    mount:
      'd="$(dirname "$shell")"; mkdir -p "$d/a"; cp "$shell" "$d/a/shell.php"; mount --bind "$d/a" "$place/mnt"',
    shells: ['mnt/shell.php'],
  }),
  hostile('bound: a directory from outside, read only', withPoint, {
    mount:
      'd="$(dirname "$shell")"; mkdir -p "$d/b"; cp "$shell" "$d/b/shell.php"; mount --bind -o ro "$d/b" "$place/mnt"',
    shells: ['mnt/shell.php'],
  }),
  hostile(
    'bound: a file over a file',
    (place) => {
      plantShell(place, 'shell.php')
      writeFileSync(within(place, 'index.php'), '<?php echo 1;')
    },
    {
      mount: 'mount --bind "$place/shell.php" "$place/index.php"',
      shells: ['shell.php'],
      counted: { 'other-mount': 1 },
      closed: ['index.php'],
    },
  ),
  hostile(
    'bound: a file from outside over a file',
    (place) => {
      writeFileSync(within(place, 'index.php'), '<?php echo 1;')
    },
    {
      mount: 'cp "$shell" "$shell.copy"; mount --bind "$shell.copy" "$place/index.php"',
      shells: ['index.php'],
    },
  ),
  hostile('bound: a directory that was removed', withPoint, {
    mount: 'mkdir -p "$place/gone"; mount --bind "$place/gone" "$place/mnt"; rmdir "$place/gone"',
    counted: { 'other-mount': 1 },
  }),
  hostile(
    'mounted: layers',
    (place) => {
      for (const name of ['mnt', 'lower', 'upper']) mkdirSync(within(place, name))
      plantShell(place, 'lower/a.php')
      plantShell(place, 'lower/b.php')
      plantShell(place, 'upper/c.php')
    },
    {
      mount:
        'w="$(dirname "$shell")/work"; mkdir -p "$w"; mount -t overlay none -o "lowerdir=$place/lower,upperdir=$place/upper,workdir=$w" "$place/mnt"; rm -f "$place/mnt/b.php"',
      shells: ['lower/a.php', 'lower/b.php', 'upper/c.php', 'mnt/a.php', 'mnt/c.php'],
      // The removed file of the upper layer is a device 0,0.
      counted: { 'special-file': 1 },
    },
  ),
]
