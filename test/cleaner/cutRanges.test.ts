import { describe, expect, it } from 'vitest'
import { cleanContent } from '../../src/cleaner/clean.ts'
import { bytesOf } from '../../src/cleaner/slices.ts'
import type { CleanAnswer } from '../../src/domain/cleaning.ts'
import type { FileClass } from '../../src/domain/fileClass.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { judgeBytes, loaded } from '../support/packs.ts'
import { base64, quoted } from '../support/payloads/encoders.ts'
import { inertText, shellCode } from '../support/payloads/inertText.ts'

const ruleset = loaded(await loadYaraEngine(), shippedPacks()).all

function cut(text: string, fileClass: FileClass = 'generic'): CleanAnswer {
  const judge = (bytes: Buffer): ReturnType<typeof judgeBytes> => judgeBytes(bytes, ruleset, fileClass)
  return cleanContent({ aim: 'ranges', fileClass, content: Buffer.from(text, 'latin1'), base: null }, judge)
}

/** What is left, or why nothing is cut. */
function left(text: string, fileClass?: FileClass): string {
  const answer = cut(text, fileClass)
  if (answer.state === 'refused') return answer.reason
  if (answer.state !== 'cut') throw new Error(answer.state)
  return bytesOf(Buffer.from(text, 'latin1'), answer.slices).toString('latin1')
}

const shell = inertText("@e~val($_P~OST['hf_test']);")
const page = '<?php\nfirst();\nsecond();\n'

describe('what was put into a file', () => {
  it('is cut out, and told how it was proven', () => {
    const answer = cut(page.replace('second', `${shell}second`))
    expect(answer).toMatchObject({
      ...{ state: 'cut', syntax: 'compared', passes: 1, rest: 'program' },
    })
    expect(left(page.replace('second', `${shell}second`))).toBe(page)
  })

  it('is cut out of every layer and place at once', () => {
    const packed = inertText(`e~val(base64_~decode(${quoted(base64(shellCode))}));`)
    expect(left(`<?php ${packed} ?>${page.replace('second', `${shell}second`)}${packed}\n`)).toBe(page)
  })

  it('leaves a program of the site, or the remains of a malicious one', () => {
    expect(cut(`<?php session_start();\n${shell}\n`)).toMatchObject({ state: 'cut', rest: 'remains' })
    expect(cut(`<form><input></form>\n<?php ${shell} ?>\n`)).toMatchObject({ state: 'cut', rest: 'remains' })
    const settings = "$pass='x';$color='#df5';$action='list';@ini_set('log_errors',0);"
    expect(cut(`<?php\n${settings}\n${shell}\n`)).toMatchObject({ state: 'cut', rest: 'remains' })
    expect(cut(`${page}${shell}`)).toMatchObject({ rest: 'program' })
  })

  it('is all of a file that is nothing else', () => {
    expect(left(`<?php ${shell}`)).toBe('nothing-left')
    expect(left(`<?php ${shell} ?>\n\n`)).toBe('nothing-left')
  })

  it('is not cut out of what the site does with it', () => {
    expect(left(inertText(`<?php\n$page = own(e~val($_P~OST['hf_test']));\nshow($page);\n`))).toBe(
      'in-owner-code',
    )
    expect(left(inertText(`<?php\n$page = e~val($_P~OST['hf_test']);\nshow($page);\n`))).toBe(
      'used-elsewhere',
    )
  })

  it('is cut by the open tag that the server knows', () => {
    expect(left(`<p>it's <? ${shell} ?></p>\n<?php first();\n`)).toBe("<p>it's </p>\n<?php first();\n")
  })

  it('is cut out of a configuration file by its directives', () => {
    const own = 'Options -Indexes\n\nRewriteEngine On\nRewriteRule ^a$ b.php [L]\n'
    const added = inertText('php_value auto_~prepend_file "/tmp/.hf_test.ico"\n')
    expect(left(own.replace('\n\n', `\n${added}\n`), 'apache-config')).toBe(own)
    expect(cut(`${own}${added}`, 'apache-config')).toMatchObject({ state: 'cut', syntax: 'none' })
  })
})

describe('the same payload', () => {
  const code = base64(shellCode)
  const written = [
    `$hfa='${code}';$hfb=base64_~decode($hfa);e~val($hfb);`,
    // Other names.
    `$_1='${code}';$O0=base64_~decode($_1);e~val($O0);`,
    // Comments and white space.
    `$hfa = '${code}' ; /* x */ $hfb\t= base64_~decode ( $hfa )\n; e~val/*y*/( $hfb ) ;`,
    // Its strings in pieces.
    `$hfa='${code.slice(0, 9)}'.'${code.slice(9)}';$hfb=('base64'.'_dec'.'ode')($hfa);e~val($hfb);`,
    // One layer more.
    `$hfa='${base64(code)}';$hfb=base64_~decode(base64_~decode($hfa));e~val($hfb);`,
  ]

  it.each(written)('%s is found and cut however it is written', (payload) => {
    for (const place of ['first', 'second'])
      expect(left(page.replace(place, inertText(payload) + place))).toBe(page)
  })
})
