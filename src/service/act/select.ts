import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { formatIncidentId, formatScanId, type Incident, isOpen } from '../../domain/incident.ts'
import { type Oid, shortOid } from '../../domain/oid.ts'
import { isWithin } from '../../domain/path.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { allIncidents, openIncidentAt } from '../../store/incidents.ts'
import { readScan } from '../../store/scans.ts'
import { readAccounts } from '../accounts.ts'
import type { ActRequest, Selection } from '../contract/act.ts'
import { resolveTarget, type Target } from '../target.ts'
import { requireOwner } from './requireOwner.ts'

/**
 * The incidents that are meant, each once, by path. Only open ones are acted on, and a suspicion only when its id was typed.
 * HF_NOT_FOUND, HF_AMBIGUOUS, HF_MANY_FILES, HF_USAGE: when one thing named is not to be acted on, nothing is.
 */
export async function selectIncidents(
  meta: KeyValue,
  { action, selection }: Pick<ActRequest, 'action' | 'selection'>,
): Promise<readonly Incident[]> {
  const found =
    selection.kind === 'targets'
      ? await ofTargets(meta, selection, action)
      : await ofConditions(meta, selection)
  const distinct = new Map(found.map((incident) => [incident.id, incident]))
  return [...distinct.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

type Conditions = Extract<Selection, { kind: 'incidents' }>

async function ofTargets(
  meta: KeyValue,
  { targets, cwd, copies }: Extract<Selection, { kind: 'targets' }>,
  action: string,
): Promise<readonly Incident[]> {
  const found: Incident[] = []
  for (const target of targets) {
    const resolved = await resolveTarget(meta, { target, cwd })
    found.push(...(await ofTarget(meta, resolved, { copies, action })))
  }
  return found
}

async function ofTarget(
  meta: KeyValue,
  target: Target,
  { copies, action }: { readonly copies: Selection['copies']; readonly action: string },
): Promise<readonly Incident[]> {
  switch (target.kind) {
    case 'incident':
      if (isOpen(target.incident)) return [target.incident]
      throw notOpen(target.incident)
    case 'path': {
      const incident = await openIncidentAt(meta, target.path)
      if (incident === undefined) throw nothingOpen(displayPath(target.path))
      if (incident.status !== 'infected') throw onlySuspicious(incident, action)
      return [incident]
    }
    case 'content': {
      const found = await collect(meta, (incident) => incident.oid === target.oid)
      if (found.length === 0) throw nothingOpen(`a file with the content ${shortOid(target.oid)}`)
      return oneOrAll(found, target.oid, copies)
    }
  }
}

async function ofConditions(meta: KeyValue, conditions: Conditions): Promise<readonly Incident[]> {
  const { statuses, owner, rule, oid, scan, copies } = conditions
  if (statuses.some((status) => status !== 'infected')) throw onlyInfected()
  if (owner !== null) await requireOwner(meta, owner, readAccounts())
  const run = scan === null ? null : await requireScan(meta, scan)
  const wanted = oid?.toLowerCase() ?? ''
  const found = await collect(
    meta,
    (incident) =>
      (owner === null || incident.owner === owner) &&
      (rule === null || incident.rule === rule) &&
      (run === null || wasSeenBy(incident, run)) &&
      incident.oid.startsWith(wanted),
  )
  const [first] = found
  return oid === null || first === undefined ? found : oneOrAll(found, first.oid, copies)
}

/** Every open malicious incident that fits. */
async function collect(meta: KeyValue, fits: (incident: Incident) => boolean): Promise<readonly Incident[]> {
  const found: Incident[] = []
  for await (const incident of allIncidents(meta)) {
    if (incident.status === 'infected' && fits(incident)) found.push(incident)
  }
  return found
}

/** What the scan's report listed: all that was open under its paths when it ended. */
function wasSeenBy(incident: Incident, { paths, finishedAt, id }: ScanRecord): boolean {
  if (incident.openedByScan === id) return true
  return incident.openedAt <= (finishedAt ?? 0) && paths.some((path) => isWithin(incident.path, path))
}

function oneOrAll(found: readonly Incident[], oid: Oid, copies: Selection['copies']): readonly Incident[] {
  if (copies === 'all' || found.length < 2) return found
  const accounts = new Set(found.map(({ owner }) => owner)).size
  const files = String(found.length)
  throw new HoldfastError(
    'HF_MANY_FILES',
    `${shortOid(oid)} is the content of ${files} files on ${accounts === 1 ? '1 account' : `${String(accounts)} accounts`}`,
    {
      facts: { hash: oid, files: found.length, accounts },
      hint: `list them: holdfast blob find ${shortOid(oid)}    all of them: --all-copies --max-files ${files}`,
    },
  )
}

async function requireScan(meta: KeyValue, id: number): Promise<ScanRecord> {
  const scan = await readScan(meta, id)
  if (scan !== undefined) return scan
  throw new HoldfastError('HF_NOT_FOUND', `there is no scan ${formatScanId(id)}`, {
    facts: { scan: id },
    hint: 'list them: holdfast history --event scan-finished',
  })
}

function notOpen(incident: Incident): HoldfastError {
  const id = formatIncidentId(incident.id)
  return new HoldfastError('HF_NOT_FOUND', `${id} is closed (${incident.status}); nothing was changed`, {
    facts: { incident: incident.id, status: incident.status },
    hint: `what happened: holdfast history ${id}`,
  })
}

function nothingOpen(what: string): HoldfastError {
  return new HoldfastError('HF_NOT_FOUND', `${what} is not infected; nothing was changed`, {
    facts: { target: what },
    hint: 'list what is: holdfast list --status infected',
  })
}

function onlySuspicious(incident: Incident, action: string): HoldfastError {
  const id = formatIncidentId(incident.id)
  return new HoldfastError(
    'HF_USAGE',
    `${displayPath(incident.path)} is only suspicious; nothing was changed`,
    {
      facts: { incident: incident.id },
      hint: `look first: holdfast explain ${id}    if it is bad, name it by its id: holdfast ${action} ${id}`,
    },
  )
}

function onlyInfected(): HoldfastError {
  return new HoldfastError('HF_USAGE', 'only infected files are chosen by status', {
    hint: 'name others by their ids: holdfast list',
  })
}
