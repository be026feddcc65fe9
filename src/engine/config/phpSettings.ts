import { fileDisguise } from './names.ts'

/** What a setting of PHP makes run with every page; `none` for other settings and for ordinary scripts. */
export function prependKind(setting: string, value: string): 'hidden' | 'odd' | 'none' {
  const lower = setting.toLowerCase()
  if (lower !== 'auto_prepend_file' && lower !== 'auto_append_file') return 'none'
  const path = value.trim()
  if (path === '' || path.toLowerCase() === 'none' || isProtection(path)) return 'none'
  const disguise = fileDisguise(path)
  if (disguise === 'none') return 'none'
  return disguise === 'odd' ? 'odd' : 'hidden'
}

/** Firewalls of sites are started this way, some from odd places. */
function isProtection(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  return protections.has(name)
}

const protections = new Set([
  'wordfence-waf.php',
  'ninjafirewall.php',
  'malcare-waf.php',
  'mcwaf.php',
  'aios-bootstrap.php',
  'patchstack-waf.php',
  'sucuri-waf.php',
  'cerber-waf.php',
  'bbq-waf.php',
  'jetpack-waf.php',
  'bootstrap.php',
])

/** Code in the value itself, in plain or in the UTF-7 that PHP can be told to read, or messages written into a script. */
export function phpCodeIn(setting: string, value: string): boolean {
  const lower = setting.toLowerCase()
  if (/<\?(?:php|=)|\+ADw-?\?|<script\s+language\s*=\s*["']?php/i.test(value)) return true
  if (lower === 'error_log') return /\.(?:php\d?|phtml|pht|phar)$/i.test(value.trim())
  if (lower === 'unserialize_callback_func') return runners.has(value.trim().toLowerCase())
  return lower === 'zend.script_encoding' && /^utf-?(?:7|16|32)/i.test(value.trim())
}

const runners = new Set(['system', 'exec', 'shell_exec', 'passthru', 'popen', 'assert', 'eval', 'phpinfo'])

export type Unguarding = 'strong' | 'weak' | 'none'

/**
 * Whether a setting takes a protection away. `strong`: in the words of attackers' tools (`disable_functions = NONE`, which
 * names a function that does not exist); `weak`: as a default file has it too.
 */
export function unguards(setting: string, value: string): Unguarding {
  const name = setting.toLowerCase()
  const said = value.trim().toLowerCase()
  if (name === 'disable_functions' || name === 'disable_classes') return unguardedList(said)
  return isUnguarded(name, said) ? 'weak' : 'none'
}

function unguardedList(said: string): Unguarding {
  if (isNothing(said)) return 'strong'
  return said === '' ? 'weak' : 'none'
}

function isUnguarded(name: string, said: string): boolean {
  if (name === 'open_basedir' || name === 'safe_mode_exec_dir') return isNothing(said) || said === '/'
  if (name === 'allow_url_include') return !isOff(said) && said !== ''
  const isGuard = name === 'safe_mode' || name === 'safe_mode_gid' || name.startsWith('suhosin.executor.')
  return isGuard && isOff(said)
}

function isNothing(said: string): boolean {
  return said === 'none' || said === 'off' || said === 'null'
}

function isOff(said: string): boolean {
  return said === 'off' || said === '0' || said === 'false' || said === 'no'
}
