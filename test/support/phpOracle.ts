import { execFileSync } from 'node:child_process'
import { arrayOf, isArray } from '../../src/engine/php/builtins/phpArray.ts'
import type { ArrayKey, PhpValue } from '../../src/engine/php/value.ts'

/** One question to the real PHP: a function or an operator of PHP and values that we made. */
export interface PhpQuestion {
  readonly kind: 'function' | 'binary' | 'unary' | 'increment' | 'decrement' | 'string' | 'key'
  /** Name of the function, or the operator. */
  readonly name: string
  readonly args: readonly PhpValue[]
}

/** `stopped`: PHP threw. `beyond`: the answer holds an object, or an integer or float that one number cannot tell. */
export type PhpAnswer =
  | { readonly outcome: 'value'; readonly value: PhpValue }
  | { readonly outcome: 'stopped' | 'beyond' }

/** Asks Debian's PHP all at once, in one process that lives for this call. */
export function askPhp(questions: readonly PhpQuestion[]): PhpAnswer[] {
  const input = questions.map((question) => JSON.stringify(packQuestion(question))).join('\n')
  const output = execFileSync('php', [...settings, '-r', program], { input, maxBuffer: 256 * 1024 * 1024 })
  const lines = output.toString('latin1').trimEnd().split('\n')
  if (lines.length !== questions.length)
    throw new Error(`${lines.length} answers to ${questions.length} questions`)
  return lines.map((line) => unpackAnswer(JSON.parse(line) as PackedAnswer))
}

/** Text of a value that tells apart what PHP tells apart, but a float without a fraction from an integer. */
export function shown(value: PhpValue, digits: number): string {
  if (typeof value === 'number') return `#${(value + 0).toPrecision(digits)}`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Array.from(value.entries, ([key, item]) => `${JSON.stringify(key)}=>${shown(item, digits)}`)
  return `[${pairs.join(', ')}]`
}

const settings = ['-d', 'display_errors=0', '-d', 'precision=14', '-d', 'memory_limit=1G']

type Packed =
  | { readonly s: string }
  | { readonly i: number }
  | { readonly d: string }
  | { readonly b: boolean }
  | { readonly n: 1 }
  | { readonly a: readonly (readonly [Packed, Packed])[] }
  | { readonly o: 1 }
type PackedAnswer = { readonly value: Packed } | { readonly stopped: 1 }

function packQuestion({ kind, name, args }: PhpQuestion): object {
  return { kind, name, args: args.map(pack) }
}

function pack(value: PhpValue): Packed {
  if (value === null) return { n: 1 }
  if (typeof value === 'string') return { s: Buffer.from(value, 'latin1').toString('base64') }
  if (typeof value === 'boolean') return { b: value }
  if (isArray(value)) return { a: Array.from(value.entries, ([key, item]) => [pack(key), pack(item)]) }
  return Number.isSafeInteger(value) ? { i: value } : { d: String(value) }
}

function unpackAnswer(answer: PackedAnswer): PhpAnswer {
  if ('stopped' in answer) return { outcome: 'stopped' }
  const value = unpack(answer.value)
  return value === undefined ? { outcome: 'beyond' } : { outcome: 'value', value }
}

function unpack(packed: Packed): PhpValue | undefined {
  if ('s' in packed) return Buffer.from(packed.s, 'base64').toString('latin1')
  if ('b' in packed) return packed.b
  if ('i' in packed) return Number.isSafeInteger(packed.i) ? packed.i : undefined
  if ('d' in packed) return unpackFloat(packed.d)
  if ('a' in packed) return unpackArray(packed.a)
  return 'n' in packed ? null : undefined
}

function unpackFloat(digits: string): number | undefined {
  const value = Number(digits.replace('INF', 'Infinity').replace('NAN', 'NaN'))
  return Number.isInteger(value) && Math.abs(value) >= 1e14 && Math.abs(value) < 2 ** 63 ? undefined : value
}

function unpackArray(pairs: readonly (readonly [Packed, Packed])[]): PhpValue | undefined {
  const known: [ArrayKey, PhpValue][] = []
  for (const [packedKey, packedValue] of pairs) {
    const key = unpack(packedKey)
    const value = unpack(packedValue)
    if (value === undefined || (typeof key !== 'string' && typeof key !== 'number')) return undefined
    known.push([key, value])
  }
  return arrayOf(known)
}

/** The names reach PHP as data of its own functions; nothing here comes from a file that is judged. */
const program = String.raw`
ini_set('serialize_precision', '17');
error_reporting(0);
function unpackValue($p) {
  if (isset($p['s'])) return base64_decode($p['s']);
  if (isset($p['i'])) return $p['i'];
  if (isset($p['d'])) return $p['d'] === 'NaN' ? NAN : ($p['d'] === 'Infinity' ? INF : ($p['d'] === '-Infinity' ? -INF : (float) $p['d']));
  if (isset($p['b'])) return $p['b'];
  if (isset($p['a'])) { $r = []; foreach ($p['a'] as $e) $r[unpackValue($e[0])] = unpackValue($e[1]); return $r; }
  return null;
}
function packValue($v) {
  if (is_string($v)) return ['s' => base64_encode($v)];
  if (is_int($v)) return ['i' => $v];
  if (is_float($v)) return ['d' => is_finite($v) ? var_export($v, true) : (is_nan($v) ? 'NAN' : ($v > 0 ? 'INF' : '-INF'))];
  if (is_bool($v)) return ['b' => $v];
  if (is_null($v)) return ['n' => 1];
  if (is_array($v)) { $r = []; foreach ($v as $k => $e) $r[] = [packValue($k), packValue($e)]; return ['a' => $r]; }
  return ['o' => 1];
}
function binary($o, $l, $r) {
  switch ($o) {
    case '.': return $l . $r; case '+': return $l + $r; case '-': return $l - $r; case '*': return $l * $r;
    case '/': return $l / $r; case '%': return $l % $r; case '**': return $l ** $r; case '<<': return $l << $r;
    case '>>': return $l >> $r; case '&': return $l & $r; case '|': return $l | $r; case '^': return $l ^ $r;
    case '==': return $l == $r; case '!=': return $l != $r; case '===': return $l === $r; case '!==': return $l !== $r;
    case '<': return $l < $r; case '<=': return $l <= $r; case '>': return $l > $r; case '>=': return $l >= $r;
    case '<=>': return $l <=> $r; case '&&': return $l && $r; case '||': return $l || $r; case 'xor': return $l xor $r;
    case '??': return $l ?? $r;
  }
}
function unary($o, $v) {
  switch ($o) { case '!': return !$v; case '-': return -$v; case '+': return +$v; case '~': return ~$v; }
}
function answer($q) {
  $a = array_map('unpackValue', $q['args']);
  switch ($q['kind']) {
    case 'binary': return binary($q['name'], $a[0], $a[1]);
    case 'unary': return unary($q['name'], $a[0]);
    case 'increment': $v = $a[0]; $v++; return $v;
    case 'decrement': $v = $a[0]; $v--; return $v;
    case 'string': return (string) $a[0];
    case 'key': return array_keys([$a[0] => 1])[0];
  }
  return $q['name'](...$a);
}
while (($line = fgets(STDIN)) !== false) {
  try { $result = ['value' => packValue(answer(json_decode($line, true, 512)))]; } catch (Throwable $e) { $result = ['stopped' => 1]; }
  echo json_encode($result), "\n";
}
`
