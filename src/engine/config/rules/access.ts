import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import { accessSections, decisionOf } from '../apache/access.ts'
import type { AccessSection } from '../apache/access.ts'
import type { ApacheFile } from '../apache/parse.ts'
import type { ConfigFinding } from '../finding.ts'
import { isOddScriptName } from '../names.ts'

const lockOut = engineRule(
  { type: 'SA', rule: 2416, name: 'htaccess.bkdr.lockout' },
  'htaccess_locks_out_others',
  "Blocks all scripts in every spelling, so that only the attacker's own ones run and no cleaner does.",
)
const ownScripts = engineRule(
  { type: 'SUSP', rule: 2417, name: 'htaccess.bkdr.ownscripts' },
  'htaccess_allows_odd_scripts',
  'Blocks PHP except for a list of scripts with odd names.',
)
const allowedPhp = engineRule(
  { type: 'SUSP', rule: 2418, name: 'htaccess.bkdr.allowphp' },
  'htaccess_allows_php',
  'Explicitly lets visitors ask for every PHP file, as in a directory where that was forbidden.',
)

export const accessRules: readonly EngineRule[] = [lockOut, ownScripts, allowedPhp]

/** Who may run which script. */
export function findAccess(file: ApacheFile): readonly ConfigFinding[] {
  const sections = accessSections(file)
  const denied = sections.filter(({ decision }) => decision === 'deny')
  const allowed = sections.filter(({ decision }) => decision === 'allow')
  const scripts = allowed.filter(({ pattern }) => scriptNames(pattern).length > 0)
  if (isLockOut(denied, scripts)) return findingOf(lockOut, lockOutSections(file, sections))
  if (isDeniedPhp(file, denied)) return areOdd(scripts) ? findingOf(ownScripts, scripts) : []
  return findingOf(
    allowedPhp,
    allowed.filter(({ pattern }) => isPhpOnly(pattern)),
  )
}

function findingOf(rule: EngineRule, sections: readonly AccessSection[]): readonly ConfigFinding[] {
  const directives = [...new Set(sections.flatMap((section) => section.directives))]
  const [sink] = directives
  return sink === undefined ? [] : [{ rule, directives, sink }]
}

/** Spelled out in every case, or with the name that quarantined scripts get, next to a list of those that may run. */
function isLockOut(denied: readonly AccessSection[], scripts: readonly AccessSection[]): boolean {
  const spellings = new Set(denied.flatMap(({ pattern }) => phpSpellings(pattern)))
  const odd = [...spellings].filter(isOddSpelling)
  if (odd.length >= 2 || (odd.length === 1 && spellings.size >= 4)) return true
  return scripts.length > 0 && denied.some(({ pattern }) => isAttackersList(pattern))
}

/** Those that only an attacker writes, and the list of scripts right behind one; what the owner says stays. */
function lockOutSections(file: ApacheFile, sections: readonly AccessSection[]): readonly AccessSection[] {
  return sections.filter((section, i) => {
    if (isAttackersOwn(section)) return true
    const before = sections[i - 1]
    const isList = section.decision === 'allow' && scriptNames(section.pattern).length > 0
    return isList && before !== undefined && isAttackersOwn(before) && areNeighbours(file, before, section)
  })
}

/** Nothing but comments between them. */
function areNeighbours({ text }: ApacheFile, before: AccessSection, after: AccessSection): boolean {
  const between = text.slice(before.section.span.end, after.section.span.start)
  return (
    before.section.within === after.section.within &&
    between.split('\n').every((line) => /^\s*(?:#|$)/.test(line))
  )
}

function isAttackersOwn({ decision, pattern }: AccessSection): boolean {
  if (decision === 'allow') return false
  if (phpSpellings(pattern).some(isOddSpelling) || isAttackersList(pattern)) return true
  return /^\*\.[a-z]{1,2}\*$/i.test(pattern)
}

/** Neither small, capital nor capitalised. */
function isOddSpelling(spelling: string): boolean {
  return !/^[A-Z]?[a-z]*$|^[A-Z]*$/.test(spelling)
}

/** Attackers' lists name quarantined scripts, or Python and Windows programs beside PHP, which no owner thinks of. */
function isAttackersList(pattern: string): boolean {
  const words = new Set(pattern.toLowerCase().match(/[a-z]+/g) ?? [])
  if (!/ph/i.test(pattern)) return false
  return words.has('suspected') || (words.has('py') && words.has('exe') && words.size <= 4)
}

/** Spellings of the letters of PHP's endings: `php|PHP|pHp5` has `php`, `PHP` and `pHp`. */
function phpSpellings(pattern: string): readonly string[] {
  // A class of letters (`[pP][hH]`) is one spelling written short.
  const words = pattern.replace(/\[[^\]]{0,64}\]/g, ' ').match(/[A-Za-z]+/g) ?? []
  return words.filter((word) => /^(?:p|ph|php|phtml|phar|pht|su|a)$/i.test(word) && /^p/i.test(word))
}

/** PHP names that stand in full: `^(index.php|radio.php)$`. */
function scriptNames(pattern: string): readonly string[] {
  // `^(one|two)\\.php$` names both with the ending behind the group.
  const shared = /\)\\?\.(ph(?:p\d?|tml))\$?$/i.exec(pattern)?.[1]
  const named = shared === undefined ? pattern : pattern.replaceAll('|', `.${shared}|`)
  return named
    .split('|')
    .map((part) => part.replaceAll(/[\\^$()"'\s]/g, ''))
    .filter((part) => /^[\w-]{1,64}\.ph(?:p\d?|tml)$/i.test(part))
}

function isDeniedPhp(file: ApacheFile, denied: readonly AccessSection[]): boolean {
  const general = file.directives.filter(({ within }) => within === null || within.name.startsWith('if'))
  return decisionOf(general) === 'deny' || denied.some(({ pattern }) => /ph|\*$/i.test(pattern))
}

/** One odd name, or a list in which most are no entry of any system. */
function areOdd(scripts: readonly AccessSection[]): boolean {
  const names = scripts.flatMap(({ pattern }) => scriptNames(pattern))
  if (names.some(isOddScriptName)) return true
  const unknown = names.filter((name) => !entries.has(name.toLowerCase()))
  return names.length >= 4 && unknown.length >= 3
}

const entries = new Set(
  (
    'index.php wp-login.php wp-cron.php wp-comments-post.php wp-trackback.php admin-ajax.php admin-post.php ' +
    'wp-tinymce.php load-scripts.php load-styles.php ms-files.php timthumb.php thumb.php ajax.php api.php cron.php ' +
    'install.php upgrade.php update.php download.php captcha.php image.php'
  ).split(' '),
)

function isPhpOnly(pattern: string): boolean {
  const words = pattern.toLowerCase().match(/[a-z]+/g) ?? []
  return (
    words.length > 0 &&
    words.every((word) => /^(?:i|ph|php|phtml|phar|pht)$/.test(word)) &&
    scriptNames(pattern).length === 0
  )
}
