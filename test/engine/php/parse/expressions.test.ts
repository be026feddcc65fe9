import { describe, expect, it } from 'vitest'
import { shape } from '../../../support/phpShape.ts'
import { expressionOf, statementsOf, withoutPlaces } from '../../../support/phpTree.ts'

describe('what binds to what', () => {
  it.each([
    ['$a . 1 + 2 . $b', '($a . (1 + 2) . $b)'],
    ['1 + 2 * 3 - 4', '(1 + (2 * 3) - 4)'],
    ['1 * 2 + 3 * 4', '((1 * 2) + (3 * 4))'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['-$a ** 2', '-(($a ** 2))'],
    ['2 ** -1', '(2 ** -(1))'],
    ['(int)$a + 1', '(int($a) + 1)'],
    ['@$a . $b', '(@($a) . $b)'],
    ['!$a instanceof B', '!(($a instanceof B))'],
    ['!$a == $b', '(!($a) == $b)'],
    ['!$a = f()', '!(($a = f()))'],
    ['$a && $b || $c and $d', '((($a && $b) || $c) && $d)'],
    ['$a = $b or $c', '(($a = $b) || $c)'],
    ['$a xor $b AND $c', '($a xor ($b && $c))'],
    ['$a && $b = 1', '($a && ($b = 1))'],
    ['$a ?? $b ?? $c', '($a ?? ($b ?? $c))'],
    ['$a ? $b : $c', '($a ? $b : $c)'],
    ['$a ?: $b ?: $c', '(($a ? - : $b) ? - : $c)'],
    ['$a ? B::c : $d', '($a ? B::c : $d)'],
    ['$a = $b = 1', '($a = ($b = 1))'],
    ['$a .= $b . $c', '($a .= ($b . $c))'],
    ['$a =& $b', '($a =& $b)'],
    ['$a & $b == $c', '($a & ($b == $c))'],
    ['$a <> $b', '($a != $b)'],
    ['$a << 1 . 2', '(($a << 1) . 2)'],
    ["'a' ^ 'b' | 'c'", '(("a" ^ "b") | "c")'],
    ['~$a & $b', '(~($a) & $b)'],
    ['$a++ + ++$b', '($a++ + ++$b)'],
    ["include 'a' . $b or die", 'include((("a" . $b) || exit))'],
    ['print $a and $b', '(print($a) && $b)'],
    ['$a or throw new B', '($a || throw(new B()))'],
    ['clone $a->b', 'clone($a->b)'],
    ['clone($a)->b', 'clone($a->b)'],
    ['eval($a) . $b', '(eval($a) . $b)'],
  ])('%s', (code, expected) => {
    expect(shape(expressionOf(code))).toBe(expected)
  })
})

describe('members, indices and calls', () => {
  it.each([
    ['$a[0]{1}[]', '$a[0][1][]'],
    ["'ab'{0}", '"ab"[0]'],
    ["('a'.'b'){0}", '("a" . "b")[0]'],
    ['$a->b->c()->d[1]', '$a->b->c()->d[1]'],
    ['$a?->b()', '$a->b()'],
    ['$a->$b[0]', '$a->$b[0]'],
    ['$a->{$b . 1}()', '$a->($b . 1)()'],
    ['$a->class', '$a->class'],
    ['A::b()', 'A::b()'],
    ['A::$b', 'A::$b'],
    ['A::$b()', 'A::$b()'],
    ['A::$b[0]()', 'A::$b[0]()'],
    ['$a::c', '$a::c'],
    ['static::a()', 'static::a()'],
    ["('sys' . 'tem')('id')", '("sys" . "tem")("id")'],
    ["'system'('id')", '"system"("id")'],
    ['$f($a)($b)', '$f($a)($b)'],
    ["$_GET['f']($_GET['a'])", '$_GET["f"]($_GET["a"])'],
    ["${'_G' . 'ET'}[1]", '$(("_G" . "ET"))[1]'],
    ['$$a[0]', '$($a)[0]'],
    ['$$$a', '$($($a))'],
    ['$a->$$b', '$a->$($b)'],
    ['\\system($a)', '\\system($a)'],
    ['namespace\\f()', 'namespace\\f()'],
    ['f(...$a, b: $c)', 'f(...$a, b: $c)'],
    ['f($a ? b : c, d::e)', 'f(($a ? b : c), d::e)'],
    ['f(&$a)', 'f(&($a))'],
    ['new A', 'new A()'],
    ['new A($b)', 'new A($b)'],
    ['new $a->b[0]($c)', 'new $a->b[0]($c)'],
    ['new A::$b($c)', 'new A::$b($c)'],
    ["new ('a' . $b)", 'new ("a" . $b)()'],
    ['(new A)->b()', 'new A()->b()'],
    ['new A()->b()', 'new A()->b()'],
    ['new class($a) extends B { }', 'new class($a)'],
    ['$a instanceof $b->c', '($a instanceof $b->c)'],
    ['[$a, $b] = $c', '(array = $c)'],
    ['match($a) + 1', '(match($a) + 1)'],
    ['enum()', 'enum()'],
    ['readonly($a)', 'readonly($a)'],
  ])('%s', (code, expected) => {
    expect(shape(expressionOf(code))).toBe(expected)
  })

  it('knows the closure of a callable by its placeholder', () => {
    expect(expressionOf('f(...)')).toMatchObject({ kind: 'call', args: [{ type: 'placeholder' }] })
  })
})

describe('other expressions', () => {
  it('reads arrays and lists with holes, keys, references and spreads', () => {
    const array = expressionOf("[1, 'a' => &$b, ...$c, ]")
    if (array.kind !== 'array') throw new Error(array.kind)
    expect(
      array.items.map((item) => item && [shape(item.key), shape(item.value), item.byRef, item.spread]),
    ).toEqual([
      ['-', '1', false, false],
      ['"a"', '$b', true, false],
      ['-', '$c', false, true],
    ])
    const list = expressionOf("list(, $a, 'k' => list($b)) = $c")
    expect(list).toMatchObject({
      kind: 'assign',
      target: { kind: 'array', items: [null, {}, { value: { kind: 'array' } }] },
    })
    expect(expressionOf('array()')).toMatchObject({ kind: 'array', items: [] })
  })

  it('reads closures', () => {
    expect(withoutPlaces(expressionOf('static function &(int $a, ?B &...$c) use ($d, &$e): ?F { }'))).toEqual(
      {
        kind: 'closure',
        isArrow: false,
        isStatic: true,
        parameters: [
          { name: 'a', value: null, byRef: false, variadic: false, promoted: false },
          { name: 'c', value: null, byRef: true, variadic: true, promoted: false },
        ],
        uses: [
          { name: 'd', byRef: false },
          { name: 'e', byRef: true },
        ],
        body: { kind: 'block', body: [] },
      },
    )
    expect(expressionOf('fn($a) => $a or $b')).toMatchObject({
      kind: 'closure',
      isArrow: true,
      body: { body: [{ kind: 'return', value: { kind: 'chain' } }] },
    })
    expect(expressionOf('#[A(1)] fn() => 1')).toMatchObject({ kind: 'closure' })
  })

  it('reads match', () => {
    expect(expressionOf('match (true) { $a, $b => 1, default => 2, }')).toMatchObject({
      kind: 'match',
      arms: [
        { tests: [{}, {}], value: {} },
        { tests: [], value: {} },
      ],
    })
  })

  it('reads yield in its forms', () => {
    const yields = statementsOf('yield; $a = yield $b; yield $k => $v; yield from f();')
    expect(
      withoutPlaces(
        yields.map((statement) => (statement.kind === 'expression' ? statement.expression : null)),
      ),
    ).toMatchObject([
      { kind: 'yield', type: 'value', key: null, value: null },
      { kind: 'assign', value: { kind: 'yield', value: { name: 'b' } } },
      { kind: 'yield', key: { name: 'k' }, value: { name: 'v' } },
      { kind: 'yield', type: 'from', value: { kind: 'call' } },
    ])
  })

  it('reads isset, empty, exit and its name die', () => {
    expect(expressionOf('isset($a, $b)')).toMatchObject({ kind: 'isset', targets: [{}, {}] })
    expect(expressionOf('empty($a)')).toMatchObject({ kind: 'empty' })
    expect(expressionOf('exit')).toMatchObject({ kind: 'exit', value: null })
    expect(expressionOf('die()')).toMatchObject({ kind: 'exit', value: null })
    expect(expressionOf("die('a')")).toMatchObject({ kind: 'exit', value: { kind: 'string' } })
  })

  it('gives an expression in parentheses its own place', () => {
    expect(expressionOf('($a . $b)')).toMatchObject({ start: 1, end: 8 })
    expect(expressionOf('($a) . $b')).toMatchObject({ start: 0, end: 9 })
  })
})
