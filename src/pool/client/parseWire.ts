import { breach } from '../frame.ts'

/**
 * Readers of untrusted JSON: each returns the value as its type or throws HF_READER_FAILED. `what` names the field
 * in the message, never the value: it is the attacker's text.
 */
export type WireRecord = Readonly<Record<string, unknown>>

export function parseJson(bytes: Buffer): WireRecord {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw breach('a header that is not JSON')
  }
  return record(value, 'header')
}

export function record(value: unknown, what: string): WireRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(what)
  return value as WireRecord
}

export function list(value: unknown, what: string, countMax: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > countMax) throw wrong(what)
  return value as unknown[]
}

export function listOf(value: unknown, what: string, count: number): readonly unknown[] {
  const rows = list(value, what, count)
  if (rows.length !== count) throw wrong(what)
  return rows
}

export function integer(value: unknown, what: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
    throw wrong(what)
  return value
}

export function finite(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(what)
  return value
}

export function text(value: unknown, what: string, charsMax: number): string {
  if (typeof value !== 'string' || value.length > charsMax) throw wrong(what)
  return value
}

export function oneOf<T extends string>(value: unknown, what: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value)
  if (found === undefined) throw wrong(what)
  return found
}

export function wrong(what: string): Error {
  return breach(`a wrong ${what}`)
}
