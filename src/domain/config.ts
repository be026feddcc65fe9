import { contextPowers } from './assessment.ts'
import type { ContextPower } from './assessment.ts'
import { type DefaultAction, defaultActions } from './action.ts'
import type { StandaloneAction } from './cleaning.ts'
import { HoldfastError } from './errors.ts'
import type { EventDetail } from './event.ts'
import { configChangeTextMax, readerWorkersMax } from './limits.ts'
import { nearestName } from './nearest.ts'
import type { Setting } from './setting.ts'
import { choice, commandLine, globs, integer, integerOrNull, onOff } from './setting.ts'

/** Every setting with its value; docs/CLI.md explains each key. Names are `section.name` everywhere. */
export interface Config {
  readonly store: {
    /** null = the smaller of 100 GiB and 20 % of the filesystem (decision 26). */
    readonly limitBytes: number | null
    readonly content: 'scannable' | 'all'
    readonly neverKeep: readonly string[]
  }
  readonly scan: {
    readonly exclude: readonly string[]
    /** null = one per processor. */
    readonly workers: number | null
    readonly followMounts: boolean
  }
  readonly malware: {
    readonly defaultAction: DefaultAction
    readonly standalone: StandaloneAction
    /** Whether a scan also acts on content that a path has held for long and that only a new rule hits. */
    readonly actOnOldContent: boolean
    /** Whether the surroundings of a file may make a suspicion malicious, or are only told. */
    readonly context: ContextPower
  }
  readonly safety: { readonly maxFiles: number }
  readonly retention: {
    /** Days for which the original of an operation can be put back. */
    readonly originals: number
    /** Days for which the store keeps a quarantined file, which is then the only copy. */
    readonly quarantine: number
  }
  readonly hooks: {
    /** Run after every run of operations; empty = nothing is run. */
    readonly afterOperation: readonly string[]
  }
}

const settings = {
  limitBytes: integerOrNull('store.limitBytes', { min: 1024 ** 2, max: 2 ** 50 }),
  content: choice('store.content', 'scannable', ['scannable', 'all']),
  neverKeep: globs('store.neverKeep'),
  exclude: globs('scan.exclude'),
  workers: integerOrNull('scan.workers', { min: 1, max: readerWorkersMax }),
  followMounts: onOff('scan.followMounts', false),
  defaultAction: choice('malware.defaultAction', 'cleanup', defaultActions),
  standalone: choice('malware.standalone', 'trim', ['trim', 'quarantine']),
  actOnOldContent: onOff('malware.actOnOldContent', false),
  context: choice('malware.context', 'raise', contextPowers),
  maxFiles: integer('safety.maxFiles', 50, { min: 1, max: 10_000_000 }),
  originals: integer('retention.originals', 14, { min: 1, max: 3650 }),
  quarantine: integer('retention.quarantine', 90, { min: 1, max: 3650 }),
  afterOperation: commandLine('hooks.afterOperation'),
}

const byKey: ReadonlyMap<string, Setting<unknown>> = new Map(
  Object.values(settings).map((setting) => [setting.key, setting]),
)

/** All dotted names in the order of the documentation. */
export const configKeys: readonly string[] = [...byKey.keys()]

/** Only what a file says, by dotted name; every value is valid for its key. */
export type ConfigOverrides = ReadonlyMap<string, unknown>

/** The settings that the text of a configuration file makes. HF_CONFIG_INVALID names the key and the nearest known one. */
export function parseConfig(text: string): Config {
  return configOf(parseOverrides(text))
}

/** `{"section": {"name": value}}`, nothing else. Throws as parseConfig. */
export function parseOverrides(text: string): ConfigOverrides {
  const overrides = new Map<string, unknown>()
  for (const [section, members] of Object.entries(objectOf(parseJson(text), 'the file'))) {
    if (!configKeys.some((key) => key.startsWith(`${section}.`))) throw unknownKey(section)
    for (const [name, value] of Object.entries(objectOf(members, section))) {
      const key = `${section}.${name}`
      overrides.set(key, accepted(settingOf(key), value))
    }
  }
  return overrides
}

export function configOf(overrides: ConfigOverrides): Config {
  const at = <Value>(setting: Setting<Value>): Value =>
    setting.accept(overrides.get(setting.key)) ?? setting.fallback
  return {
    store: {
      limitBytes: at(settings.limitBytes),
      content: at(settings.content),
      neverKeep: at(settings.neverKeep),
    },
    scan: {
      exclude: at(settings.exclude),
      workers: at(settings.workers),
      followMounts: at(settings.followMounts),
    },
    malware: {
      defaultAction: at(settings.defaultAction),
      standalone: at(settings.standalone),
      actOnOldContent: at(settings.actOnOldContent),
      context: at(settings.context),
    },
    safety: { maxFiles: at(settings.maxFiles) },
    retention: { originals: at(settings.originals), quarantine: at(settings.quarantine) },
    hooks: { afterOperation: at(settings.afterOperation) },
  }
}

/** `config set`: the overrides with `key` set to what a person typed. HF_CONFIG_INVALID as parseConfig. */
export function withOverride(overrides: ConfigOverrides, key: string, text: string): ConfigOverrides {
  const setting = settingOf(key)
  return new Map([...overrides, [key, accepted(setting, setting.fromText(text))]])
}

/** `config get`: the value in use as JSON text. HF_CONFIG_INVALID for an unknown key. */
export function settingText(config: Config, key: string): string {
  settingOf(key)
  const [section, name] = key.split('.')
  return JSON.stringify(memberOf(memberOf(config, section), name))
}

/** The text of the file that parseOverrides reads back, in the order of configKeys. */
export function formatOverrides(overrides: ConfigOverrides): string {
  const sections: Record<string, Record<string, unknown>> = {}
  for (const key of configKeys.filter((known) => overrides.has(known))) {
    const [section = '', name = ''] = key.split('.')
    const members = (sections[section] ??= {})
    members[name] = overrides.get(key)
  }
  return `${JSON.stringify(sections, null, 2)}\n`
}

/** What a config-changed event says: `old -> new` for each setting in use that differs; empty when none does. */
export function configChanges(before: Config, after: Config): EventDetail {
  const changed = configKeys
    .map((key) => ({ key, was: settingText(before, key), is: settingText(after, key) }))
    .filter(({ was, is }) => was !== is)
  return Object.fromEntries(changed.map(({ key, was, is }) => [key, `${cut(was)} -> ${cut(is)}`]))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'syntax'
    throw new HoldfastError('HF_CONFIG_INVALID', `the configuration is not JSON: ${reason}`, { cause: error })
  }
}

function objectOf(value: unknown, name: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new HoldfastError('HF_CONFIG_INVALID', `${JSON.stringify(name)} must be an object in braces`, {
    facts: { key: name },
  })
}

function memberOf(value: unknown, name: string | undefined): unknown {
  const members = new Map<string, unknown>(Object.entries(objectOf(value, 'the settings')))
  return members.get(name ?? '')
}

function settingOf(key: string): Setting<unknown> {
  const setting = byKey.get(key)
  if (setting === undefined) throw unknownKey(key)
  return setting
}

function unknownKey(key: string): HoldfastError {
  const sections = [...new Set(configKeys.map((known) => known.split('.')[0] ?? known))]
  const near = nearestName(key, key.includes('.') ? configKeys : [...sections, ...configKeys])
  const message = `unknown configuration key ${JSON.stringify(key.slice(0, 80))}`
  const hint = near === undefined ? `known keys: ${configKeys.join(', ')}` : `did you mean ${near}?`
  return new HoldfastError('HF_CONFIG_INVALID', message, { facts: { key, nearest: near ?? null }, hint })
}

function accepted(setting: Setting<unknown>, value: unknown): unknown {
  const known = setting.accept(value)
  if (known !== undefined) return known
  throw new HoldfastError('HF_CONFIG_INVALID', `${setting.key} must be ${setting.expected}`, {
    facts: { key: setting.key },
  })
}

function cut(text: string): string {
  return text.length <= configChangeTextMax ? text : `${text.slice(0, configChangeTextMax)}...`
}
