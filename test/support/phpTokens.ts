import { execFileSync } from 'node:child_process'
import { lexPhp } from '../../src/engine/php/lex/lexPhp.ts'
import { tokenKind } from '../../src/engine/php/lex/tokenKind.ts'
import type { Tokens } from '../../src/engine/php/lex/tokens.ts'

/** `start-end` of each token of each latin1 text, as PHP's own scanner finds them; nothing of the texts is run. */
export function tokensOfPhp(texts: readonly string[]): string[][] {
  const input = texts.map((text) => Buffer.from(text, 'latin1').toString('base64')).join('\n')
  const settings = ['-d', 'short_open_tag=0', '-d', 'memory_limit=1G', '-d', 'display_errors=0']
  const output = execFileSync('php', [...settings, '-r', program], { input, maxBuffer: 512 * 1024 * 1024 })
  return output
    .toString('latin1')
    .split('\n')
    .slice(0, texts.length)
    .map((line) => likeOurs(line === '' ? [] : line.split(' ').map(parseToken)))
}

/** The same of our scanner. */
export function tokensOfOurs(text: string): string[] {
  return spansOf(text, lexPhp(text, { start: 'html', tags: 'long' }))
}

interface PhpToken {
  readonly name: string
  readonly start: number
  readonly end: number
  /** Bytes of the last line end in it, when it ends with one. */
  readonly lineEnd: number
}

const program = `
  $quiet = [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT, T_OPEN_TAG];
  foreach (explode("\\n", stream_get_contents(STDIN)) as $line) {
    $tokens = [];
    foreach (PhpToken::tokenize(base64_decode($line)) as $token) {
      if (in_array($token->id, $quiet, true)) continue;
      $end = $token->pos + strlen($token->text);
      $lineEnd = preg_match('/(\\r\\n|\\r|\\n)\\z/', $token->text, $match) ? strlen($match[1]) : 0;
      $name = str_replace(' ', '_', $token->getTokenName());
      $tokens[] = $name . ':' . $token->pos . ':' . $end . ':' . $lineEnd;
    }
    echo implode(' ', $tokens), "\\n";
  }`

function parseToken(written: string): PhpToken {
  const parts = written.split(':')
  const [lineEnd, end, start] = parts.splice(-3).reverse().map(Number)
  return { name: parts.join(':'), start: start ?? 0, end: end ?? 0, lineEnd: lineEnd ?? 0 }
}

/** PHP counts the line end before the closing name of a heredoc to its text, and `yield from` is one token. */
function likeOurs(tokens: readonly PhpToken[]): string[] {
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1]
    const before = tokens[index - 1]
    if (token.name === 'T_YIELD_FROM')
      return [`${token.start}-${token.start + 5}`, `${token.end - 4}-${token.end}`]
    if (token.name === 'T_ENCAPSED_AND_WHITESPACE' && next?.name === 'T_END_HEREDOC') {
      const end = token.end - token.lineEnd
      return end > token.start ? [`${token.start}-${end}`] : []
    }
    const closesText = token.name === 'T_END_HEREDOC' && before?.name === 'T_ENCAPSED_AND_WHITESPACE'
    return [`${token.start - (closesText ? before.lineEnd : 0)}-${token.end}`]
  })
}

function spansOf(text: string, { data, count }: Tokens): string[] {
  const spans: string[] = []
  for (let index = 0; index < count; index += 1) {
    const start = data[3 * index + 1] ?? 0
    const end = data[3 * index + 2] ?? 0
    for (const cut of cutsOf(text, data[3 * index] ?? 0, { start, end })) spans.push(cut)
  }
  return spans
}

/** `[key]` and `->name` in a text are several tokens in PHP. */
function cutsOf(text: string, kind: number, { start, end }: { start: number; end: number }): string[] {
  switch (kind) {
    case tokenKind.openTag:
      return []
    case tokenKind.templateProperty: {
      const name = start + (text.charAt(start) === '?' ? 3 : 2)
      return [`${start}-${name}`, `${name}-${end}`]
    }
    case tokenKind.templateIndex: {
      const inside =
        text.charAt(start + 1) === '-'
          ? [`${start + 1}-${start + 2}`, `${start + 2}-${end - 1}`]
          : [`${start + 1}-${end - 1}`]
      return [`${start}-${start + 1}`, ...inside, `${end - 1}-${end}`]
    }
    default:
      return [`${start}-${end}`]
  }
}
