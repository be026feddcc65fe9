import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import { endingsOf, handlerMappings, phpMappings } from '../apache/mappings.ts'
import type { HandlerMapping } from '../apache/mappings.ts'
import type { ApacheFile, Directive } from '../apache/parse.ts'
import { finding } from '../finding.ts'
import type { ConfigFinding } from '../finding.ts'
import { endingKind } from '../names.ts'

const disguisedPhp = engineRule(
  { type: 'INJ', rule: 2400, name: 'htaccess.bkdr.handler' },
  'htaccess_runs_disguised_files_as_php',
  'Makes the web server run pictures, archives or files with an invented ending as PHP.',
)
const unusualPhp = engineRule(
  { type: 'SUSP', rule: 2401, name: 'htaccess.bkdr.handlerodd' },
  'htaccess_runs_unusual_files_as_php',
  'Makes the web server run files as PHP that are no pages by their names.',
)
const everythingPhp = engineRule(
  { type: 'SUSP', rule: 2402, name: 'htaccess.bkdr.handlerall' },
  'htaccess_runs_everything_as_php',
  'Makes the web server run every file of a directory as PHP.',
)
const oddCgi = engineRule(
  { type: 'SUSP', rule: 2403, name: 'htaccess.bkdr.cgi' },
  'htaccess_runs_odd_files_as_programs',
  'Makes the web server start files as programs that are no scripts by their names.',
)
const disguisedCgi = engineRule(
  { type: 'INJ', rule: 2404, name: 'htaccess.bkdr.cgihidden' },
  'htaccess_runs_disguised_files_as_programs',
  'Makes the web server start pictures or files with an invented ending as programs.',
)
const sourceReader = engineRule(
  { type: 'INJ', rule: 2405, name: 'htaccess.tool.symlink' },
  'htaccess_shows_source_through_links',
  'Shows the source of PHP files behind symbolic links: how attackers read the passwords of their neighbours.',
)
const shownSource = engineRule(
  { type: 'SUSP', rule: 2406, name: 'htaccess.tool.source' },
  'htaccess_shows_php_source',
  'Shows PHP files as text instead of running them.',
)

export const handlerRules: readonly EngineRule[] = [
  disguisedPhp,
  unusualPhp,
  everythingPhp,
  oddCgi,
  disguisedCgi,
  sourceReader,
  shownSource,
]

/** Names that are given to another kind of work than they promise. */
export function findHandlers(file: ApacheFile): readonly ConfigFinding[] {
  return [...findPhp(file), ...findCgi(file), ...findSource(file)]
}

function findPhp(file: ApacheFile): readonly ConfigFinding[] {
  return phpMappings(file).flatMap((mapping) => {
    const rule = phpRuleOf(mapping)
    const { directive, actions } = mapping
    return rule === null ? [] : [{ rule, directives: [...actions, directive], sink: directive }]
  })
}

function phpRuleOf(mapping: HandlerMapping): EngineRule | null {
  const { scope } = mapping
  if (scope.kind === 'everything') return mayBeOther(mapping) ? null : everythingPhp
  if (scope.kind === 'glob') return globRule(scope.pattern)
  const kinds = new Set(endingsOf(scope).map(endingKind))
  if (kinds.has('disguise')) return disguisedPhp
  return kinds.has('other') && scope.kind === 'endings' ? unusualPhp : null
}

function globRule(pattern: string): EngineRule | null {
  if (/^\*+$/.test(pattern)) return everythingPhp
  const [kind] = endingsOf({ kind: 'glob', pattern }).map(endingKind)
  if (/[*?[]/.test(pattern)) return kind === 'disguise' ? disguisedPhp : kind === 'other' ? unusualPhp : null
  // One named file: pages made under a name like robots.txt and signature pictures are older than malware.
  return kind === 'disguise' && !pattern.startsWith('.ht') ? unusualPhp : null
}

/** `proxy:fcgi` without a socket of PHP may be any program. */
function mayBeOther({ handler }: HandlerMapping): boolean {
  return !handler.includes('php')
}

function findCgi(file: ApacheFile): readonly ConfigFinding[] {
  const options = optionsOf(file)
  const isAllowed = options.has('+execcgi') || options.has('execcgi') || options.has('all')
  // Hardening maps scripts to CGI and forbids CGI, so that none of them runs.
  if (!isAllowed && (options.has('-execcgi') || options.has('none'))) return []
  return handlerMappings(file)
    .filter(({ handler }) => handler === 'cgi-script' || handler === cgiType)
    .flatMap(({ directive, scope, handler }) => {
      const endings = endingsOf(scope).filter((ending) => !programEndings.has(ending))
      const isDisguised = endings.some((ending) => endingKind(ending) === 'disguise')
      const isInvented = handler === cgiType && endings.some((ending) => endingKind(ending) === 'other')
      if ((isDisguised || isInvented) && isAllowed) return [finding(disguisedCgi, directive)]
      return endings.some((ending) => endingKind(ending) !== 'page') ? [finding(oddCgi, directive)] : []
    })
}

/** A type that no documentation has; shells write it with an ending of their own. */
const cgiType = 'application/x-httpd-cgi'

const programEndings = new Set(
  'cgi pl py rb sh bash fcgi fpl lua tcl exe bat com so awk ksh ruby perl'.split(' '),
)

function optionsOf(file: ApacheFile): ReadonlySet<string> {
  return new Set(
    file.directives
      .filter(({ name }) => name === 'options')
      .flatMap(({ words }) => words.map((word) => word.toLowerCase())),
  )
}

function findSource(file: ApacheFile): readonly ConfigFinding[] {
  const shown = handlerMappings(file).filter(
    ({ handler, scope }) =>
      isText(handler) && (scope.kind === 'everything' || endingsOf(scope).some(isPhpEnding)),
  )
  const [first] = shown
  if (first === undefined) return []
  const rule = sourceRule(file, shown)
  const directives = [...new Set(shown.map(({ directive }) => directive))]
  return rule === null ? [] : [{ rule, directives, sink: first.directive }]
}

function sourceRule(file: ApacheFile, shown: readonly HandlerMapping[]): EngineRule | null {
  const isLinked = [...optionsOf(file)].some((option) => /^\+?(?:all|followsymlinks)$/.test(option))
  const isOpen = file.directives.some(isOpenedToAll)
  if ((isLinked && isOpen) || shown.some(({ handler }) => inventedHandlers.has(handler))) return sourceReader
  const isPhp = shown.some(({ scope }) => endingsOf(scope).some(isPhpEnding))
  // A directory of texts is honest, unless it follows links to wherever they lead.
  return isHardening(file) || (!isPhp && !isLinked) ? null : shownSource
}

function isPhpEnding(ending: string): boolean {
  return /^ph(?:p|$)/.test(ending)
}

/** Upload directories are made harmless this way: PHP is switched off, and what would be PHP is shown as text. */
function isHardening({ directives }: ApacheFile): boolean {
  return directives.some(({ name, words: [setting = '', value = ''] }) => {
    if (name === 'php_flag' || name === 'php_admin_flag')
      return /^engine$/i.test(setting) && /^(?:off|0)$/i.test(value)
    return name === 'removehandler' || name === 'removetype'
  })
}

/** Handlers that do not exist: copied from one shell to the next, and in no documentation. */
const inventedHandlers = new Set(['txt', '.txt', 'text', 'txt/plain'])

function isText(handler: string): boolean {
  return handler === 'text/plain' || handler === 'server-parsed' || inventedHandlers.has(handler)
}

function isOpenedToAll({ name, words }: Directive): boolean {
  const said = words.join(' ').toLowerCase()
  return (name === 'satisfy' && said === 'any') || (name === 'require' && said === 'none')
}
