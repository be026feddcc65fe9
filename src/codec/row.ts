import { invariant } from '../domain/errors.ts'
import { corruptRecord, encodeRecord, decodeRecord } from './record.ts'
import type { RecordKind } from './records.ts'

/** A small row as the value to store under `key`: its rowText, uncompressed. */
export function encodeRow(kind: RecordKind, key: Buffer, row: unknown): Buffer {
  const payload = Buffer.from(rowText(row), 'utf8')
  return encodeRecord({ kind, codec: 'raw', size: payload.length, payload }, key)
}

/** The plain value that encodeRow stored. Throws HF_RECORD_CORRUPT; the shape is checked by codec/rowFields.ts. */
export function decodeRow(kind: RecordKind, key: Buffer, value: Buffer): unknown {
  const { payload } = decodeRecord(value, key, kind)
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    throw corruptRecord(kind, key, 'not JSON')
  }
}

/**
 * The one JSON text of a row: properties sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript
 * writes them, properties that are undefined left out. Unlike an event (codec/canonicalJson.ts) a row may hold booleans
 * and fractions. Throws HF_BUG on what JSON cannot carry.
 */
export function rowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(rowText).join(',')}]`
  if (typeof value === 'object' && value !== null) return objectText(value)
  invariant(isScalar(value), 'a row holds plain data only', { type: typeof value })
  return JSON.stringify(value)
}

function objectText(value: object): string {
  const properties = Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, property]) => `${JSON.stringify(name)}:${rowText(property)}`)
  return `{${properties.join(',')}}`
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}
