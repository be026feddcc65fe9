const bytesPerLine = 16

/** As `hexdump -C`: offset, sixteen bytes, what of them is printable ASCII. */
export function hexDump(bytes: Buffer): string {
  const lines: string[] = []
  for (let offset = 0; offset < bytes.length; offset += bytesPerLine) {
    lines.push(dumpLine(bytes.subarray(offset, offset + bytesPerLine), offset))
  }
  lines.push(bytes.length.toString(16).padStart(8, '0'))
  return `${lines.join('\n')}\n`
}

function dumpLine(bytes: Buffer, offset: number): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  const left = digits.slice(0, 8).join(' ').padEnd(23)
  const right = digits.slice(8).join(' ').padEnd(23)
  const printable = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
  return `${offset.toString(16).padStart(8, '0')}  ${left}  ${right}  |${printable.join('')}|`
}
