import { HoldfastError } from '../domain/errors.ts'
import { formatScanId, type Incident, isOpen } from '../domain/incident.ts'
import { reportIncidentsMax } from '../domain/limits.ts'
import { ownerOf } from '../domain/owner.ts'
import { isWithin, rootPath } from '../domain/path.ts'
import type { ScanRecord } from '../domain/scan.ts'
import { readEntry } from '../index/readDirectory.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allIncidents } from '../store/incidents.ts'
import { undecidedUnder } from '../store/openItems.ts'
import { readScan } from '../store/scans.ts'
import { readAccounts } from './accounts.ts'
import type { ServiceContext } from './context.ts'
import type { ReportScope, SiteReport } from './contract/report.ts'
import type { UndecidedFile } from './contract/scan.ts'
import { packageVersion } from './packageVersion.ts'
import { rulesSummary } from './ruleset.ts'
import { readWalkBook } from './walkedBy.ts'

/** Everything a page about `scope` says. HF_NOT_FOUND for a scan that never was. */
export async function makeReport(context: ServiceContext, scope: ReportScope): Promise<SiteReport> {
  const { store, machine } = context
  const { meta } = store
  const scan = await scanOf(meta, scope)
  const { incidents, total, open } = await incidentsIn(meta, scope, scan)
  return {
    scope,
    host: machine.host,
    version: packageVersion(),
    at: machine.clock.now(),
    scan,
    incidents,
    total,
    open,
    undecided: await undecidedIn(meta, scope, scan),
    rules: await rulesSummary(meta),
    head: (await context.journal()).head,
  }
}

async function scanOf(meta: KeyValue, scope: ReportScope): Promise<ScanRecord | null> {
  if (scope.kind !== 'scan') return (await readWalkBook(meta)).newest ?? null
  const scan = await readScan(meta, scope.scan)
  if (scan !== undefined) return scan
  throw new HoldfastError('HF_NOT_FOUND', `there is no scan ${formatScanId(scope.scan)}`, {
    facts: { scan: scope.scan },
    hint: 'list them: holdfast history --event scan-finished',
  })
}

type Found = Pick<SiteReport, 'incidents' | 'total' | 'open'>

/** Memory is one page: closed incidents are only kept while open ones leave room. */
async function incidentsIn(meta: KeyValue, scope: ReportScope, scan: ScanRecord | null): Promise<Found> {
  const belongs = filterOf(scope, scan)
  const stillOpen: Incident[] = []
  const closed: Incident[] = []
  const open = { infected: 0, suspicious: 0 }
  let total = 0
  for await (const incident of allIncidents(meta)) {
    if (!belongs(incident)) continue
    total += 1
    if (isOpen(incident)) open[incident.status === 'infected' ? 'infected' : 'suspicious'] += 1
    const list = isOpen(incident) ? stillOpen : closed
    if (list.length < reportIncidentsMax) list.push(incident)
  }
  return { incidents: [...stillOpen, ...closed].slice(0, reportIncidentsMax), total, open }
}

function filterOf(scope: ReportScope, scan: ScanRecord | null): (incident: Incident) => boolean {
  switch (scope.kind) {
    case 'store':
      return isOpen
    case 'account':
      return ({ owner }) => owner === scope.owner
    case 'scan':
      return (incident) =>
        incident.openedByScan === scope.scan || (isOpen(incident) && isScanned(scan, incident))
  }
}

function isScanned(scan: ScanRecord | null, { path }: Pick<Incident, 'path'>): boolean {
  return scan?.paths.some((scanned) => isWithin(path, scanned)) ?? false
}

async function undecidedIn(
  meta: KeyValue,
  scope: ReportScope,
  scan: ScanRecord | null,
): Promise<readonly UndecidedFile[]> {
  const accounts = readAccounts()
  const found: UndecidedFile[] = []
  for await (const item of undecidedUnder(meta, rootPath)) {
    if (scope.kind === 'scan' && !isScanned(scan, item)) continue
    if (scope.kind === 'account') {
      const uid = (await readEntry(meta, item.path))?.stat.uid ?? 0
      if (ownerOf(item.path, uid, accounts) !== scope.owner) continue
    }
    found.push({ path: item.path, oid: item.oid, limits: item.limits })
    if (found.length === reportIncidentsMax) break
  }
  return found
}
