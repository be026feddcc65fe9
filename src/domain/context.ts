import { oddNeighboursShare } from './engineLimits.ts'
import type { ByteName, BytePath } from './path.ts'
import { componentsOf, nameOf } from './path.ts'
import { parseReason } from './reason.ts'
import type { Finding } from './verdict.ts'

/** What the surroundings of a file with findings say about it. Each is shown; none is a finding by itself. */
export type ContextSign =
  /** PHP in a directory for what visitors or programs put there: uploads, caches, temporary files, pictures, fonts. */
  | 'no-place-for-code'
  /** PHP under the name of a picture, font, style sheet or the like. */
  | 'odd-extension'
  /** A name of letters and digits by chance among names that are words. */
  | 'odd-name'
  /** The path had an incident before that was dealt with. */
  | 'again'

export interface ContextFacts {
  readonly path: BytePath
  /** The root that it belongs to: what leads there says nothing of it. */
  readonly root: BytePath
  /** The first names in the same directory, at most neighboursLookedAtMax. */
  readonly neighbours: readonly ByteName[]
  /** Whether an incident of this path is closed. */
  readonly history: 'none' | 'dealt-with'
}

/** Only of what has a finding about PHP: other files may lie anywhere. */
export function contextSigns(finding: Finding, facts: ContextFacts): readonly ContextSign[] {
  if (parseReason(finding.reason)?.filetype !== 'php') return facts.history === 'none' ? [] : ['again']
  const name = (nameOf(facts.path) ?? '').toLowerCase()
  const directories = componentsOf(facts.path).slice(componentsOf(facts.root).length, -1)
  return [
    ...(isNoPlaceForCode(directories) ? (['no-place-for-code'] as const) : []),
    ...(otherExtension.test(name) ? (['odd-extension'] as const) : []),
    ...(isOddAmong(name, facts.neighbours) ? (['odd-name'] as const) : []),
    ...(facts.history === 'none' ? [] : (['again'] as const)),
  ]
}

/**
 * The one rule of the context (decision 8): what is only suspicious by its bytes is malicious where no code belongs. No
 * file of the clean sets is both.
 */
export const misplacedCode = {
  rule: 2800,
  reason: 'HF-SA-2800-php.bkdr.misplaced',
  tier: 'malicious',
  pack: 'engine',
  identifier: 'misplaced_code',
  summary: 'PHP that does what malware does, where no code belongs.',
} as const

/** The finding that the signs make of it: the same, or misplacedCode with its evidence. */
export function raisedBy(signs: readonly ContextSign[], finding: Finding): Finding {
  const isMisplaced = signs.includes('no-place-for-code') || signs.includes('odd-extension')
  if (finding.tier === 'malicious' || !isMisplaced) return finding
  const { rule, reason, tier, pack, summary } = misplacedCode
  return { rule, reason, tier, pack, summary, evidence: finding.evidence, trace: finding.trace }
}

const otherExtension =
  /\.(?:jpe?g|png|gif|webp|bmp|ico|svg|css|woff2?|ttf|eot|otf|mp[34]|avi|mov|pdf|docx?|xlsx?|zip|gz|log)$/

/** WordPress puts programs below wp-content/plugins and themes, and some of their parts are called cache or uploads. */
function isNoPlaceForCode(directories: readonly ByteName[]): boolean {
  const names = directories.map((name) => name.toLowerCase())
  const program = Math.max(
    names.lastIndexOf('plugins'),
    names.lastIndexOf('themes'),
    names.lastIndexOf('vendor'),
  )
  return names.slice(program + 1).some((name) => dataDirectories.has(name))
}

const dataDirectories: ReadonlySet<string> = new Set([
  'uploads',
  'upload',
  'userfiles',
  'tmp',
  'temp',
  'fonts',
  'images',
  'img',
  '.well-known',
])

function isOddAmong(name: string, neighbours: readonly ByteName[]): boolean {
  if (!isByChance(name)) return false
  const odd = neighbours.filter((other) => isByChance(other.toLowerCase())).length
  return odd <= Math.max(1, neighbours.length * oddNeighboursShare)
}

/** Five or more letters and digits that nobody could say aloud: digits between letters, or no vowel at all. */
function isByChance(name: string): boolean {
  const [stem = ''] = name.split('.')
  if (stem.length < 5 || !/^[a-z0-9]+$/.test(stem)) return false
  const changes = stem.match(/[a-z](?=[0-9])|[0-9](?=[a-z])/g)?.length ?? 0
  return changes >= 2 || !/[aeiouy0-9]/.test(stem)
}
