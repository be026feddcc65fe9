import {
  exactPathRange,
  expiryKey,
  kindRange,
  openOperationKey,
  operationKey,
  parseExpiryKey,
  parseNumberKey,
  parsePathOperationKey,
  pathOperationKey,
} from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import { HoldfastError } from '../domain/errors.ts'
import { formatOperationId, type Operation } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/** Writes the operation and keeps the lists of open ones, of its path and of its end in step. `before` is the stored row. */
export function operationOperations(operation: Operation, before: Operation | null): BatchOperation[] {
  const key = operationKey(operation.id)
  const rows: BatchOperation[] = [
    { type: 'put', key, value: encodeRow('operation', key, operation) },
    listed('path-operation', pathOperationKey(operation.path, operation.id)),
  ]
  const openKey = openOperationKey(operation.id)
  rows.push(operation.outcome === 'open' ? listed('open-operation', openKey) : { type: 'del', key: openKey })
  const [was, is] = [before?.undoableUntil ?? null, operation.undoableUntil]
  if (was !== null && was !== is) rows.push({ type: 'del', key: expiryKey(was, operation.id) })
  if (is !== null) rows.push(listed('expiry', expiryKey(is, operation.id)))
  return rows
}

export async function readOperation(meta: KeyValue, id: number): Promise<Operation | undefined> {
  const key = operationKey(id)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('operation', key, value) as Operation)
}

/** Every operation, newest first. */
export async function* allOperations(meta: KeyValue): AsyncGenerator<Operation> {
  for await (const [key, value] of readRows(meta, { ...kindRange('operation'), reverse: true })) {
    yield decodeRow('operation', key, value) as Operation
  }
}

/** Ids of operations that were begun and not ended, oldest first. */
export async function openOperationIds(meta: KeyValue): Promise<number[]> {
  const ids: number[] = []
  for await (const [key] of readRows(meta, { ...kindRange('open-operation'), keysOnly: true })) {
    ids.push(parseNumberKey(key))
  }
  return ids
}

/** The newest operations at exactly `path`, newest first, at most `count`. */
export async function operationsAt(
  meta: KeyValue,
  path: BytePath,
  count: number,
): Promise<readonly Operation[]> {
  const cursor = meta.cursor({ ...exactPathRange('path-operation', path), reverse: true, keysOnly: true })
  try {
    const found: Operation[] = []
    while (found.length < count) {
      const rows = await cursor.next(count - found.length)
      if (rows.length === 0) break
      for (const [key] of rows) found.push(await requireOperation(meta, parsePathOperationKey(key).id))
    }
    return found
  } finally {
    await cursor.close()
  }
}

/** The operation that another row names. Throws HF_STORE_CORRUPT when it is gone. */
export async function requireOperation(meta: KeyValue, id: number): Promise<Operation> {
  const operation = await readOperation(meta, id)
  if (operation !== undefined) return operation
  throw new HoldfastError('HF_STORE_CORRUPT', `the record of operation ${formatOperationId(id)} is gone`, {
    facts: { operation: id },
    hint: 'holdfast fsck shows all damage',
  })
}

/** Tickets by the time at which they end, the earliest first. */
export async function* ticketsByEnd(
  meta: KeyValue,
): AsyncGenerator<{ readonly at: number; readonly operation: number }> {
  for await (const [key] of readRows(meta, { ...kindRange('expiry'), keysOnly: true })) {
    yield parseExpiryKey(key)
  }
}

function listed(kind: 'open-operation' | 'path-operation' | 'expiry', key: Buffer): BatchOperation {
  return { type: 'put', key, value: encodeRow(kind, key, {}) }
}
