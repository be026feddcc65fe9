import { type Incident, incidentStatuses, isOpen } from '../domain/incident.ts'
import { type BytePath, parentOf, rootPath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allIncidents } from '../store/incidents.ts'
import { undecidedUnder } from '../store/openItems.ts'

export interface RootCounts {
  infected: number
  suspicious: number
  undecided: number
}

export interface InfectedFiles {
  files: number
  newestAt: number
  readonly owners: Set<string>
}

export interface OpenCounts {
  readonly byStatus: Readonly<Record<Incident['status'], number>>
  readonly byRoot: ReadonlyMap<BytePath, RootCounts>
  readonly infected: InfectedFiles
}

/** All incidents by status, the open ones and the undecided files by root. Streams. */
export async function countOpen(meta: KeyValue, roots: readonly BytePath[]): Promise<OpenCounts> {
  const byRoot = new Map(roots.map((root) => [root, { infected: 0, suspicious: 0, undecided: 0 }]))
  const infected: InfectedFiles = { files: 0, newestAt: 0, owners: new Set() }
  const byStatus = zeroCounts()
  for await (const incident of allIncidents(meta)) {
    byStatus[incident.status] += 1
    if (!isOpen(incident)) continue
    const counts = countsAbove(byRoot, incident.path)
    if (counts !== undefined) counts[incident.status === 'infected' ? 'infected' : 'suspicious'] += 1
    if (incident.status === 'infected') addInfected(infected, incident)
  }
  for await (const { path } of undecidedUnder(meta, rootPath)) {
    const counts = countsAbove(byRoot, path)
    if (counts !== undefined) counts.undecided += 1
  }
  return { byStatus, byRoot, infected }
}

function zeroCounts(): Record<Incident['status'], number> {
  const entries = incidentStatuses.map((status) => [status, 0] as const)
  return Object.fromEntries(entries) as Record<Incident['status'], number>
}

function addInfected(infected: InfectedFiles, incident: Incident): void {
  infected.files += 1
  infected.newestAt = Math.max(infected.newestAt, incident.openedAt)
  infected.owners.add(incident.owner)
}

function countsAbove(byRoot: ReadonlyMap<BytePath, RootCounts>, path: BytePath): RootCounts | undefined {
  for (let above = path; ; above = parentOf(above)) {
    const counts = byRoot.get(above)
    if (counts !== undefined || above === rootPath) return counts
  }
}
