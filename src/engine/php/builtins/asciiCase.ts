import { byteTable, mapBytes } from './byteTable.ts'

const small = 'abcdefghijklmnopqrstuvwxyz'
const large = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const smaller = byteTable(large, small)
const larger = byteTable(small, large)

/** Letters of ASCII only, as PHP does in its own locale; other bytes stay. */
export function toLower(text: string): string {
  return mapBytes(text, smaller)
}

export function toUpper(text: string): string {
  return mapBytes(text, larger)
}
