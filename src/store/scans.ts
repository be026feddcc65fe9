import { kindRange, scanKey } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import type { ScanRecord } from '../domain/scan.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

export function scanOperation(scan: ScanRecord): BatchOperation {
  const key = scanKey(scan.id)
  return { type: 'put', key, value: encodeRow('scan', key, scan) }
}

export async function readScan(meta: KeyValue, id: number): Promise<ScanRecord | undefined> {
  const key = scanKey(id)
  const value = await meta.get(key)
  return value === undefined ? undefined : (decodeRow('scan', key, value) as ScanRecord)
}

/** Every scan, newest first. */
export async function* allScans(meta: KeyValue): AsyncGenerator<ScanRecord> {
  for await (const [key, value] of readRows(meta, { ...kindRange('scan'), reverse: true })) {
    yield decodeRow('scan', key, value) as ScanRecord
  }
}
