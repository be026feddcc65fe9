import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import { accessSections } from '../apache/access.ts'
import { endingsOf, handlerMappings } from '../apache/mappings.ts'
import type { ApacheFile, Directive } from '../apache/parse.ts'
import { finding } from '../finding.ts'
import type { ConfigFinding } from '../finding.ts'

const selfRun = engineRule(
  { type: 'SA', rule: 2410, name: 'htaccess.bkdr.selfrun' },
  'htaccess_runs_itself',
  'A configuration file that is made to run as a script itself.',
)
const opened = engineRule(
  { type: 'SUSP', rule: 2411, name: 'htaccess.bkdr.opened' },
  'htaccess_opened_to_visitors',
  'Lets every visitor ask for the .htaccess files, which the server forbids otherwise.',
)
const programModule = engineRule(
  { type: 'SA', rule: 2412, name: 'htaccess.bkdr.program' },
  'htaccess_starts_program',
  'Has a module of the web server start a program or load a library of the attacker.',
)
const systemFile = engineRule(
  { type: 'SA', rule: 2413, name: 'htaccess.tool.readfile' },
  'htaccess_shows_system_file',
  'Has a module of the web server show a file of the system to visitors.',
)
const insideView = engineRule(
  { type: 'SUSP', rule: 2414, name: 'htaccess.tool.inside' },
  'htaccess_shows_server_inside',
  'Shows visitors the state or configuration of the web server.',
)
const remoteLogin = engineRule(
  { type: 'SUSP', rule: 2415, name: 'htaccess.phish.login' },
  'htaccess_sends_logins_away',
  'Asks visitors for a password and sends it to another server.',
)

export const selfRunRules: readonly EngineRule[] = [
  selfRun,
  opened,
  programModule,
  systemFile,
  insideView,
  remoteLogin,
]

/** Modules used against the server: the file as a script, started programs, files and facts of the server. */
export function findSelfRun(file: ApacheFile): readonly ConfigFinding[] {
  return [...findSelf(file), ...file.directives.flatMap(findModule)]
}

function findSelf(file: ApacheFile): readonly ConfigFinding[] {
  const mappings = handlerMappings(file)
    .filter(
      ({ handler, scope }) =>
        !harmless.has(handler) && !handler.startsWith('text/') && endingsOf(scope).some(isOwnEnding),
    )
    .map(({ directive }) => directive)
  const openings = accessSections(file)
    .filter(({ pattern, decision }) => decision === 'allow' && isOwnName(pattern))
    .flatMap(({ directives }) => directives)
  const [mapping] = mappings
  const [opening] = openings
  if (mapping !== undefined) {
    const directives = [...openings, ...mappings]
    return [{ rule: selfRun, directives, sink: mapping }]
  }
  return opening === undefined ? [] : [{ rule: opened, directives: openings, sink: opening }]
}

const harmless = new Set(['default-handler', 'send-as-is'])

function isOwnEnding(ending: string): boolean {
  return /^ht(?:access|passwd|user|group|digest)?$/.test(ending)
}

/** `^\.ht`, `.ht*`, `*.htaccess`: names of the server's own files, in a glob or an expression. */
function isOwnName(pattern: string): boolean {
  return /^[\^*("']*\\?\.ht(?:$|[*a\W])/i.test(pattern)
}

function findModule(directive: Directive): readonly ConfigFinding[] {
  const rule = moduleRuleOf(directive)
  return rule === null ? [] : [finding(rule, directive)]
}

function moduleRuleOf({ name, words }: Directive): EngineRule | null {
  const first = words.slice(0, 1).join('').toLowerCase()
  if (programDirectives.has(name) || (name === 'setenv' && preloading.test(first))) return programModule
  if (fileDirectives.has(name)) return words.some(isSystemFile) ? systemFile : null
  if (loginDirectives.has(name)) return remoteLogin
  const isHandler = name === 'sethandler' || name === 'perlresponsehandler'
  return isHandler && insideHandlers.has(first) ? insideView : null
}

const loginDirectives = new Set(['authremoteserver', 'authremoteurl'])
const preloading = /^ld_(?:preload|library_path|audit)$/
const programDirectives = new Set(['sendmailname', 'sendmailarguments'])
const fileDirectives = new Set(['layoutfooter', 'layoutheader', 'hitlogcodepath', 'alias'])
const insideHandlers = new Set([
  'server-info',
  'badge-factory',
  'caucho-status',
  'clamav',
  'ldap-status',
  'balancer-manager',
  'apache2::status',
  'apache::status',
])

function isSystemFile(word: string): boolean {
  return /^\/(?:etc\/(?:passwd|shadow|group|hosts)|proc\/|root\/)/.test(word)
}
