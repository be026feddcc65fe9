const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Text that is not ours (a rule's description, a message that quotes the user) as it may go to a terminal: control,
 * format and bidi characters become `\u{hex}`. Paths and names go through displayPath instead, which is reversible.
 */
export function safeText(text: string): string {
  return text.replace(unsafe, escaped)
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
