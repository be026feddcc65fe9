/** A clean file in another form: other line ends, other bytes, another end. */
export interface Variant {
  readonly name: string
  readonly change: (text: string) => string
}

/** What a comment in another encoding adds: bytes that are no UTF-8, one of them `\` as the second half of a letter. */
function withComment(text: string, bytes: readonly number[]): string {
  const comment = `/* ${Buffer.from(bytes).toString('latin1')} */`
  return text.replace(/^((?:\xef\xbb\xbf)?<\?php\s)/i, (tag) => `${tag}${comment}\n`)
}

export const variants: readonly Variant[] = [
  { name: 'as it is', change: (text) => text },
  { name: 'CRLF', change: (text) => text.replace(/\r?\n/g, '\r\n') },
  { name: 'BOM', change: (text) => (text.startsWith('\xef\xbb\xbf') ? text : `\xef\xbb\xbf${text}`) },
  { name: 'latin1', change: (text) => withComment(text, [0x47, 0xfc, 0x6e, 0x74, 0x65, 0x72, 0xe9]) },
  { name: 'GBK', change: (text) => withComment(text, [0xd6, 0xd0, 0x95, 0x5c, 0xb1, 0x5c, 0xce, 0xc4]) },
  { name: 'no line end', change: (text) => text.trimEnd() },
  { name: 'picture', change: (text) => `\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00${text}` },
]
