import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lexPhp } from '../../../src/engine/php/lex/lexPhp.ts'
import { wantsAnalysis } from '../../../src/engine/php/prefilter.ts'
import { needPackage } from '../../support/debianPackages.ts'
import { phpFilesBelow } from '../../support/phpFiles.ts'
import { trialsMs } from '../../support/trials.ts'
import { capabilitySamples } from './watch/capabilitySamples.ts'
import { maybeTaintSamples } from './watch/maybeTaintSamples.ts'
import { inert } from './watch/samples.ts'
import { taintSamples } from './watch/taintSamples.ts'

function wants(code: string): boolean {
  return wantsAnalysis(code, lexPhp(code, { start: 'php', tags: 'all' }))
}

describe('what is worth an interpreter', () => {
  it.each(
    [...taintSamples, ...maybeTaintSamples, ...capabilitySamples].map(
      ({ rule, hit }) => [rule, inert(hit)] as const,
    ),
  )('is everything that rule %d is about', (_rule, code) => {
    expect(wants(code)).toBe(true)
  })

  it('is a text whose bits are turned over', () => {
    expect(wants('$f = ~"ab"; $f($a);')).toBe(true)
  })

  it.each(
    [
      'e~val/**/($a);',
      'E~VAL ($a);',
      '\\sys~tem($a);',
      '`ls $a`;',
      'use function sys~tem as harmless; harmless($a);',
      "$_GE~T['f']($_GE~T['a']);",
      "('sys' . 'tem')($_GE~T[1]);",
      "'sys~tem'($_GE~T[1]);",
      "${'_G' . 'ET'}[1](2);",
      "$GLOBALS['_GE~T'][1](2);",
      'extract($_PO~ST); $f($a);',
      'array_map($_PO~ST[1], [2]);',
      "usort($_GE~T, 'ass~ert');",
      "array_map('ass' . 'ert', $_GE~T);",
      "filter_var($_GE~T['a'], FILTER_CALLBACK, ['options' => 'sys~tem']);",
      "(new ReflectionFunction('sys~tem'))->invoke($_GE~T[1]);",
      '$a = new $_GE~T[1]($_GE~T[2]);',
      '$f = "\\x73\\x79"; $f($a);',
      "$f = 'a'.'b'.'c'.'d'.'e'.'f'; $f($a);",
      '$f = chr(97).chr(98).chr(99).chr(100).chr(101).chr(102); $f($a);',
      '$f = $a[3].$a[4].$a[5].$a[1].$a[7].$a[9]; $f($b);',
      "$f = 'ab' ^ 'cd'; $f($a);",
      '$_ = 1; $___ = $_; $___($_);',
      '$OO00O = f(); $OO00O($a);',
      'goto a; b: goto c; a: goto b; c: d();',
      "preg_repl~ace('/.*/e', $a, $b);",
      'preg_repl~ace($_PO~ST[1], $_PO~ST[2], $a);',
      'include "\\x2f\\x74";',
      "include 'a.gif';",
      "include __DIR__ . '/.a3f.ico';",
      "require '/tmp/a';",
      "include $_GE~T['p'] . '.php';",
      "include 'data:text/plain,a';",
      "move_uploaded_file($a, 'b');",
      "mail($a, $b, 'c');",
      "file_put_contents('a.php', $_PO~ST['a']);",
      "file_put_contents('a.php', '<?php a();');",
      "echo file_get_contents('http://hf.test/' . $_SERVER['REQUEST_URI']);",
      'curl_exec($a); echo $b;',
      "if (strpos($_SERVER['HTTP_USER_AGENT'], 'a')) header('Location: b');",
      'foreach (scandir($a) as $b) unlink($b);',
      'unlink(__FILE__);',
      "wp_create_user('hf_test', 'hf_test');",
      "$_SESSION['f']($_SESSION['a']);",
      'a(); __halt_compiler();data',
    ].map(inert),
  )('%s', (code) => {
    expect(wants(code)).toBe(true)
  })
})

describe('what is not', () => {
  it.each(
    [
      "echo 'e~val($_PO~ST[1])';",
      '// e~val($_PO~ST[1])',
      '/* `ls` */ a();',
      '$a->e~val($b);',
      '$this->sys~tem($_GE~T[1]);',
      'function sys~tem($a) { }',
      'class A { public function mail() { } }',
      "add_action('init', 'f');",
      "usort($_GE~T['a'], 'strcmp');",
      'array_map(function ($a) { return $a; }, $_GE~T);',
      "array_map([$this, 'b'], $_GE~T);",
      "echo htmlspecialchars($_GE~T['a']);",
      "require __DIR__ . '/a.php';",
      'require $dir . "/a.php";',
      "preg_replace('/[aeiou]/', '', $a);",
      "$a = base64_d~ecode('YQ==');",
      "echo $_SERVER['DOCUMENT_ROOT']; $f($a);",
      '$a = "\\n\\t\\x00";',
      "$a = 'http://hf.test/';",
    ].map(inert),
  )('%s', (code) => {
    expect(wants(code)).toBe(false)
  })

  it.for([
    ['wordpress', 0.2],
    ['mediawiki', 0.06],
    ['phpmyadmin', 0.2],
    ['dokuwiki', 0.1],
  ] as const)('is most of %s', { timeout: trialsMs(60_000) }, ([name, shareMax], context) => {
    const paths = phpFilesBelow(needPackage(context, name), 300)
    const wanted = paths.filter((path) => {
      const text = readFileSync(path, 'latin1')
      return wantsAnalysis(text, lexPhp(text, { start: 'html', tags: 'long' }))
    })
    expect(wanted.length / paths.length).toBeLessThan(shareMax)
    expect(paths.length).toBeGreaterThan(100)
  })
})
