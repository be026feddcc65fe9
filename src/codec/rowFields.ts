import { isOid, type Oid } from '../domain/oid.ts'
import { type BytePath, parseBytePath } from '../domain/path.ts'
import { corruptRecord } from './record.ts'
import type { RecordKind } from './records.ts'
import { decodeRow } from './row.ts'

/** The properties of one JSON row, each read with its type; anything else throws HF_RECORD_CORRUPT with its name. */
export interface RowFields {
  /** Whole, but not always safe: sparse files claim up to 2^63 bytes. */
  integer(name: string): number
  integerOrNull(name: string): number | null
  text(name: string): string
  oneOf<T extends string>(name: string, allowed: readonly T[]): T
  oid(name: string): Oid
  oidOrNull(name: string): Oid | null
  path(name: string): BytePath
  /** A property that is an object itself. */
  inner(name: string): RowFields
  /** A property that is a list of objects. */
  list(name: string): readonly RowFields[]
}

export function readRow(kind: RecordKind, key: Buffer, value: Buffer): RowFields {
  return fieldsOf(decodeRow(kind, key, value), (name) => corruptRecord(kind, key, `property ${name}`))
}

type Refusal = (name: string) => Error

function fieldsOf(row: unknown, refuse: Refusal): RowFields {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw refuse('(row)')
  const properties = new Map<string, unknown>(Object.entries(row))
  function read<T>(name: string, accepts: (value: unknown) => value is T): T {
    const value = properties.get(name)
    if (!accepts(value)) throw refuse(name)
    return value
  }
  return {
    integer: (name) => read(name, isInteger),
    integerOrNull: (name) => read(name, orNull(isInteger)),
    text: (name) => read(name, isText),
    oneOf: (name, allowed) => read(name, oneOf(allowed)),
    oid: (name) => read(name, isOidValue),
    oidOrNull: (name) => read(name, orNull(isOidValue)),
    path: (name) => read(name, isPath),
    inner: (name) => fieldsOf(properties.get(name), (inner) => refuse(`${name}.${inner}`)),
    list: (name) =>
      read(name, isList).map((item, i) =>
        fieldsOf(item, (inner) => refuse(`${name}[${String(i)}].${inner}`)),
      ),
  }
}

const isInteger = (value: unknown): value is number => Number.isInteger(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isOidValue = (value: unknown): value is Oid => isText(value) && isOid(value)
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isPath = (value: unknown): value is BytePath =>
  isText(value) && !/[^\0-\xff]/.test(value) && parseBytePath(Buffer.from(value, 'latin1')) !== undefined

function orNull<T>(accepts: (value: unknown) => value is T) {
  return (value: unknown): value is T | null => value === null || accepts(value)
}

function oneOf<T extends string>(allowed: readonly T[]) {
  return (value: unknown): value is T => allowed.some((candidate) => candidate === value)
}
