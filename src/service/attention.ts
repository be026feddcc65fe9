import { ruleAgeMs } from '../domain/actingLimits.ts'
import { displayPath } from '../domain/displayPath.ts'
import { ballastBytes, ballastRoomFactor } from '../domain/limits.ts'
import type { BytePath } from '../domain/path.ts'
import type { RuleOrigin } from '../domain/ruleSource.ts'
import { formatAge } from '../domain/timeText.ts'
import type { RulesSummary } from './contract/rules.ts'
import type { RootStatus, StatusReport } from './contract/status.ts'
import type { LastFsck } from './lastFsck.ts'
import type { InfectedFiles } from './openCounts.ts'
import { noEngine } from './ruleset.ts'

export interface AttentionFacts {
  readonly at: number
  readonly infected: InfectedFiles
  readonly roots: readonly RootStatus[]
  readonly rules: RulesSummary
  readonly origins: readonly RuleOrigin[]
  readonly originals: StatusReport['originals']
  readonly lastFsck: LastFsck | undefined
  /** `jumped`: nothing expires (decision 34). */
  readonly clock: 'sound' | 'jumped'
  /** On the disk of the store. */
  readonly room: { readonly freeBytes: number; readonly ballastBytes: number }
}

type Line = StatusReport['attention'][number]

/** What an admin should act on, most urgent first, each with the command that shows more. */
export function attentionLines(facts: AttentionFacts): readonly Line[] {
  return [
    ...infectedLines(facts),
    ...expiringLines(facts),
    ...engineLines(facts.rules),
    ...originLines(facts.origins, facts.at),
    ...fsckLines(facts.lastFsck),
    ...clockLines(facts.clock),
    ...roomLines(facts.room),
    ...facts.roots.flatMap(rootLines),
  ]
}

function infectedLines({ infected, at }: AttentionFacts): readonly Line[] {
  if (infected.files === 0) return []
  const { size } = infected.owners
  const [owner] = infected.owners
  const accounts = size === 1 && owner !== undefined ? `1 account (${owner})` : `${String(size)} accounts`
  const age = formatAge(Math.max(0, at - infected.newestAt))
  const text = `${counted(infected.files, 'infected file')} on ${accounts}, newest ${age} ago`
  return [{ text, command: 'holdfast list --status infected' }]
}

/** Once the time of an original is over, only a backup has it. */
function expiringLines({ originals, at }: AttentionFacts): readonly Line[] {
  const { expiring, nextEndAt } = originals
  if (expiring === 0 || nextEndAt === null) return []
  const left = formatAge(Math.max(0, nextEndAt - at))
  const text = `${counted(expiring, 'original')} can be restored for less than 2 days more, the first for ${left}`
  return [{ text, command: 'holdfast operation list --expiring 2d' }]
}

function engineLines(rules: RulesSummary): readonly Line[] {
  if (rules.engine !== noEngine) return []
  return [{ text: 'no YARA engine is installed for this machine: nothing can be judged', command: 'npm ci' }]
}

/** Counted from when the rules were made: a mirror that stands still is as old as what it holds. */
function originLines(origins: readonly RuleOrigin[], at: number): readonly Line[] {
  return origins.flatMap(({ name, release }): readonly Line[] => {
    const command = `holdfast rules update ${name}`
    if (release === null) return [{ text: `nothing of the rule source ${name} is in use yet`, command }]
    const age = at - release.issuedAt
    return age <= ruleAgeMs ? [] : [{ text: `the rules of ${name} are ${formatAge(age)} old`, command }]
  })
}

function fsckLines(lastFsck: LastFsck | undefined): readonly Line[] {
  if (lastFsck === undefined || lastFsck.ok) return []
  return [{ text: 'the last check of the store found damage', command: 'holdfast fsck' }]
}

function clockLines(clock: AttentionFacts['clock']): readonly Line[] {
  if (clock === 'sound') return []
  return [{ text: 'the clock of this machine has jumped, so nothing expires', command: 'holdfast gc' }]
}

/** Without the ballast, opening the store may be the next thing that fails. */
function roomLines({ freeBytes, ballastBytes: held }: AttentionFacts['room']): readonly Line[] {
  if (held > 0 || freeBytes >= ballastBytes * ballastRoomFactor) return []
  return [{ text: 'the disk of the store is nearly full, and its reserve is used up', command: 'df -h' }]
}

function rootLines(root: RootStatus): readonly Line[] {
  const shown = displayPath(root.path)
  const command = scanCommand(root.path)
  const lines: Line[] = []
  const outcome = root.lastScan?.outcome
  if (outcome === 'interrupted' || outcome === 'running') {
    lines.push({ text: `the last scan of ${shown} was stopped before its end`, command })
  }
  if (outcome === 'failed') lines.push({ text: `the last scan of ${shown} failed`, command })
  if (root.undecided > 0) {
    lines.push({
      text: `${counted(root.undecided, 'file')} in ${shown} could not be judged to the end`,
      command,
    })
  }
  if (root.notRead > 0) {
    lines.push({
      text: `${counted(root.notRead, 'file')} could not be read in the last scan of ${shown}`,
      command,
    })
  }
  return lines
}

/** People paste commands into a root shell: only a path of harmless characters is written into one. */
function scanCommand(path: BytePath): string {
  return /^[A-Za-z0-9_./@%+=:,-]+$/.test(path) ? `holdfast scan ${path}` : 'holdfast scan PATH'
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${String(count)} ${noun}s`
}
