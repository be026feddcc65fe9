import type { BytePath } from '../domain/path.ts'
import { readFpmEntries } from './fpmConfig.ts'
import { type IniEntry, parseIni } from './ini.ts'
import { type Layout, possibleLayouts } from './layout.ts'
import { listDirectory, openSources, readText, type Sources } from './sources.ts'

/** One pool with the settings its scripts start with. All texts latin1. */
export interface Pool {
  readonly name: string
  readonly service: string
  readonly user: string
  /** Null when it sees the whole machine. */
  readonly chroot: string | null
  /** PHP settings by name: the installation's, over them the pool's. */
  readonly settings: ReadonlyMap<string, string>
  /** Names that a `.user.ini` and the scripts cannot change. */
  readonly fixed: ReadonlySet<string>
}

export interface PhpPools {
  readonly pools: readonly Pool[]
  /** What was not believed or not read, as sentences; pools may be missing because of it. */
  readonly problems: readonly string[]
}

/**
 * The PHP-FPM pools of this machine by its own configuration below `root` (`/`, or a tree laid out like it). Only files that
 * nobody but root and `uid` can write count; what a unit file passes on the command line is not seen.
 */
export function readPools(root: BytePath, uid: number): PhpPools {
  const sources = openSources(root, uid)
  const layouts = possibleLayouts((path) => listDirectory(sources, path))
  const pools = layouts.flatMap((layout) => poolsOf(sources, layout))
  return { pools, problems: sources.problems }
}

function poolsOf(sources: Sources, layout: Layout): readonly Pool[] {
  const entries = readFpmEntries(sources, layout.mainFile)
  if (entries === undefined) return []
  const settings = readIniSettings(sources, layout)
  const bySection = new Map<string, IniEntry[]>()
  for (const entry of entries) {
    if (entry.section === '' || entry.section === 'global') continue
    const own = bySection.get(entry.section) ?? []
    own.push(entry)
    bySection.set(entry.section, own)
  }
  return [...bySection].map(([name, own]) => poolOf({ name, service: layout.service, settings }, own))
}

/** php.ini, then the ini files in the order of their names; the last one wins. */
function readIniSettings(sources: Sources, { iniFile, iniDirectory }: Layout): ReadonlyMap<string, string> {
  const files = listDirectory(sources, iniDirectory)
    .filter((name) => name.endsWith('.ini'))
    .map((name) => `${iniDirectory}/${name}`)
  const entries = [iniFile, ...files].flatMap((file) => parseIni(readText(sources, file) ?? ''))
  return new Map(entries.filter(isForAll).map(({ key, value }) => [key, value]))
}

/** Sections of php.ini for one directory or host hold for a part of the scripts only, and nearly nobody has them. */
function isForAll({ section }: IniEntry): boolean {
  return !/^(PATH|HOST)\s*=/i.test(section)
}

function poolOf(base: Pick<Pool, 'name' | 'service' | 'settings'>, entries: readonly IniEntry[]): Pool {
  const settings = new Map(base.settings)
  const fixed = new Set<string>()
  let user = ''
  let chroot: string | null = null
  for (const entry of entries) {
    const value = entry.value.replaceAll('$pool', base.name)
    if (entry.index !== null && /^php_(admin_)?(value|flag)$/.test(entry.key)) {
      settings.set(entry.index, value)
      if (entry.key.startsWith('php_admin_')) fixed.add(entry.index)
    }
    if (entry.key === 'user') user = value
    if (entry.key === 'chroot' && value !== '') chroot = value
  }
  return { name: base.name, service: base.service, user, chroot, settings, fixed }
}
