import { incidentKey, kindRange, openIncidentKey, subtreeRange } from '../codec/keys.ts'
import { decodeRow, encodeRow } from '../codec/row.ts'
import { HoldfastError } from '../domain/errors.ts'
import { type Incident, formatIncidentId, isCurrent, isOpen } from '../domain/incident.ts'
import type { BytePath } from '../domain/path.ts'
import type { Finding } from '../domain/verdict.ts'
import type { BatchOperation, KeyValue } from '../kv/keyValue.ts'
import { readRows } from './rows.ts'

/** Writes the incident and keeps the index of current incidents (at most one per path, decision 30) in step. */
export function incidentOperations(incident: Incident): BatchOperation[] {
  const key = incidentKey(incident.id)
  const openKey = openIncidentKey(incident.path)
  const ignore = incident.status === 'ignored' ? incident.ignore : null
  const row: BatchOperation = { type: 'put', key, value: encodeRow('incident', key, { ...incident, ignore }) }
  const open: BatchOperation = isCurrent(incident)
    ? { type: 'put', key: openKey, value: encodeRow('open-incident', openKey, { id: incident.id }) }
    : { type: 'del', key: openKey }
  return [row, open]
}

export async function readIncident(meta: KeyValue, id: number): Promise<Incident | undefined> {
  const key = incidentKey(id)
  const value = await meta.get(key)
  return value === undefined ? undefined : decodeIncident(key, value)
}

/** The open incidents of a path and everything below it, in path order. */
export async function openIncidentsUnder(meta: KeyValue, path: BytePath): Promise<Incident[]> {
  return (await currentIncidentsUnder(meta, path)).filter(isOpen)
}

/** Those and the ignored ones, whose file is as bad as before. */
export async function currentIncidentsUnder(meta: KeyValue, path: BytePath): Promise<Incident[]> {
  const found: Incident[] = []
  for await (const [key, value] of readRows(meta, subtreeRange('open-incident', path))) {
    const { id } = decodeRow('open-incident', key, value) as { id: number }
    found.push(await requireIncident(meta, id))
  }
  return found
}

export async function openIncidentAt(meta: KeyValue, path: BytePath): Promise<Incident | undefined> {
  const incident = await currentIncidentAt(meta, path)
  return incident !== undefined && isOpen(incident) ? incident : undefined
}

export async function currentIncidentAt(meta: KeyValue, path: BytePath): Promise<Incident | undefined> {
  const key = openIncidentKey(path)
  const value = await meta.get(key)
  if (value === undefined) return undefined
  return await requireIncident(meta, (decodeRow('open-incident', key, value) as { id: number }).id)
}

/** Every incident, newest first. */
export async function* allIncidents(meta: KeyValue): AsyncGenerator<Incident> {
  for await (const [key, value] of readRows(meta, { ...kindRange('incident'), reverse: true })) {
    yield decodeIncident(key, value)
  }
}

/** Rows from before there was an ignore list, or findings with a trace, do not speak of it. */
function decodeIncident(key: Buffer, value: Buffer): Incident {
  const row = decodeRow('incident', key, value) as Omit<Incident, 'ignore' | 'finding'> & {
    readonly ignore?: number | null
    readonly finding: Omit<Finding, 'trace'> & { readonly trace?: readonly string[] }
  }
  return {
    ...row,
    ignore: row.ignore ?? null,
    finding: { ...row.finding, trace: row.finding.trace ?? [] },
  }
}

async function requireIncident(meta: KeyValue, id: number): Promise<Incident> {
  const incident = await readIncident(meta, id)
  if (incident !== undefined) return incident
  throw new HoldfastError(
    'HF_STORE_CORRUPT',
    `incident ${formatIncidentId(id)} is open but its record is gone`,
    {
      facts: { incident: id },
      hint: 'holdfast fsck shows all damage',
    },
  )
}
