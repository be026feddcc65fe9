import { traceStepsMax } from '../../../domain/engineLimits.ts'
import { excerptBytesMax } from '../../../domain/limits.ts'
import { engineRule } from '../../analysis.ts'
import type { EngineHit, EngineRule } from '../../analysis.ts'
import { traceStep } from '../../traceStep.ts'
import { fileDisguise } from '../names.ts'
import { phpCodeIn, prependKind, unguards } from '../phpSettings.ts'
import type { IniFile, IniSetting } from './parseIni.ts'

const hiddenPrepend = engineRule(
  { type: 'INJ', rule: 2440, name: 'ini.bkdr.prepend' },
  'ini_prepends_hidden_file',
  'Makes PHP run a hidden, disguised, temporary or uploaded file with every page.',
)
const oddPrepend = engineRule(
  { type: 'SUSP', rule: 2441, name: 'ini.bkdr.prependodd' },
  'ini_prepends_odd_file',
  'Makes PHP run a file with every page that lies or is named where no such file should be.',
)
const unguarded = engineRule(
  { type: 'SUSP', rule: 2442, name: 'ini.bkdr.unguard' },
  'ini_takes_protection_away',
  'A short configuration file that switches protections of PHP off.',
)
const dropped = engineRule(
  { type: 'SA', rule: 2443, name: 'ini.tool.unguard' },
  'ini_of_shell',
  'A configuration file as shells write it to get rid of all protections of PHP.',
)
const loadsLibrary = engineRule(
  { type: 'INJ', rule: 2444, name: 'ini.bkdr.library' },
  'ini_loads_hidden_library',
  'Makes PHP load a library or script from a temporary, hidden or uploaded place.',
)
const codeInSetting = engineRule(
  { type: 'INJ', rule: 2445, name: 'ini.bkdr.phpcode' },
  'ini_setting_holds_php',
  'Holds PHP code in a setting, or has PHP write its messages into a script.',
)

export const iniRules: readonly EngineRule[] = [
  hiddenPrepend,
  oddPrepend,
  unguarded,
  dropped,
  loadsLibrary,
  codeInSetting,
]

/** What the settings of a php.ini or .user.ini do against the site. */
export function iniHits(file: IniFile): readonly EngineHit[] {
  const byRule = new Map<EngineRule, IniSetting[]>()
  for (const setting of file.settings) {
    const rule = ruleOfOne(setting)
    if (rule === null) continue
    const settings = byRule.get(rule)
    if (settings === undefined) byRule.set(rule, [setting])
    else settings.push(setting)
  }
  const taken = file.settings.filter(({ name, value }) => unguards(name, value) !== 'none')
  const rule = unguardRule(file, taken)
  if (rule !== null) byRule.set(rule, [...taken])
  return [...byRule].map(([found, settings]) => hitOf(found, settings))
}

function ruleOfOne({ name, value }: IniSetting): EngineRule | null {
  const kind = prependKind(name, value)
  if (kind === 'hidden') return hiddenPrepend
  if (kind === 'odd') return oddPrepend
  if (loading.has(name) && isBadPlace(value)) return loadsLibrary
  return phpCodeIn(name, value) ? codeInSetting : null
}

const loading = new Set([
  'extension',
  'zend_extension',
  'extension_dir',
  'opcache.preload',
  'ffi.preload',
  'include_path',
])

function isBadPlace(path: string): boolean {
  const disguise = fileDisguise(path)
  return disguise === 'temporary' || disguise === 'foreign' || disguise === 'stream'
}

/** A default php.ini has hundreds of settings, with some of these off; a dropped one has little else. */
function unguardRule({ settings }: IniFile, taken: readonly IniSetting[]): EngineRule | null {
  if (settings.length > shortFileSettingsMax) return null
  const isStrong = taken.some(({ name, value }) => unguards(name, value) === 'strong')
  if (isStrong && taken.length >= 2) return dropped
  return isStrong || taken.length >= 2 || taken.some(({ name }) => name === 'allow_url_include')
    ? unguarded
    : null
}

const shortFileSettingsMax = 24

function hitOf(rule: EngineRule, settings: readonly IniSetting[]): EngineHit {
  return {
    rule: rule.rule,
    spans: settings.map(({ span }) => span),
    layer: [],
    excerpt: (settings[0]?.text ?? '').slice(0, excerptBytesMax),
    trace: settings.slice(0, traceStepsMax).map(({ text }) => traceStep(text)),
  }
}
