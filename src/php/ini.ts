/** One `key = value` of a file in PHP's ini syntax, which PHP-FPM uses too. `index` is what stands in `key[index]`. */
export interface IniEntry {
  /** The name in brackets above it; empty before the first. */
  readonly section: string
  readonly key: string
  readonly index: string | null
  readonly value: string
}

/**
 * The entries of `text` (latin1) in order. A line that is no entry is left out: PHP itself may read more into it, but a value
 * over several lines, a constant or an expression is never one of the settings that matter here.
 */
export function parseIni(text: string): readonly IniEntry[] {
  const entries: IniEntry[] = []
  let section = ''
  for (const line of text.split(/\r\n|[\r\n]/)) {
    section = sectionName(line) ?? section
    const entry = entryOf(line, section)
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

/** As PHP reads it: a word for yes, or a number that is not 0. */
export function isOn(value: string): boolean {
  return /^(on|yes|true)$/i.test(value) || (Number.parseInt(value, 10) || 0) !== 0
}

function sectionName(line: string): string | undefined {
  return /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim()
}

const entryLine = /^\s*([A-Za-z_][\w.-]*)(?:\[([^\]]*)\])?\s*=(.*)$/

function entryOf(line: string, section: string): IniEntry | undefined {
  const [, key, index, rest] = entryLine.exec(line) ?? []
  if (key === undefined || rest === undefined) return undefined
  return { section, key, index: index?.trim() ?? null, value: valueOf(rest.trim()) }
}

/** Quotes end a value; without them a `;` starts a comment. */
function valueOf(written: string): string {
  const quote = written[0]
  if (quote === '"' || quote === "'") {
    const end = written.indexOf(quote, 1)
    return end === -1 ? written.slice(1) : written.slice(1, end)
  }
  return (written.split(';')[0] ?? '').trim()
}
