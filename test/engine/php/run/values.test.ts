import { describe, expect, test } from 'vitest'
import { told } from './recordRun.ts'

/** What `show` is told of an expression after some statements. */
function valueOf(statements: string, expression: string): string {
  const line = told(`${statements} show(${expression});`).filter((one) => one.startsWith('function show('))
  return line.at(-1)?.slice('function show('.length, -1) ?? 'nothing'
}

describe('known values', () => {
  test.each([
    [`$a = 'x' . 1 . 'y';`, '$a', '"x1y"'],
    [`$a = [1, 'k' => ['z']];`, `$a['k'][0]`, '"z"'],
    [`$a = []; $a[] = 'p'; $a[5] = 'q'; $a[] = 'r';`, `$a[6] . $a[0]`, '"rp"'],
    [`$a = [1]; $b = $a; $b[] = 2; $b[0] = 9;`, 'count($a) . $a[0]', '"11"'],
    [`$a = ['x' => ['y' => 1]]; $b = $a; $b['x']['y'] = 2;`, `$a['x']['y']`, '1'],
    [`list($a, list(, $b)) = [1, [2, 3]];`, '$a . $b', '"13"'],
    [`['k' => $a] = ['k' => 'v'];`, '$a', '"v"'],
    [`$a = 'abc'; $a[1] = 'X'; $a[5] = '!';`, '$a', '"aXc  !"'],
    [`$a = 'abc';`, '$a[-1] . $a{0}', '"ca"'],
    [`$a = 1; $b = &$a; $b = 2;`, '$a', '2'],
    [`$x = 'n'; $$x = 'v';`, '$n', '"v"'],
    [`$GLOBALS['g'] = 'v';`, `$g . $GLOBALS['g']`, '"vv"'],
    [`function f() { static $n = 0; $n++; return $n; } f();`, 'f()', '2'],
    [`function f() { global $g; $g = 'set'; } f();`, '$g', '"set"'],
    [`function f(...$all) { return implode('-', $all); }`, `f('a', ...['b', 'c'])`, '"a-b-c"'],
    [`function f($a, $b = 'd') { return $a . $b; }`, `f(b: 'x', a: 'y')`, '"yx"'],
    [`function f() { return implode(func_get_args()); }`, `f('a', 'b')`, '"ab"'],
    [`$k = 'c'; $f = function ($a) use ($k) { return $a . $k; }; $k = 'z';`, `$f('a')`, '"ac"'],
    [`$k = 'c'; $f = fn ($a) => $a . $k;`, `$f('a')`, '"ac"'],
    [`$f = strrev(...);`, `$f('ab')`, '"ba"'],
    [
      `class P { public $p = 'p'; function g() { return $this->p; } } class C extends P {} $o = new C; $o->p .= 'q';`,
      '$o->g()',
      '"pq"',
    ],
    [
      `trait T { function t() { return 't' . static::K; } } class C { use T; const K = 'k'; } $o = new C;`,
      '$o->t()',
      '"tk"',
    ],
    [
      `class C { static $s = ['a']; static function f($x) { self::$s[] = $x; } } C::f('b');`,
      'implode(C::$s)',
      '"ab"',
    ],
    [
      `class C { function __construct(private $a) {} function __invoke() { return $this->a; } } $o = new C('i');`,
      '$o()',
      '"i"',
    ],
    [`class C { function __call($n, $a) { return $n . $a[0]; } } $o = new C;`, `$o->foo('x')`, '"foox"'],
    [`$o = new class { public $v = 'n'; }; $c = clone $o; $c->v = 'm';`, '$o->v . $c->v', '"nm"'],
    [`extract(['e' => 'x']); $c = compact('e');`, `$e . $c['e']`, '"xx"'],
    [`parse_str('a=1&b=%41', $q);`, `$q['b']`, '"A"'],
    [`define('HF_A', 'v'); const HF_B = HF_A . 'w';`, `constant('HF_B')`, '"vw"'],
    [`$m = array_map('strrev', ['ab', 'cd']);`, 'implode($m)', '"badc"'],
    [`$m = array_map(function ($c) { return chr($c); }, [104, 102]);`, 'implode($m)', '"hf"'],
    [`try { throw new Exception('m'); } catch (Exception $e) {}`, '$e->getMessage()', '"m"'],
    [`$a = match (true) { default => 'd' };`, '$a', '"d"'],
    [
      `switch (2) { case 1: $a = 'x'; break; case 2: $a = 'y'; case 3: $a .= 'z'; break; default: $a = 'd'; }`,
      '$a',
      '"yz"',
    ],
    [`$a = ''; foreach (['p' => 1, 'q' => 2] as $k => $v) { if ($v == 2) continue; $a .= $k; }`, '$a', '"p"'],
    [`$a = [1, 2]; foreach ($a as &$v) { $v = $v * 2; }`, 'implode($a)', '"24"'],
    [`$a = ''; $i = 0; do { $a .= $i; } while (++$i < 3);`, '$a', '"012"'],
    [
      `$a = ['x', 'y']; $b = array_pop($a); array_unshift($a, 'w'); array_push($a, 'z');`,
      'implode($a) . $b',
      '"wxzy"',
    ],
    [`goto e; s: $a = 'skipped'; e: $a = $a . 'e';`, '1', '1'],
  ])('%s', (statements, expression, expected) => {
    expect(valueOf(statements, expression)).toBe(expected)
  })

  test('know the file they stand in', () => {
    expect(valueOf('', '__LINE__')).toBe('1')
    expect(valueOf('function f() { return __FUNCTION__; }', 'f()')).toBe('"f"')
    expect(valueOf('$t = file(__FILE__);', 'count($t)')).toBe('1')
    expect(valueOf('', 'strpos(file_get_contents(__FILE__), "show")')).toMatch(/^\d+$/)
  })
})

describe('values of which little is known', () => {
  test('are joined where ways meet', () => {
    expect(valueOf(`$a = 'x'; if (foo()) $a = 'y';`, '$a')).toBe('unknown')
    expect(valueOf(`if (foo()) $a = 'y'; else $a = 'y';`, '$a')).toBe('"y"')
    expect(valueOf(`$a = 'x'; if (foo()) $a = $_G‧ET['q'];`, '$a')).toBe('unknown:1<$_GET[...]>')
    expect(valueOf(`$a = 'x'; while (foo()) $a .= 'y';`, '$a')).toMatch(/^unknown/)
    expect(valueOf(`$a = foo() ? 'x' : $_G‧ET['q'];`, '$a')).toBe('unknown:1<$_GET[...]>')
  })

  test('keep how they begin and where they come from', () => {
    expect(valueOf('', `strrev($_G‧ET['q'])`)).toBe('unknown:257<$_GET[...]>strrev>')
    expect(valueOf('', `intval($_G‧ET['q'])`)).toMatch(/^unknown$/)
    expect(valueOf('', `(int) $_G‧ET['q'] . 'x'`)).toBe('unknown')
    expect(valueOf('', `$_FIL‧ES['f']['name']`)).toBe('unknown:1<$_FILES[...]>')
    expect(valueOf('', `$_FIL‧ES['f']['tmp_name']`)).toBe('unknown:4<$_FILES[...]>')
    expect(valueOf('', `$_SER‧VER['DOCUMENT_ROOT']`)).toBe('unknown')
    expect(valueOf('', `$_SER‧VER['HTTP_X']`)).toBe('unknown:2<$_SERVER[...]>')
    expect(valueOf(`$m = ['a' => 'x', 'b' => 'y'];`, `$m[$_G‧ET['q']]`)).toBe('unknown')
  })

  test('nobody chooses a function whose name begins as none that does harm', () => {
    expect(told(`$f = 'wp_ajax_' . $_G‧ET['f']; $f($_G‧ET['x']);`)[0]).toMatch(/^function \{unknown\}/)
    expect(told(`$f = 'sys' . $_G‧ET['f']; $f($_G‧ET['x']);`)[0]).toMatch(/^function \{unknown:1</)
    expect(told(`include __DIR__ . '/' . $_G‧ET['f'];`)).toEqual(['include include(unknown)'])
    expect(told(`include $_G‧ET['f'] . '.php';`)).toEqual(['include include(unknown:1<$_GET[...]>)'])
  })
})
