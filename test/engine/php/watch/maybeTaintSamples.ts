import { taintRule } from '../../../../src/engine/php/watch/taintRule.ts'
import type { Sample } from './samples.ts'

export const maybeTaintSamples: readonly Sample[] = [
  {
    rule: taintRule.maybeCodeOfRequest,
    hit: "if (current_user_can('manage')) { e~val($_PO~ST['hf_test']); }",
    clean: "if (current_user_can('manage')) { echo $_PO~ST['hf_test']; }",
  },
  {
    rule: taintRule.maybeCodeOfSelf,
    hit: 'e~val(substr(file_get_contents(__FILE__), hf_from(), 99));',
    clean: 'echo file_get_contents(__FILE__);',
  },
  {
    rule: taintRule.maybeCodeOfHidden,
    hit: "e~val(get_option('hf_test'));",
    clean: "echo get_option('hf_test');",
  },
  {
    rule: taintRule.maybeCodeOfFile,
    hit: "e~val(base64_d~ecode(file_get_contents('hf.dat')));",
    clean: "echo file_get_contents('hf.dat');",
  },
  {
    rule: taintRule.maybePattern,
    hit: "preg_r~eplace($_PO~ST['a'], 'b', $text);",
    clean: "preg_r~eplace('/a/', 'b', $text);",
  },
  {
    rule: taintRule.maybeCommandOfRequest,
    hit: "if (user_can('x')) { sys~tem($_G~ET['x']); }",
    clean: "if (user_can('x')) { sys~tem('date'); }",
  },
  {
    rule: taintRule.maybeCommandHidden,
    hit: "sys~tem(get_option('hf_test'));",
    clean: "echo get_option('hf_test');",
  },
  { rule: taintRule.maybeCallOfRequest, hit: "$f = $_G~ET['f']; $f();", clean: "$f = 'hf_test'; $f();" },
  {
    rule: taintRule.maybeCallDecoded,
    hit: 'function hf($k) { $f = unserialize(base64_d~ecode($k)); $f(1); }',
    clean: 'function hf($k) { $f = trim($k); $f(1); }',
  },
  {
    rule: taintRule.maybeCallObfuscated,
    hit: "$f = 'base64_' . 'd~ecode'; echo $f($_G~ET['x']);",
    clean: "$f = 'strtolower'; echo $f($x);",
  },
  {
    rule: taintRule.maybeCallback,
    hit: "call_user~_func($_G~ET['f']);",
    clean: "call_user~_func('hf_test');",
  },
  {
    rule: taintRule.maybeNew,
    hit: "$c = $_G~ET['c']; new $c($_G~ET['x']);",
    clean: "new ArrayObject($_G~ET['x']);",
  },
  {
    rule: taintRule.maybeMethod,
    hit: "$m = $_G~ET['m']; $o->$m($_G~ET['x']);",
    clean: "$o->show($_G~ET['x']);",
  },
  {
    rule: taintRule.maybeInclude,
    hit: "inc~lude $_G~ET['p'] . '.php'; hf_1(); hf_2(); hf_3();",
    clean: "inc~lude 'pages/' . (int) $_G~ET['p'] . '.php';",
  },
  {
    rule: taintRule.maybeIncludePicture,
    hit: "inc~lude 'images/hf.png';",
    clean: "readfile('images/hf.png');",
  },
  { rule: taintRule.maybeIncludeTemporary, hit: "inc~lude '/tmp/hf.php';", clean: "inc~lude 'tmp/hf.php';" },
  {
    rule: taintRule.maybeWriteOfRequest,
    hit: "file_put_c~ontents($_PO~ST['n'], $_PO~ST['c']);",
    clean: "file_put_c~ontents('a.txt', $_PO~ST['c']);",
  },
  {
    rule: taintRule.maybeWriteServed,
    hit: "file_put_c~ontents('config.php', $_PO~ST['c']);",
    clean: "file_put_c~ontents('config.txt', $_PO~ST['c']);",
  },
  {
    rule: taintRule.maybeWriteRemote,
    hit: "file_put_c~ontents($_G~ET['n'], file_get_contents('http://hf.test/a'));",
    clean: "file_put_c~ontents('a.xml', file_get_contents('http://hf.test/a'));",
  },
  {
    rule: taintRule.maybeWriteHandler,
    hit: "file_put_c~ontents('.htaccess', 'AddType application/x-httpd-p~hp .jpg');",
    clean: "file_put_c~ontents('.htaccess', 'Deny from all');",
  },
]
