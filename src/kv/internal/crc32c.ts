/** CRC-32C (Castagnoli), four bytes per step: the checksum of LevelDB's blocks, which Node's zlib does not have. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  let at = 0
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^= word(bytes, at)
    crc =
      entry(3, crc & 0xff) ^
      entry(2, (crc >>> 8) & 0xff) ^
      entry(1, (crc >>> 16) & 0xff) ^
      entry(0, crc >>> 24)
  }
  for (; at < bytes.length; at += 1) crc = entry(0, (crc ^ (bytes[at] ?? 0)) & 0xff) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const polynomial = 0x82f63b78
const tables = buildTables()

function entry(table: number, byte: number): number {
  return tables[table * 256 + byte] ?? 0
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  )
}

/** Table k says what a byte does to the sum when k more bytes follow it. */
function buildTables(): Int32Array {
  const built = new Int32Array(4 * 256)
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial
    built[byte] = crc
  }
  for (let i = 256; i < built.length; i += 1) {
    const before = built[i - 256] ?? 0
    built[i] = (built[before & 0xff] ?? 0) ^ (before >>> 8)
  }
  return built
}
