import { displayPath } from '../../domain/displayPath.ts'
import { screenPathsMax } from '../../domain/limits.ts'
import { staleSetting } from '../../domain/staleCode.ts'
import { type Pool, type PhpPools, readPools } from '../../php/pools.ts'
import { staleByConfiguration } from '../../php/staleCode.ts'
import type { Examination } from '../contract/doctor.ts'
import type { Machine } from '../machine.ts'

/** Whether PHP-FPM notices changed files by itself; nothing is said of a machine without it. */
export function examinePhp({ systemRoot, uid }: Machine): readonly Examination[] {
  return phpFindings(readPools(systemRoot, uid))
}

export function phpFindings({ pools, problems }: PhpPools): readonly Examination[] {
  const stale = pools.filter((pool) => staleByConfiguration(pool) !== undefined)
  return [...problemFindings(problems), ...(pools.length === 0 ? [] : [poolsFinding(pools, stale)])]
}

const subject = 'PHP-FPM'

function poolsFinding(pools: readonly Pool[], stale: readonly Pool[]): Examination {
  const [first] = stale
  if (first === undefined) {
    const finding = `${String(pools.length)} pools notice changed files by themselves`
    return {
      state: 'ok',
      subject,
      finding: pools.length === 1 ? 'its pool notices changed files' : finding,
      remedy: null,
    }
  }
  const because = staleByConfiguration(first)
  const setting = because === undefined ? '' : ` (${staleSetting(because)})`
  const names = stale
    .slice(0, screenPathsMax)
    .map(({ name, service }) => `${displayPath(name)} of ${service}`)
  const more = stale.length > names.length ? ` and ${String(stale.length - names.length)} more` : ''
  const finding = `runs old code after a change until reloaded: ${names.join(', ')}${more}${setting}`
  const remedy = `let holdfast reload it: holdfast config set hooks.afterOperation '["/usr/bin/systemctl","reload","${first.service}"]'`
  return { state: 'warn', subject, finding, remedy }
}

function problemFindings(problems: readonly string[]): readonly Examination[] {
  const [first] = problems
  if (first === undefined) return []
  const more = problems.length === 1 ? '' : `, and ${String(problems.length - 1)} more`
  const finding = `configuration that was not believed: ${first}${more}`
  const remedy = 'only files that root alone can change are read: chown root, chmod go-w'
  return [{ state: 'warn', subject, finding, remedy }]
}
