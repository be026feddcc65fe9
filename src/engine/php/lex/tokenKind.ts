/**
 * Kinds of tokens. An operator or punctuation mark has no entry: its kind is its characters, see `operatorKind`, which are
 * all above these numbers.
 */
export const tokenKind = {
  /** Text outside of tags. */
  html: 1,
  /** `<?php`, `<?` and `<script language=php>`. */
  openTag: 2,
  /** `<?=`. */
  openEcho: 3,
  /** `?>` with the one line end that PHP eats. */
  closeTag: 4,
  /** Identifier or keyword, with namespace: `\a\b`. */
  name: 5,
  /** `$name`. */
  variable: 6,
  number: 7,
  singleQuoted: 8,
  /** String in double quotes without variables, quotes included. */
  doubleQuoted: 9,
  /** Quote, backtick or `<<<NAME` of a text with parts. */
  templateOpen: 10,
  templateText: 11,
  /** `[key]` after a variable in a text. */
  templateIndex: 12,
  /** `->name` after a variable in a text. */
  templateProperty: 13,
  /** The `{` of `{$`; tokens of code follow up to its `}`. */
  templateBrace: 14,
  /** `${`; tokens of code follow up to its `}`. */
  templateDollarBrace: 15,
  /** The `}` of both. */
  templateBraceEnd: 23,
  /** The closing quote, or the line end before the closing name of a heredoc to the end of the name. */
  templateClose: 16,
  /** `(int)` and its like. */
  cast: 17,
  /** `#[`. */
  attribute: 18,
  /** What follows `__halt_compiler();`. */
  haltData: 19,
  /** A byte that means nothing in PHP. */
  unknown: 20,
  /** The rest of a text with more than phpTokensMax tokens. */
  unread: 21,
  /** After the last token. */
  end: 22,
} as const

/** The kind of an operator of one to three characters, the first one in the lowest byte. */
export function operatorKind(operator: string): number {
  let kind = 0
  for (let index = operator.length - 1; index >= 0; index -= 1)
    kind = (kind << 8) | operator.charCodeAt(index)
  return kind
}
