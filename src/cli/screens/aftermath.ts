import { displayPath } from '../../domain/displayPath.ts'
import type { HookOutcome } from '../../domain/hook.ts'
import { screenPathsMax } from '../../domain/limits.ts'
import { reloadCommand, type StaleCode, staleSetting } from '../../domain/staleCode.ts'
import type { Aftermath } from '../../service/contract/aftermath.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

/** Sentences for AFTER IT of a plan, one for each service and setting. */
export function plannedAftermath(stale: readonly StaleCode[]): readonly string[] {
  const groups = groupsOf(stale)
  const sentences = groups.map(({ first, pools }) => {
    const setting = staleSetting(first.because)
    const verb = pools.length === 1 ? 'has' : 'have'
    const who = `${poolWords(pools)} (${first.service}) ${verb} ${setting}`
    return `PHP: ${who} and ${pools.length === 1 ? 'keeps' : 'keep'} running the old code ${until(first)}: ${commands(first)}`
  })
  return groups.length === 0 ? [] : [...sentences, '(or set hooks.afterOperation, then holdfast does it)']
}

/** What is left to be done after a run, and how the hook ended. */
export function settledAftermath({ stale, hook }: Aftermath): readonly string[] {
  const groups = groupsOf(stale)
  if (hook.state === 'done') return [doneLine(hook.program, groups)]
  return [...hookLines(hook), ...groups.map(reloadLine)]
}

interface Group {
  readonly first: StaleCode
  readonly pools: readonly string[]
}

function groupsOf(stale: readonly StaleCode[]): readonly Group[] {
  const groups = new Map<string, StaleCode[]>()
  for (const one of stale) {
    const key = JSON.stringify([one.service, one.because, one.fileCache])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members
    return first === undefined ? [] : [{ first, pools: members.map(({ pool }) => displayPath(pool)) }]
  })
}

function poolWords(pools: readonly string[]): string {
  const [only = ''] = pools
  if (pools.length === 1) return `pool ${only}`
  if (pools.length <= screenPathsMax) return `pools ${pools.join(', ')}`
  const rest = counted(pools.length - screenPathsMax, 'other')
  return `pools ${pools.slice(0, screenPathsMax).join(', ')} and ${rest}`
}

function until({ because }: StaleCode): string {
  return because.kind === 'timestamps-late'
    ? `for up to ${String(because.seconds)} seconds or until reloaded`
    : 'until reloaded'
}

/** A directory is named in words: what a configuration spells is not offered for pasting. */
function commands(stale: StaleCode): string {
  const first = stale.fileCache === null ? '' : `empty ${displayPath(stale.fileCache)} first, then `
  return `${first}${reloadCommand(stale)}`
}

function reloadLine({ first, pools }: Group): string {
  const cache = first.fileCache === null ? '' : `Empty ${displayPath(first.fileCache)} and reload`
  const verb = pools.length === 1 ? 'runs' : 'run'
  const how = `${poolWords(pools)} still ${verb} the old code (${staleSetting(first.because)})`
  return `${cache === '' ? 'Reload' : cache} ${first.service} now: ${how}.`
}

/** Whether the hook reloads anything is not known, so it is said what was to be done. */
function doneLine(program: string, groups: readonly Group[]): string {
  const services = [...new Set(groups.map(({ first }) => first.service))]
  const due = services.length === 0 ? '' : `; it had to reload ${services.join(', ')}`
  return `hooks.afterOperation was run: ${safeText(program)}${due}`
}

function hookLines(hook: Exclude<HookOutcome, { state: 'done' }>): readonly string[] {
  switch (hook.state) {
    case 'none':
      return []
    case 'refused':
      return [`hooks.afterOperation was NOT run: ${safeText(hook.program)}: ${safeText(hook.why)}`]
    case 'failed':
      return [failedLine(hook.program, `failed with ${hook.how}`, hook.output)]
    case 'timed-out':
      return [failedLine(hook.program, 'took too long and was ended', hook.output)]
  }
}

function failedLine(program: string, how: string, output: string): string {
  const said = output.trim()
  return `hooks.afterOperation ${how}: ${safeText(program)}${said === '' ? '' : `: ${safeText(said)}`}`
}
