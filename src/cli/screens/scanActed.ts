import { formatIncidentId, formatScanId } from '../../domain/incident.ts'
import { idsInCommandMax } from '../../domain/actingLimits.ts'
import { type HeldRun, heldReason } from '../../domain/safety.ts'
import type { ActReport, LeftFile, Plan } from '../../service/contract/act.ts'
import type { ScanReport } from '../../service/contract/scan.ts'
import type { Screen } from '../output/screen.ts'
import { counted } from '../text/numbers.ts'
import { indented } from '../text/wrap.ts'
import { renderActed } from './acted.ts'
import { renderCommands } from './commands.ts'

/** What a scan did about its findings, and what it leaves to a person. */
export function scanActLines(acted: ActReport, report: ScanReport, screen: Screen): readonly string[] {
  const { plan } = acted
  const { held } = plan
  return [
    ...(held === null ? doneLines(acted, screen) : heldLines(held, plan, { report, screen })),
    ...leftLines(plan, 'first-scan', screen),
    ...leftLines(plan, 'rule-in-trial', screen),
    ...leftLines(plan, 'old-content', screen),
  ]
}

function doneLines(acted: ActReport, screen: Screen): readonly string[] {
  if (acted.plan.action === 'display') return ['Nothing was changed: malware.defaultAction is display.']
  return acted.plan.files.length === 0 ? ['Nothing was changed.'] : renderActed(acted, screen)
}

function heldLines(
  held: HeldRun,
  plan: Plan,
  { report, screen }: { readonly report: ScanReport; readonly screen: Screen },
): readonly string[] {
  const command = `holdfast ${commandOf(plan)} --scan ${formatScanId(report.scan.id)}`
  return [
    ...indented(`Held: ${heldReason(held)}. To go on:`, 0, screen.width),
    ...renderCommands([
      { command: `${command} --dry-run`, why: 'what would be done to each file' },
      { command: `${command} --max-files ${String(held.files)}`, why: 'do it; can be stopped and continued' },
    ]),
  ]
}

function leftLines(plan: Plan, because: LeftFile['because'], screen: Screen): readonly string[] {
  const left = plan.left.filter((file) => file.because === because)
  if (left.length === 0) return []
  const ids = left.slice(0, idsInCommandMax).map(({ incident }) => formatIncidentId(incident.id))
  const more = left.length > ids.length ? ' ...' : ''
  const command = `holdfast ${commandOf(plan)} --dry-run ${ids.join(' ')}${more}`
  const why = leftBecause[because]
  return indented(
    `Left to you: ${counted(left.length, 'file')}, because ${why}. Next: ${command}`,
    0,
    screen.width,
  )
}

const leftBecause: Readonly<Record<LeftFile['because'], string>> = {
  'first-scan': 'the first scan of a path never acts',
  'rule-in-trial': 'its rule also hits well-known content and is in trial (holdfast rules list)',
  'old-content':
    'its content has been there for more than 30 days, and only a new rule hits it (malware.actOnOldContent)',
}

/** The command that does by hand what the action does. */
function commandOf({ action }: Plan): string {
  return action === 'delete' || action === 'quarantine' ? action : 'clean'
}
