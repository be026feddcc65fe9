import { kindRange, parsePathKey } from '../codec/keys.ts'
import { readRow } from '../codec/rowFields.ts'
import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { formatIncidentId, isCurrent } from '../domain/incident.ts'
import { fsckProblemsMax } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { allIncidents, readIncident } from '../store/incidents.ts'
import { readRows } from '../store/rows.ts'
import type { FsckReport } from './contract/fsck.ts'

type Problem = FsckReport['problems'][number]

/** The index of open incidents and the incidents themselves say the same (decision 30). Damaged rows end the check. */
export async function checkOpenIncidents(meta: KeyValue): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  try {
    for await (const problem of disagreements(meta)) {
      problems.push(problem)
      if (problems.length === fsckProblemsMax) break
    }
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    problems.push({
      kind: 'incident',
      id: '',
      problem: `the incidents could not be compared: ${error.message}`,
    })
  }
  return problems
}

async function* disagreements(meta: KeyValue): AsyncGenerator<Problem> {
  let listed = 0
  for await (const [key, value] of readRows(meta, kindRange('open-incident'))) {
    listed += 1
    const { path } = parsePathKey(key)
    const id = readRow('open-incident', key, value).integer('id')
    const problem = await problemOf(meta, path, id)
    if (problem !== undefined) yield { kind: 'open-incident', id: displayPath(path), problem }
  }
  let open = 0
  for await (const incident of allIncidents(meta)) if (isCurrent(incident)) open += 1
  if (open !== listed) {
    const problem = `${String(open)} incidents are open, ${String(listed)} are listed as open`
    yield { kind: 'open-incident', id: '', problem }
  }
}

async function problemOf(meta: KeyValue, path: BytePath, id: number): Promise<string | undefined> {
  const incident = await readIncident(meta, id)
  const name = formatIncidentId(id)
  if (incident === undefined) return `${name} is listed as open and missing`
  if (!isCurrent(incident)) return `${name} is listed as open and closed`
  return incident.path === path ? undefined : `${name} belongs to ${displayPath(incident.path)}`
}
