import { describe, expect, it } from 'vitest'
import { cutText } from '../../support/cutText.ts'

/** `bad` stands for a call that a rule found; what is left has to be the rest, byte by byte. */
describe('a finding', () => {
  it.each([
    ['alone', '<?php a(); «bad()»; b();', '<?php a(); b();'],
    ['silenced', '<?php a(); @«bad()»; b();', '<?php a(); b();'],
    ['in a test', '<?php a(); isset($x) && «bad($x)»; b();', '<?php a(); b();'],
    ['that gives a value', '<?php a(); $r = «bad()»; b();', '<?php a(); b();'],
    ['that is shown', "<?php a(); echo '<pre>'.«bad()».'</pre>'; b();", '<?php a(); b();'],
    ['with what it shows later', '<?php a(); $r = «bad()»; echo "<b>$r</b>"; b();', '<?php a(); b();'],
    ['with its variables', "<?php a(); $f = 'x'; $g = $f; $g .= 'y'; «$g()»; b();", '<?php a(); b();'],
    [
      'with a loop',
      "<?php a(); $o = ''; for ($i = 0; $i < 9; $i++) { $o .= chr($i); } «bad($o)»; b();",
      '<?php a(); b();',
    ],
    ['with an output argument', "<?php a(); preg_match('/x/', 'y', $m); «bad($m)»; b();", '<?php a(); b();'],
    ['with its guard', "<?php a(); if (isset($_POST['k'])) { «bad()»; } b();", '<?php a(); b();'],
    ['with all its guards', '<?php a(); if (1) { try { «bad()»; } catch (E $e) {} } b();', '<?php a(); b();'],
    [
      'with the end of the answer',
      "<?php a(); if ($_GET['k']) { «bad($_GET['k'])»; exit; } b();",
      '<?php a(); b();',
    ],
    ['with its function', '<?php a(); function f($x) { return g($x); } «bad(f(1))»; b();', '<?php a(); b();'],
    [
      'in its function',
      '<?php a(); function f($x) { «bad($x)»; return 1; } f($_POST); b();',
      '<?php a(); b();',
    ],
    [
      'in a hooked function',
      "<?php a(); function f() { «bad()»; } add_action('init', 'f'); b();",
      '<?php a(); b();',
    ],
    [
      'in its class',
      '<?php a(); class C { public $p; function __destruct() { «bad($this->p)»; } } $c = new C; $c->p = 1; b();',
      '<?php a(); b();',
    ],
    ['in a closure', '<?php a(); array_map(function ($v) { «bad($v)»; }, $_POST); b();', '<?php a(); b();'],
    ['in a switch', "<?php a(); switch ($_POST['k']) { case 1: «bad()»; break; } b();", '<?php a(); b();'],
    ['beside a statement of a body without braces', '<?php if ($x) «bad()»;a();', '<?php if ($x) a();'],
  ])('%s goes with what is there for it', (_, marked, left) => {
    expect(cutText(marked)).toBe(left)
  })

  it.each([
    [
      'a variable that is used before it',
      '<?php $i = 1; a($i); for ($i = 0; $i < 9; $i++) { $o .= $i; } «bad($o)»; b();',
      '<?php $i = 1; a($i); b();',
    ],
    [
      'a variable that is set again behind it',
      '<?php $i = 0; «bad($i)»; for ($i = 0; $i < 9; $i++) { a($i); }',
      '<?php for ($i = 0; $i < 9; $i++) { a($i); }',
    ],
    ['a guard that holds more', '<?php if ($ok) { «bad()»; a(); }', '<?php if ($ok) { a(); }'],
    [
      'a guard that ends the answer for another request',
      "<?php if ($_POST['a']) { «bad($_POST['k'])»; exit; }",
      "<?php if ($_POST['a']) { exit; }",
    ],
    [
      'a function that holds more',
      '<?php function f($x) { «bad()»; return $x; }',
      '<?php function f($x) { return $x; }',
    ],
    [
      'a function that others call',
      '<?php function f($x) { return $x; } «bad(f(1))»; f(2);',
      '<?php function f($x) { return $x; } f(2);',
    ],
    [
      'a case of a switch',
      '<?php switch ($x) { case 1: «bad()»; break; case 2: a(); }',
      '<?php switch ($x) { case 1: break; case 2: a(); }',
    ],
    [
      'a guard that asks who is logged in',
      "<?php if (!isset($_SESSION['a'])) { «bad($_SESSION['a'])»; die('no'); } b();",
      "<?php if (!isset($_SESSION['a'])) { die('no'); } b();",
    ],
    [
      'a guard that turns visitors away',
      "<?php if (empty($_POST['n'])) { «bad($_POST['n'])»; die('no'); } b();",
      "<?php if (empty($_POST['n'])) { die('no'); } b();",
    ],
    [
      'a guard without braces whose body was pushed behind the finding',
      "<?php if (!$_SESSION['a']) «bad()»; die('no'); b();",
      "<?php if (!$_SESSION['a']) die('no'); b();",
    ],
    [
      'a guard without braces and names whose body is the next line',
      "<?php if (!defined('A'))\n\t«bad()»;\n\texit;\nb();",
      "<?php if (!defined('A'))\n\texit;\nb();",
    ],
  ])('leaves %s', (_, marked, left) => {
    expect(cutText(marked)).toBe(left)
  })
})

describe('nothing is cut', () => {
  it.each([
    ['out of a call of the site', '<?php own(1, «bad()»);', 'in-owner-code'],
    ['out of an array of the site', "<?php $a = array('x' => 1, 'y' => «bad()»);", 'in-owner-code'],
    ['out of a sum with the site', '<?php $a = own() . «bad()»;', 'in-owner-code'],
    ['out of a test of the site', '<?php if («bad()») { own(); }', 'in-owner-code'],
    [
      'out of a property of the site',
      '<?php class A { function f() { $this->x = «bad()»; g(); } }',
      'in-owner-code',
    ],
    ['that is the value of a function', '<?php function f($x) { own($x); return «bad()»; }', 'in-owner-code'],
    ['that works with a value of the site', '<?php $x = own(); other($x); «bad($x)»;', 'in-owner-code'],
    ['whose result the site uses', '<?php $x = «bad()»; own($x);', 'used-elsewhere'],
    [
      'whose result a loop uses in its next turn',
      '<?php while (1) { own($x); $x = «bad()»; }',
      'used-elsewhere',
    ],
    [
      'whose result a function asks for',
      '<?php $x = «bad()»; function f() { global $x; own($x); }',
      'used-elsewhere',
    ],
    [
      'behind a call of the site that gives it a value',
      '<?php $ok = login(); «bad($ok)»; b();',
      'in-owner-code',
    ],
    [
      'out of the head of a guard that asks who is logged in',
      "<?php if (!$_SESSION['a'] || «bad()») { die('no'); } b();",
      'in-owner-code',
    ],
    [
      'with a value that is handed on by its name',
      "<?php $o = own(); «bad($o)»; x(compact('o'));",
      'in-owner-code',
    ],
    [
      'with a setting that is called as its function',
      "<?php function limit() { «bad()»; } define('limit', true); b();",
      'used-elsewhere',
    ],
    [
      'with a hook that is called as its function',
      "<?php function init() { «bad()»; } add_action('init', 'boot'); init();",
      'used-elsewhere',
    ],
    [
      'with a call of the site that its function is given',
      '<?php function f($x) { «bad($x)»; } f(login()); b();',
      'used-elsewhere',
    ],
    [
      'with a function of the site whose parameter it takes',
      '<?php function f($x) { «bad($x)»; own($x); } f(1); b();',
      'in-owner-code',
    ],
    [
      'out of an empty function that other files may call',
      '<?php function f() { «bad()»; } b();',
      'used-elsewhere',
    ],
    [
      'out of an empty class that other files may use',
      '<?php class A extends B { function f() { «bad()»; } } b();',
      'used-elsewhere',
    ],
    [
      'in a function that the site needs',
      '<?php function f($x) { «bad($x)»; } $y = own(f(1));',
      'used-elsewhere',
    ],
    [
      'in a method of a class that stays',
      '<?php class A { function f() { «bad()»; } function g() { own(); } }',
      'used-elsewhere',
    ],
  ])('%s', (_, marked, reason) => {
    expect(cutText(marked)).toBe(reason)
  })
})
