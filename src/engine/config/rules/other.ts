import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import type { ApacheFile, Directive } from '../apache/parse.ts'
import { cloakOf } from '../apache/cloak.ts'
import { directivesOf, hostOf, rewriteGroups } from '../apache/rewrite.ts'
import { finding } from '../finding.ts'
import type { ConfigFinding } from '../finding.ts'
import { endingKind, endingOf, isOddScriptName } from '../names.ts'
import { unguards } from '../phpSettings.ts'
import { companiesIn, investigatorsIn } from '../visitors.ts'
import { isPhpValue } from './prepend.ts'

const errorAway = engineRule(
  { type: 'SUSP', rule: 2427, name: 'htaccess.redi.error' },
  'htaccess_sends_errors_away',
  'Sends visitors of pages that fail to another site.',
)
const manyErrorsAway = engineRule(
  { type: 'INJ', rule: 2428, name: 'htaccess.redi.errors' },
  'htaccess_sends_all_errors_away',
  'Sends visitors of pages that fail in any way to one script of another site.',
)
const unguarded = engineRule(
  { type: 'SUSP', rule: 2430, name: 'htaccess.bkdr.unguard' },
  'htaccess_takes_protection_away',
  'Switches off a protection of PHP or the filter of the web server.',
)
const padded = engineRule(
  { type: 'INJ', rule: 2431, name: 'htaccess.bkdr.padded' },
  'htaccess_directive_out_of_sight',
  'Moves a directive so far to the right that nobody sees it in an editor.',
)
const againstInvestigators = engineRule(
  { type: 'SA', rule: 2432, name: 'htaccess.phish.antibot' },
  'htaccess_blocks_phishing_investigators',
  'Blocks those who look for phishing pages.',
)
const oddIndex = engineRule(
  { type: 'SUSP', rule: 2433, name: 'htaccess.bkdr.index' },
  'htaccess_odd_first_page',
  'Makes a hidden, disguised or oddly named file the first page of a directory.',
)
const substitutedScript = engineRule(
  { type: 'SUSP', rule: 2434, name: 'htaccess.url.substitute' },
  'htaccess_puts_script_into_pages',
  'Has the web server put a script of another site into every page.',
)

const defaced = engineRule(
  { type: 'INJ', rule: 2436, name: 'htaccess.deface.error' },
  'htaccess_shows_defacement',
  'Shows visitors who has broken into the site.',
)

export const otherRules: readonly EngineRule[] = [
  errorAway,
  manyErrorsAway,
  unguarded,
  padded,
  againstInvestigators,
  oddIndex,
  substitutedScript,
  defaced,
]

/** What one directive tells, or many of one kind. */
export function findOthers(file: ApacheFile): readonly ConfigFinding[] {
  return [
    ...findErrors(file),
    ...file.directives.flatMap(findOne),
    ...findInvestigators(file),
    ...findFilterOff(file),
  ]
}

function findErrors(file: ApacheFile): readonly ConfigFinding[] {
  const away = file.directives.filter(
    ({ name, words }) => name === 'errordocument' && hostOf(words[1] ?? '') !== null,
  )
  const [sink] = away
  if (sink === undefined) return []
  const targets = new Set(away.map(({ words }) => words[1]))
  // One page for every error, made by a script: an owner has a page for each, or one of his own.
  const isScript = /^https?:\/\/[^/]+\/.*\.(?:php|cgi|pl)(?:$|\?)/i.test(sink.words[1] ?? '')
  const rule = away.length >= 4 && targets.size === 1 && isScript ? manyErrorsAway : errorAway
  return [{ rule, directives: away, sink }]
}

function findOne(directive: Directive): readonly ConfigFinding[] {
  const rule = ruleOfOne(directive)
  return rule === null ? [] : [finding(rule, directive)]
}

function ruleOfOne(directive: Directive): EngineRule | null {
  if (directive.indent >= paddingBytesMin) return padded
  if (isUnguarding(directive)) return unguarded
  const { name, words } = directive
  if (name === 'errordocument' && defacement.test(directive.text)) return defaced
  if (name === 'directoryindex') return isOddIndex(words[0] ?? '') ? oddIndex : null
  return name === 'substitute' && substituted.test(words.join(' ')) ? substitutedScript : null
}

const defacement = /(?:hacked|defaced|pwned|owned|h4cked) by\b/i
const substituted = /<script[^>]{0,200}src\s{0,4}=\s{0,4}.{0,4}(?:https?:)?\/\//i

function isUnguarding({ name, words }: Directive): boolean {
  const [first = '', second = ''] = words
  return isPhpValue(name) && unguards(first, second) !== 'none'
}

/** An application that switches the filter off for its uploads has more to say; shells write nothing else. */
function findFilterOff({ directives }: ApacheFile): readonly ConfigFinding[] {
  const off = directives.filter(({ name, words }) => filters.has(name) && /^off$/i.test(words[0] ?? ''))
  const [sink] = off
  if (sink === undefined || !directives.every(({ name }) => name.startsWith('sec'))) return []
  return [{ rule: unguarded, directives, sink }]
}

const filters = new Set(['secfilterengine', 'secruleengine'])

/** People indent by some dozens at most; a window shows about 200. */
const paddingBytesMin = 160

function isOddIndex(name: string): boolean {
  if (name === '' || name === 'disabled') return false
  if (name.startsWith('.') || endingKind(endingOf(name)) === 'disguise' || endingOf(name) === 'txt')
    return true
  return isOddScriptName(name.slice(name.lastIndexOf('/') + 1))
}

/** Names in what is denied and in conditions of rules; an owner who blocks robots does not block those who protect him. */
function findInvestigators(file: ApacheFile): readonly ConfigFinding[] {
  const named = file.directives.filter(
    ({ name, text }) => blocking.has(name) && investigatorsIn(text).length > 0,
  )
  const [sink] = named
  if (sink === undefined) return []
  const names = new Set(named.flatMap(({ text }) => investigatorsIn(text)))
  const weight = names.size + companiesBlocked(file) + (blocksSearch(file) ? 2 : 0)
  if (weight < investigatorsMin) return []
  return [{ rule: againstInvestigators, directives: blockingDirectives(file, new Set(named)), sink }]
}

/** A rule that loses its conditions would be for everybody: it goes with all of them. */
function blockingDirectives(file: ApacheFile, named: ReadonlySet<Directive>): readonly Directive[] {
  const groups = rewriteGroups(file)
    .map(directivesOf)
    .filter((directives) => directives.some((directive) => named.has(directive)))
  const gone = new Set([...named, ...groups.flat()])
  takeNeighbours(file.directives, gone)
  takeNeighbours(file.directives.toReversed(), gone)
  return file.directives.filter((directive) => gone.has(directive))
}

/** Denied companies next to denied investigators are of the same list; elsewhere they may be the owner's. */
function takeNeighbours(directives: readonly Directive[], gone: Set<Directive>): void {
  directives.forEach((directive, i) => {
    const before = directives[i - 1]
    const isCompany = directive.name === 'deny' && companiesIn(directive.text).length > 0
    if (isCompany && before !== undefined && gone.has(before)) gone.add(directive)
  })
}

/** Half of those named, and only names of machines that are denied: conditions name search engines for other reasons. */
function companiesBlocked(file: ApacheFile): number {
  const denied = file.directives.filter(({ name, text }) => name === 'deny' && companiesIn(text).length > 0)
  return Math.floor(new Set(denied.flatMap(({ text }) => companiesIn(text))).size / 2)
}

/** Nobody who wants visitors refuses those who come from a search engine. */
function blocksSearch(file: ApacheFile): boolean {
  return rewriteGroups(file).some((group) => {
    const cloak = cloakOf(group)
    return group.target === '-' && group.flags.has('F') && (cloak === 'search' || cloak === 'hidden')
  })
}

const blocking = new Set([
  'deny',
  'rewritecond',
  'setenvif',
  'setenvifnocase',
  'browsermatch',
  'browsermatchnocase',
  'require',
])
const investigatorsMin = 3
