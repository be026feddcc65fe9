import { describe, expect, test } from 'vitest'
import { lineOf, php, record, told } from './recordRun.ts'

const sink = `ev‧al($_PO‧ST['hf_test']);`
const line = 'eval eval(unknown:1<$_POST[...]>)'

describe('everything is visited', () => {
  test.each([
    ['a branch that is false', `if (false) { ${sink} }`],
    ['the other branch', `if (true) { $a = 1; } else { ${sink} }`],
    ['code behind return', `return; ${sink}`],
    ['code behind exit', `exit; ${sink}`],
    ['code behind a jump', `goto e; ${sink} e: ;`],
    ['a case that is not taken', `switch (1) { case 1: break; default: ${sink} }`],
    ['a loop that does not turn', `while (false) { ${sink} }`],
    ['a loop over nothing', `foreach ([] as $x) { ${sink} }`],
    ['a handler of exceptions', `try { $a = 1; } catch (Exception $e) { ${sink} }`],
    ['the right side of a known &&', `false && ev‧al($_PO‧ST['hf_test']);`],
    ['an arm of a ternary', `$a = true ? 1 : ev‧al($_PO‧ST['hf_test']);`],
    ['a function that nobody calls', `function f() { ${sink} }`],
    ['a function in a function', `function f() { function g() { ${sink} } }`],
    ['a method that nobody calls', `class C { function m() { ${sink} } }`],
    ['a closure that nobody calls', `$f = function () { ${sink} };`],
    ['a closure in a method', `class C { function m() { return fn () => ev‧al($_PO‧ST['hf_test']); } }`],
    ['a function behind if', `if (!function_exists('f')) { function f() { ${sink} } }`],
    ['a block of a namespace', `namespace A { ${sink} }`],
    ['a generator', `function g() { ${sink} yield 1; }`],
  ])('%s', (_, code) => {
    expect(told(code)).toContain(line)
  })

  test('a property that a later method writes', () => {
    const code = `class C { private $c; function run() { ev‧al($this->c); } function set() { $this->c = $_PO‧ST['hf_test']; } }`
    expect(told(code)).toContain(line)
  })

  test('a value that one method keeps for another', () => {
    const code = `class C { private $c; function run() { ev‧al($this->c); } function __construct() { $this->c = $_PO‧ST['hf_test']; } }`
    expect(told(code)).toContain(line)
  })

  test('a place in a loop is told once', () => {
    const loop = `for ($i = 0; $i < 500; $i++) { ${sink} }`
    expect(told(loop).filter((one) => one === line)).toHaveLength(1)
  })

  test('code that is not reached changes nothing', () => {
    expect(told(`$a = 'x'; if (false) { $a = 'y'; } show($a);`)).toContain('function show("x")')
    expect(told(`function f() { return 'x'; $a = 1; return 'y'; } show(f());`)).toContain(
      'function show("x")',
    )
  })
})

describe('checks around a call', () => {
  test.each([
    [`if (isset($_PO‧ST['a'])) { show(1); }`, '[request-test]'],
    [`if ($_PO‧ST['p'] == 'hf_test') { show(1); }`, '[password,request-test]'],
    [`if (md5($_PO‧ST['p']) != '0123456789') die; show(1);`, '[password]'],
    [`if (!current_user_can('x')) { return; } show(1);`, '[capability]'],
    [`current_user_can('x') && show(1);`, '[capability]'],
    [`check_admin_referer('x'); show(1);`, '[capability]'],
    [`if (php_sapi_name() === 'cli') { show(1); }`, '[cli-only]'],
    [`function f() { show(1); } if (isset($_G‧ET['a'])) { f(); }`, '[request-test]'],
  ])('%s', (code, guards) => {
    expect(told(code)).toContain(`function show(1) ${guards}`)
  })

  test('end with their block', () => {
    expect(told(`if (isset($_PO‧ST['a'])) { $b = 1; } show(1);`)).toContain('function show(1)')
  })
})

describe('places', () => {
  test('are of the call in the content, with the function around', () => {
    const source = php(`function f() { sys‧tem($_G‧ET['hf_test']); } f();`)
    const { facts } = record(source)
    const fact = facts.find((one) => one.name === 'system')
    expect(fact?.place.within).toBe('f')
    expect(source.slice(fact?.place.span.start, fact?.place.span.end)).toBe(fact?.place.excerpt)
    expect(facts.map(lineOf)).toHaveLength(1)
  })
})
