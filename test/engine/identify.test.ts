import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContentKind } from '../../src/domain/content.ts'
import { contentKinds } from '../../src/domain/content.ts'
import { identify } from '../../src/engine/identify/identify.ts'

const rows: readonly (readonly [string, string, ContentKind])[] = [
  ['nothing', '', 'empty'],
  ['words', 'hello\n', 'text'],
  ['latin1 words', 'gr\xfc\xdfe\n', 'text'],
  ['markup', '<!DOCTYPE html><p>x', 'text'],
  ['a tag of any case', '<?PHP echo 1;', 'php'],
  ['a tag far into a text', `${'a'.repeat(100_000)}<?= 1 ?>`, 'php'],
  ['the old script tag', '<script language="php">echo 1;</script>', 'php'],
  ['xml', '<?xml version="1.0"?><a/>', 'text'],
  ['a shebang', '#!/bin/sh\necho', 'script'],
  ['a shebang before PHP', '#!/usr/bin/php\n<?php echo 1;', 'php'],
  ['PHP with a binary payload, as in a PHAR', '<?php __HALT_COMPILER(); ?>\0\x01\x02', 'php'],
  ['a GIF', 'GIF89a\x01\0\x01\0\x80\0\0', 'image'],
  ['a script that starts like a GIF', 'GIF89a;\n<?php echo 1;', 'php'],
  ['a text that starts like a GIF', 'GIF89a = 1; run()', 'text'],
  ['a text that starts like a bitmap', 'BMW is a car', 'text'],
  ['a JPEG with a tag in it', '\xff\xd8\xff\xe0\0\x10JFIF\0<?php echo 1;', 'image'],
  ['a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image'],
  ['a film', '\0\0\0\x20ftypisom\0\0\x02\0', 'media'],
  ['a zip', 'PK\x03\x04\x14\0\0\0', 'archive'],
  ['gzip', '\x1f\x8b\x08\0\0\0\0\0', 'archive'],
  ['a tar', `name${'\0'.repeat(253)}ustar\x0000`, 'archive'],
  ['a program', '\x7fELF\x02\x01\x01\0', 'executable'],
  ['a document', '%PDF-1.4\n1 0 obj', 'document'],
  ['anything else with a zero byte', 'a\0b', 'binary'],
]

describe('identify', () => {
  it.each(rows)('%s', (_, text, kind) => {
    expect(identify(Buffer.from(text, 'latin1'))).toBe(kind)
  })

  it('knows a kind for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(contentKinds).toContain(identify(Buffer.from(bytes)))
      }),
    )
  })

  it('never takes a text for a picture, whatever it starts with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const kind = identify(Buffer.from(`GIF89a${text}`, 'latin1'))
        expect(['text', 'php', 'script']).toContain(kind)
      }),
    )
  })
})
