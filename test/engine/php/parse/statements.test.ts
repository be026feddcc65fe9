import { describe, expect, it } from 'vitest'
import type { Statement } from '../../../../src/engine/php/ast.ts'
import { parsePhp } from '../../../../src/engine/php/parse/parsePhp.ts'
import { nodesOf, statementsOf, withoutPlaces } from '../../../support/phpTree.ts'

/** The text of each statement on the top level. */
function texts(code: string): string[] {
  return statementsOf(code).map(({ start, end }) => code.slice(start, end))
}

function one(code: string): Statement {
  const [statement, ...others] = statementsOf(code)
  if (statement === undefined || others.length > 0) throw new Error(`not one statement: ${code}`)
  expect([statement.start, statement.end]).toEqual([0, code.length])
  return statement
}

describe('every statement covers its text with its semicolon', () => {
  it.each([
    'f();',
    'f() ;',
    'echo 1, 2;',
    'if ($a) b(); elseif ($c) d(); else if ($e) f(); else g();',
    'if ($a): b(); elseif ($c): d(); else: e(); endif;',
    'if ($a) b(); else if ($c): d(); endif;',
    'while ($a) b();',
    'while ($a): b(); endwhile;',
    'do { a(); } while ($b);',
    'for ($i = 0, $j = 1; $i < 3; $i++, $j--) { a(); }',
    'for (;;): a(); endfor;',
    'foreach ($a as $k => &$v) b();',
    'foreach ($a as [$b, $c]): d(); endforeach;',
    'switch ($a) { case 1: case 2; b(); break; default: c(); }',
    'switch ($a): case 1: b(); endswitch;',
    'break;',
    'continue 2;',
    'return;',
    'return $a;',
    'global $a, $$b;',
    'unset($a[0], $b);',
    'static $a = 1, $b;',
    'try { a(); } catch (B | C $e) { d(); } catch (E) { } finally { f(); }',
    'function &f(A|B $a, &$b, ?C ...$c): ?D { return $a; }',
    'class A extends B implements C, D { }',
    'abstract class A { abstract function f(); }',
    'final readonly class A { }',
    'interface A extends B, C { const D = 1; }',
    'trait A { use B, C { B::f insteadof C; } }',
    "enum A: string implements B { case C = 'd'; case E = 'f'; }",
    '#[A(1)] #[B] function f() { }',
    'namespace A\\B;',
    'namespace { a(); }',
    'use A\\B, C\\D as E;',
    'use function A\\{b, C\\d as e};',
    'const A = 1, B = 2;',
    'declare(strict_types=1);',
    'declare(ticks=1) { a(); }',
    'goto a;',
    'a:',
    '__halt_compiler();',
    ';',
    '{ a(); }',
    'static::f();',
    'static fn() => 1;',
    'function () { };',
    'enum::a();',
    'throw $a;',
  ])('%s', (code) => {
    one(code)
  })

  it('one after the other', () => {
    expect(texts('a();b(); { c(); } if (d) e();')).toEqual(['a();', 'b();', '{ c(); }', 'if (d) e();'])
  })

  it('without the tags around it', () => {
    const text = '<p><?php a() ?>\n<?= b, c ?><?php d();?>x'
    const { statements, opaqueBytes } = parsePhp(text, { start: 'html', tags: 'all' })
    expect(statements.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ['html', '<p>'],
      ['expression', 'a()'],
      ['echo', 'b, c'],
      ['expression', 'd();'],
      ['html', 'x'],
    ])
    expect(opaqueBytes).toBe(0)
  })

  it('through html in a body', () => {
    const text = '<?php if ($a): ?> x <?php else: ?> y <?php endif ?> z'
    const { statements, opaqueBytes } = parsePhp(text, { start: 'html', tags: 'all' })
    expect(statements.map(({ start, end }) => text.slice(start, end))).toEqual([
      text.slice(text.indexOf('if'), text.indexOf('endif') + 5),
      ' z',
    ])
    expect(opaqueBytes).toBe(0)
  })
})

describe('what statements say', () => {
  it('nests the clauses of an if in each other', () => {
    expect(one('if ($a) {} elseif ($b) {} else {}')).toMatchObject({
      kind: 'if',
      test: { name: 'a' },
      otherwise: { kind: 'if', start: 11, test: { name: 'b' }, otherwise: { kind: 'block' } },
    })
  })

  it('takes imports apart', () => {
    expect(one('use A\\B, C as D;')).toMatchObject({
      imports: [
        { type: 'class', name: 'A\\B', alias: 'B' },
        { type: 'class', name: 'C', alias: 'D' },
      ],
    })
    expect(one('use A\\{B, function c as d};')).toMatchObject({
      imports: [
        { type: 'class', name: 'A\\B', alias: 'B' },
        { type: 'function', name: 'A\\c', alias: 'd' },
      ],
    })
    expect(one('use const A\\B;')).toMatchObject({ imports: [{ type: 'const', name: 'A\\B', alias: 'B' }] })
  })

  it('lists the members of a class', () => {
    const code = `class A {
      use B;
      const int C = 1, D = 2;
      public static ?E $f = 'g', $h;
      public private(set) string $i;
      var $j;
      #[K] final protected static function &l(private readonly int $m = 1) { }
      abstract function n();
      public string $o = 'p' { get => 1; }
      function list() { }
    }`
    const [declaration] = statementsOfLoose(code)
    if (declaration?.kind !== 'class') throw new Error('no class')
    expect(
      declaration.members.map((member) => [member.kind, 'names' in member ? member.names : member.name]),
    ).toEqual([
      ['trait-use', ['B']],
      ['constant-member', 'C'],
      ['constant-member', 'D'],
      ['property-member', 'f'],
      ['property-member', 'h'],
      ['property-member', 'i'],
      ['property-member', 'j'],
      ['method', 'l'],
      ['method', 'n'],
      ['property-member', 'o'],
      ['method', 'list'],
    ])
    expect(declaration.members[7]).toMatchObject({
      isStatic: true,
      parameters: [{ name: 'm', promoted: true }],
    })
    expect(declaration.members[8]).toMatchObject({ body: null })
  })

  it('takes only the hooks of a property for opaque', () => {
    const code = 'class A { public $a { get { return 1; } } }'
    expect(parsePhp(code, { start: 'php', tags: 'all' }).opaqueBytes).toBe('{ get { return 1; } }'.length)
  })

  it('finds the data after the program', () => {
    expect(statementsOf('__halt_compiler();\x00data')).toMatchObject([
      { kind: 'halt', dataStart: 18, end: 18 },
    ])
    expect(statementsOf('__halt_compiler() ?>\ndata')).toMatchObject([
      { kind: 'halt', dataStart: 21, end: 17 },
    ])
  })

  it('takes soft keywords for names where they are', () => {
    expect(statementsOf('enum: goto enum; readonly(); match($a); $enum = enum::a;')).toHaveLength(5)
    expect(statementsOf('function readonly() {} function match() {} class enum {}')).toHaveLength(3)
  })
})

describe('trouble', () => {
  it('ends at the next semicolon', () => {
    expect(kinds('a(; b();')).toEqual(['opaque a(;', 'expression b();'])
    expect(kinds('a() b(); c();')).toEqual(['opaque a() b();', 'expression c();'])
  })

  it('does not hide the block after it', () => {
    expect(kinds('strange word { a(); } b();')).toEqual([
      'opaque strange word',
      'block { a(); }',
      'expression b();',
    ])
  })

  it('does not hide the blocks before it', () => {
    expect(kinds('if ($a) { b(); } else strange word; c();')).toEqual([
      'opaque if ($a) ',
      'block { b(); }',
      'opaque  else strange word;',
      'expression c();',
    ])
    expect(kinds('f(function () { a(); } strange);')).toEqual([
      'opaque f(function () ',
      'block { a(); }',
      'opaque  strange);',
    ])
  })

  it('stays in the block where it is', () => {
    const program = parsePhp('function f() { a(; b(); } c();', { start: 'php', tags: 'all' })
    expect(program.statements.map(({ kind }) => kind)).toEqual(['function', 'expression'])
    expect(program.opaqueBytes).toBe('a(;'.length)
  })

  it('stays in the member where it is', () => {
    const program = parsePhp('class A { strange word; function f() { } }', { start: 'php', tags: 'all' })
    expect(withoutPlaces(program.statements)).toMatchObject([
      { kind: 'class', members: [{ kind: 'method', name: 'f' }] },
    ])
    expect(program.opaqueBytes).toBe('strange word;'.length)
  })

  it('takes a brace that closes nothing alone', () => {
    expect(kinds('a(); } b();')).toEqual(['expression a();', 'opaque }', 'expression b();'])
  })

  it('lets the end of the text close everything', () => {
    const program = parsePhp('class A { function f() { if ($a) { b();', { start: 'php', tags: 'all' })
    expect(nodesOf(program).map(({ node }) => node.kind)).toContain('call')
    expect(program.opaqueBytes).toBeGreaterThan(0)
    expect(kinds('if ($a): b();')).toEqual(['if if ($a): b();'])
  })
})

function kinds(code: string): string[] {
  return statementsOfLoose(code).map(({ kind, start, end }) => `${kind} ${code.slice(start, end)}`)
}

/** Statements of code that is not all understood. */
function statementsOfLoose(code: string): readonly Statement[] {
  return parsePhp(code, { start: 'php', tags: 'all' }).statements
}
