import type { ApacheFile, Directive, Section } from './parse.ts'

/** Who may ask for the files that a section names, with every directive in it. */
export interface AccessSection {
  readonly section: Section
  /** The pattern as written: a glob of Files, a regular expression of FilesMatch and `Files ~`. */
  readonly pattern: string
  readonly decision: 'allow' | 'deny'
  readonly directives: readonly Directive[]
}

/** Sections for file names that let everybody in or nobody; others say nothing here. */
export function accessSections(file: ApacheFile): readonly AccessSection[] {
  const bySection = directivesBySection(file)
  return [...bySection].flatMap(([section, directives]) => {
    const pattern = filePattern(section)
    const decision = decisionOf(directives)
    return pattern === null || decision === null ? [] : [{ section, pattern, decision, directives }]
  })
}

/** Each directive at the innermost section for names around it: Apache allows only one. */
function directivesBySection(file: ApacheFile): ReadonlyMap<Section, readonly Directive[]> {
  const bySection = new Map<Section, Directive[]>()
  for (const directive of file.directives) {
    const section = namesAround(directive.within)
    if (section === null) continue
    const directives = bySection.get(section)
    if (directives === undefined) bySection.set(section, [directive])
    else directives.push(directive)
  }
  return bySection
}

function namesAround(section: Section | null): Section | null {
  for (let around = section; around !== null; around = around.within) {
    if (filePattern(around) !== null) return around
  }
  return null
}

/** The names that a section is about, as written; null when it is about something else. */
export function filePattern({ name, words }: Section): string | null {
  if (name !== 'files' && name !== 'filesmatch') return null
  return (words[0] === '~' ? words[1] : words[0]) ?? null
}

/** What the directives say to everybody, whichever version of Apache reads them; null when they differ or say nothing. */
export function decisionOf(directives: readonly Directive[]): 'allow' | 'deny' | null {
  const said = new Set(directives.map(decisionOfOne))
  if (said.has('allow')) return said.has('deny') ? null : 'allow'
  return said.has('deny') ? 'deny' : null
}

function decisionOfOne({ name, words }: Directive): 'allow' | 'deny' | null {
  const said = words.join(' ').toLowerCase()
  if (name === 'deny' && said.startsWith('from all')) return 'deny'
  if (name === 'allow' && said.startsWith('from all')) return 'allow'
  if (name !== 'require') return null
  if (said === 'all granted') return 'allow'
  return said === 'all denied' ? 'deny' : null
}
