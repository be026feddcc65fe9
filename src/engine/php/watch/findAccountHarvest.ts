import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { sighting, textOf } from './values.ts'

const toolBytesMax = 512 * 1024
/** Kinds of configuration files that are named before a file is said to collect them. */
const configurationsMin = 2

/** Files that go through the accounts of a machine for the configuration of their sites. */
export function findAccountHarvest(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, toolBytesMax)) return []
  const whole = journal.facts('symlink').find((candidate) => textOf(candidate.args[0]) === '/')
  if (whole !== undefined)
    return [{ sighting: sighting(capabilityRule.accountHarvest, whole.args[0]), fact: whole }]
  const fact =
    readers.flatMap((name) => journal.facts(name)).find(readsAccounts) ?? journal.facts('posix_getpwuid')[0]
  if (
    fact === undefined ||
    !journal.does('symlink', 'link', 'copy', 'file_get_contents', 'shell_exec', 'system')
  )
    return []
  const named = configurations.filter((name) => journal.lower.includes(name)).length
  const opens = ['fopen', 'file_put_contents'].some((name) =>
    journal.facts(name).some((candidate) => textOf(candidate.args[0])?.endsWith('.htaccess') ?? false),
  )
  return named < configurationsMin && !opens
    ? []
    : [{ sighting: sighting(capabilityRule.accountHarvest, fact.args[0]), fact }]
}

const readers = [
  'popen',
  'file',
  'file_get_contents',
  'fopen',
  'readfile',
  'symlink',
  'system',
  'shell_exec',
  'exec',
  'passthru',
]
const configurations = [
  'wp-config.php',
  'configuration.php',
  'config/koneksi.php',
  'settings.php',
  'config.inc.php',
  'local.xml',
  'submitticket.php',
  'application/config/database.php',
]

function readsAccounts(fact: CallFact): boolean {
  const path = textOf(fact.args[0])?.slice(0, pathCharsMax)
  return (
    path !== undefined &&
    (path.includes('/etc/passwd') || path.includes('/etc/valiases') || path.includes('/etc/named.conf'))
  )
}

const pathCharsMax = 4096
