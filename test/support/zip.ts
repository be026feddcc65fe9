import { crc32, deflateRawSync } from 'node:zlib'

/** One entry of an archive made for a test; what is not given is what an honest packer writes. */
export interface ZipEntry {
  readonly name: string | Buffer
  readonly bytes: Buffer
  readonly mode?: number
  readonly flags?: number
  readonly size?: number
  readonly crc?: number
  readonly packed?: Buffer
}

/** A ZIP archive, byte by byte (APPNOTE 4.3): each entry deflated, then the central directory and its end. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.isBuffer(entry.name) ? entry.name : Buffer.from(entry.name)
    const packed = entry.packed ?? deflateRawSync(entry.bytes)
    const common = commonFields(entry, packed, name)
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
    central.push(centralHeader(entry, common, { name, offset }))
    local.push(header)
    offset += header.length
  }
  const directory = Buffer.concat(central)
  return Buffer.concat([...local, directory, endOfDirectory(entries.length, directory.length, offset)])
}

export function zipOfFiles(files: Readonly<Record<string, string | Buffer>>): Buffer {
  return zipOf(Object.entries(files).map(([name, content]) => ({ name, bytes: Buffer.from(content) })))
}

/** From "version needed" to the length of the extra field: the same in both headers. */
function commonFields(entry: ZipEntry, packed: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(entry.flags ?? 0, 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(entry.crc ?? crc32(entry.bytes), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(entry.size ?? entry.bytes.length, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

function centralHeader(
  entry: ZipEntry,
  common: Buffer,
  { name, offset }: { readonly name: Buffer; readonly offset: number },
): Buffer {
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name])
}

function endOfDirectory(entries: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries, 4)
  end.writeUInt16LE(entries, 6)
  end.writeUInt32LE(bytes, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), end])
}
