import { describe, expect, it } from 'vitest'
import { hasCode, watchForCode } from '../../src/engine/scriptTags.ts'

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

describe('code in what is not run', () => {
  it.each([
    '<?php echo 1;',
    '<?PHP\n',
    '<?="a"."b"."c"."d";',
    '<? $a = $b; f($a);',
    '<?$a=1;eval($a.$b.$c);',
    '<?const A="x";f(A.A.A);',
    '<script language="php">f();',
  ])('is seen: %s', (code) => {
    for (const kind of ['text', 'binary'] as const) expect(hasCode(bytesOf(`\0\xff${code}`), kind)).toBe(true)
  })

  it.each([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<?xpacket end="w"?>',
    '<?adobe-xap-filters esc="CRLF"?>',
    '<?xml-stylesheet type="text/xsl" href="a.xsl"?>',
    '<script>alert(1)</script>',
    '< ?php',
  ])('is not seen in %s', (code) => {
    for (const kind of ['text', 'binary'] as const) expect(hasCode(bytesOf(`a${code}`), kind)).toBe(false)
  })

  it('is not what a film has by chance', () => {
    const chance = bytesOf('\0<?=\x93\x01\xfe<?\x80\x02<?php\xd9<?= short')
    expect(hasCode(chance, 'binary')).toBe(false)
    expect(hasCode(chance, 'text')).toBe(true)
  })

  it('is seen across two pieces of a stream', () => {
    const text = bytesOf(`${'x'.repeat(100)}<script  language = "php">${'y'.repeat(100)}`)
    for (let cut = 90; cut < 140; cut += 1) {
      const watch = watchForCode()
      watch.update(text.subarray(0, cut))
      watch.update(text.subarray(cut))
      expect(watch.has('binary')).toBe(true)
    }
    const none = watchForCode()
    none.update(bytesOf('<'.repeat(1000)))
    none.update(bytesOf('? php'))
    expect(none.has('binary')).toBe(false)
  })
})
