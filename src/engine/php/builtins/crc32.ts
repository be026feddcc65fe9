const polynomial = 0xed_b8_83_20
const table = Uint32Array.from({ length: 256 }, (_, index) => tableEntry(index))

/** CRC-32 of zlib over latin1 text, without sign. */
export function crc32(text: string): number {
  let crc = 0xff_ff_ff_ff
  for (let at = 0; at < text.length; at += 1)
    crc = (crc >>> 8) ^ (table[(crc ^ text.charCodeAt(at)) & 255] ?? 0)
  return (crc ^ 0xff_ff_ff_ff) >>> 0
}

function tableEntry(index: number): number {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
  return value >>> 0
}
