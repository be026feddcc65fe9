import { safeText } from './safeText.ts'

/**
 * A file's content made fit for a terminal: lines and tabs stay, every other control, format or bidi character is
 * escaped, and bytes that are not UTF-8 become `\xNN`. A carriage return is escaped even before a line feed: on a
 * terminal it would let the rest of the line overwrite the start.
 */
export function safeContent(bytes: Buffer): string {
  return decodeMarkingBytes(bytes).split('\n').map(safeLine).join('\n')
}

/** One excerpt on one line: line ends and tabs are escaped too. */
export function safeExcerpt(bytes: Buffer): string {
  return safeText(
    decodeMarkingBytes(bytes).replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r'),
  )
}

function safeLine(line: string): string {
  return line.split('\t').map(safeText).join('\t')
}

/** Valid UTF-8 as it is, every other byte as `\xNN`. */
function decodeMarkingBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  const parts: string[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const length = sequenceLength(bytes, offset)
    parts.push(length === 0 ? hexEscape(bytes[offset] ?? 0) : bytes.toString('utf8', offset, offset + length))
    offset += Math.max(length, 1)
  }
  return parts.join('')
}

/** Bytes of the valid UTF-8 sequence at `offset`; 0 when there is none. Runs of ASCII are taken as one. */
function sequenceLength(bytes: Buffer, offset: number): number {
  const first = bytes[offset] ?? 0
  if (first < 0x80) return asciiRun(bytes, offset)
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  const end = offset + length
  if (first < 0xc2 || end > bytes.length) return 0
  const sequence = bytes.subarray(offset, end)
  return Buffer.from(sequence.toString('utf8')).equals(sequence) ? length : 0
}

function asciiRun(bytes: Buffer, start: number): number {
  let end = start
  while (end < bytes.length && (bytes[end] ?? 0x80) < 0x80) end += 1
  return end - start
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
