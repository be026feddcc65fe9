import { phpIncludeDepthMax } from '../domain/hookLimits.ts'
import { type IniEntry, parseIni } from './ini.ts'
import { listDirectory, readText, type Sources } from './sources.ts'

/**
 * The entries of an FPM configuration with what it includes, in the order in which FPM reads them; undefined when there is no
 * main file.
 */
export function readFpmEntries(sources: Sources, mainFile: string): readonly IniEntry[] | undefined {
  const text = readText(sources, mainFile)
  return text === undefined ? undefined : expand(sources, text, { section: '', depth: 0 })
}

interface Place {
  /** The section in which the file is included; FPM reads on in it. */
  readonly section: string
  readonly depth: number
}

function expand(sources: Sources, text: string, place: Place): readonly IniEntry[] {
  return parseIni(text).flatMap((entry) => {
    const section = entry.section === '' ? place.section : entry.section
    if (entry.key !== 'include') return [{ ...entry, section }]
    if (place.depth >= phpIncludeDepthMax) return []
    const inner = { section, depth: place.depth + 1 }
    return includedFiles(sources, entry.value).flatMap((file) => {
      const included = readText(sources, file)
      return included === undefined ? [] : expand(sources, included, inner)
    })
  })
}

/** FPM takes a pattern of glob(3); panels and distributions write one only into the last component. */
function includedFiles(sources: Sources, pattern: string): readonly string[] {
  if (!pattern.startsWith('/')) return []
  const slash = pattern.lastIndexOf('/')
  const [directory, name] = [pattern.slice(0, slash), pattern.slice(slash + 1)]
  if (!/[*?]/.test(name)) return [pattern]
  const matcher = globOf(name)
  return listDirectory(sources, directory === '' ? '/' : directory)
    .filter((candidate) => matcher.test(candidate))
    .map((candidate) => `${directory}/${candidate}`)
}

/** A star does not match a leading dot, as in glob(3): editors leave such files behind. */
function globOf(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${/^[*?]/.test(pattern) ? String.raw`(?!\.)` : ''}${body}$`, 's')
}
