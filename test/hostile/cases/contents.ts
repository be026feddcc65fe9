import { truncateSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs'
import { decodedEval, infect } from '../../support/inert.ts'
import type { HostileCase } from '../case.ts'
import { hostile, shell, within } from '../case.ts'

const text = decodedEval
const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1')
const with16 = (mark: string): Buffer => Buffer.concat([bytes(mark), Buffer.from(text, 'utf16le')])
const png = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89')

/** What stands before the shell: the costume of another kind of file. */
const costumes: Readonly<Record<string, Buffer>> = {
  'a byte order mark': bytes('\xef\xbb\xbf'),
  'one NUL': bytes('\0'),
  'a hundred NULs': Buffer.alloc(100),
  'more NULs than are looked at to tell a text': Buffer.alloc(9000),
  '64 KiB of NULs': Buffer.alloc(65_536),
  gzip: bytes('\x1f\x8b\x08\0\0\0\0\0\0\x03'),
  GIF: bytes('GIF89a'),
  'a whole GIF header': bytes('GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04'),
  PNG: png,
  'a PNG comment': Buffer.concat([png, bytes('\0\0\x02\0tEXtComment\0')]),
  JPEG: bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'),
  'a JPEG comment': bytes('\xff\xd8\xff\xfe\x01\0'),
  PDF: bytes('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'),
  ZIP: bytes('PK\x03\x04\x14\0\0\0\x08\0'),
  'an empty ZIP': bytes(`PK\x05\x06${'\0'.repeat(18)}`),
  RAR: bytes('Rar!\x1a\x07\0'),
  '7z': bytes('7z\xbc\xaf\x27\x1c'),
  zstd: bytes('\x28\xb5\x2f\xfd'),
  tar: Buffer.concat([Buffer.alloc(257, 97), bytes('ustar\0')]),
  ELF: bytes('\x7fELF\x02\x01\x01\0'),
  'a Windows program': bytes('MZ\x90\0\x03'),
  WebAssembly: bytes('\0asm\x01\0\0\0'),
  'a Java class': bytes('\xca\xfe\xba\xbe'),
  'an old Word document': bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  MP3: bytes('ID3\x03\0\0\0'),
  MP4: bytes('\0\0\0\x18ftypmp42'),
  Ogg: bytes('OggS\0\x02'),
  WebP: bytes('RIFF\0\0\0\0WEBPVP8 '),
  'a bitmap': bytes(`BM${'\0'.repeat(20)}`),
  'an icon': bytes('\0\0\x01\0\x01\0'),
  'an AVIF': bytes('\0\0\0 ftypavif'),
  XML: bytes('<?xml version="1.0"?><svg/>'),
  'a first line for the shell': bytes('#!/usr/bin/php\n'),
  'a terminal escape': bytes('\x1b]0;x\x07'),
  '100 kB of white space': bytes(' \n'.repeat(50_000)),
  '2 MB of HTML': bytes('<p>text</p>\n'.repeat(170_000)),
  '70 kB of 0xff': Buffer.alloc(70_000, 0xff),
  noise: Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 + i * i) % 251)),
  'an unclosed comment of HTML': bytes('<!-- '),
  'closed PHP': bytes('<?php echo 1; ?>'),
}

/** The shell written another way. */
const spellings: Readonly<Record<string, Buffer | string>> = {
  CRLF: text.replaceAll('\n', '\r\n'),
  'old Mac line ends': text.replaceAll('\n', '\r'),
  'no final newline': text.trimEnd(),
  'an upper case tag': text.replace('php', 'PHP'),
  'a short tag': text.replace('<?php', '<?'),
  'an echo tag': text.replace('<?php', '<?='),
  'a script tag': `<script language="php">${text.slice(5)}</script>`,
  'NULs at the end': Buffer.concat([shell, Buffer.alloc(1000)]),
  'a compiler halt and a binary': Buffer.concat([
    shell,
    bytes('__HALT_COMPILER(); ?>'),
    Buffer.alloc(5000, 1),
  ]),
  'a line of 1 MB before it': `<?php //${'a'.repeat(1 << 20)}\n${text.slice(5)}`,
  'a line of 1 MB that goes on': `${text.trimEnd()} //${'a'.repeat(1 << 20)}`,
  'a comment in the call': text.replace('(', '/**/('),
  'all high bytes before it': Buffer.concat([
    bytes('<?php /*'),
    Buffer.alloc(128, 0).map((_, i) => 128 + i),
    bytes(`*/${text.slice(5)}`),
  ]),
  'a block of its own': infect('<?php echo 1;', 'own-block'),
  'the first block': infect('<?php echo 1;', 'same-block'),
  twice: `${text}?>${text}`,
}

const harmless: Readonly<Record<string, Buffer | string>> = {
  nothing: '',
  'only a byte order mark': bytes('\xef\xbb\xbf'),
  'only a tag': '<?php',
  'only an open string': '<?php "',
  'the shell in UTF-16': with16('\xff\xfe'),
  'the shell in UTF-16 without a mark': with16(''),
  'the shell in UTF-16, big endian': Buffer.concat([
    bytes('\xfe\xff'),
    Buffer.from(text, 'utf16le').swap16(),
  ]),
  'the shell in UTF-32': Buffer.from(text.replace(/[^]/g, '$&\0\0\0'), 'latin1'),
  'a million open tags': '<?php '.repeat(1_000_000),
  'a million quotes': `<?php ${'"'.repeat(1_000_001)}`,
  'a million brackets': `<?php ${'('.repeat(1_000_000)}`,
  'a million heredocs': '<?php <<<A\n'.repeat(200_000),
  'one line of 8 MB': 'a'.repeat(8_000_000),
  'only line ends': '\n'.repeat(1_000_000),
  'terminal escapes': '\x1b[2J\x1b]0;x\x07\u202e'.repeat(100),
  'chr chains': `<?php ${'chr(1).'.repeat(100_000)}`,
}

const file = (name: string, content: Buffer | string, isShell: boolean): HostileCase =>
  hostile(
    name,
    (place) => {
      writeFileSync(within(place, 'file.php'), content)
    },
    { shells: isShell ? ['file.php'] : [] },
  )

const large = 17 * 1024 * 1024

function writeLarge(place: string, at: number): void {
  const content = Buffer.alloc(large, 'plain text\n')
  shell.copy(content, at)
  writeFileSync(within(place, 'file.php'), content)
}

function writeSparse(path: string, size: number, at: number): void {
  truncateSync(path, size)
  const fd = openSync(path, 'r+')
  writeSync(fd, shell, 0, shell.length, at)
  closeSync(fd)
}

const sizes: readonly HostileCase[] = [
  hostile(
    '17 MiB, shell first',
    (place) => {
      writeLarge(place, 0)
    },
    { shells: ['file.php'] },
  ),
  hostile(
    '17 MiB, shell last',
    (place) => {
      writeLarge(place, large - shell.length)
    },
    { shells: ['file.php'] },
  ),
  hostile(
    '17 MiB, shell where nobody looks',
    (place) => {
      writeLarge(place, large / 2)
    },
    { undecided: ['file.php'] },
  ),
  hostile(
    'a hole of 8 MiB before the shell',
    (place) => {
      writeFileSync(within(place, 'file.php'), '')
      writeSparse(within(place, 'file.php'), 8 << 20, (8 << 20) - shell.length)
    },
    { shells: ['file.php'] },
  ),
]

export const contentCases: readonly HostileCase[] = [
  ...Object.entries(costumes).map(([name, start]) =>
    file(`content: shell after ${name}`, Buffer.concat([start, shell]), true),
  ),
  ...Object.entries(spellings).map(([name, content]) => file(`content: shell with ${name}`, content, true)),
  ...Object.entries(harmless).map(([name, content]) => file(`content: ${name}`, content, false)),
  ...sizes,
]
