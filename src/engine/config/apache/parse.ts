import { configNestingMax } from '../../../domain/lineEngineLimits.ts'
import type { Span } from '../../span.ts'
import { apacheLines } from './lines.ts'
import type { ConfigLine } from './lines.ts'
import { splitWords } from './words.ts'

/** `<Files "*.php">` to `</Files>`; one without an end goes on to the end of what is around it. */
export interface Section {
  readonly kind: 'section'
  readonly span: Span
  /** Lower case. */
  readonly name: string
  readonly words: readonly string[]
  readonly within: Section | null
  readonly children: readonly ConfigNode[]
}

export interface Directive {
  readonly kind: 'directive'
  /** Whole lines with their line end: what may be cut out. */
  readonly span: Span
  /** Lower case. */
  readonly name: string
  readonly words: readonly string[]
  readonly within: Section | null
  /** As Apache reads it. */
  readonly text: string
  /** Blanks before it in its line. */
  readonly indent: number
}

export type ConfigNode = Section | Directive

export interface ApacheFile {
  readonly text: string
  readonly nodes: readonly ConfigNode[]
  /** All of them, in the order of the file. */
  readonly directives: readonly Directive[]
  readonly sections: readonly Section[]
  readonly state: 'whole' | 'cut'
}

/** Never throws: what Apache would refuse is a directive of an unknown name. */
export function parseApache(text: string): ApacheFile {
  const { lines, state } = apacheLines(text)
  const nodes: ConfigNode[] = []
  const directives: Directive[] = []
  const sections: Section[] = []
  const open: OpenSection[] = []
  for (const line of lines) {
    const within = open.at(-1)
    const children = within?.children ?? nodes
    const mark = markOf(line.text)
    if (mark === 'close') closeSection(open, line)
    else if (mark === 'open' && open.length < configNestingMax) {
      const section = openedBy(line, within ?? null)
      sections.push(section)
      children.push(section)
      open.push(section)
    } else {
      const directive = directiveOf(line, within ?? null)
      directives.push(directive)
      children.push(directive)
    }
    for (const section of open) section.span.end = line.end
  }
  return { text, nodes, directives, sections, state }
}

interface OpenSection extends Section {
  readonly span: { start: number; end: number }
  readonly children: ConfigNode[]
}

function markOf(text: string): 'open' | 'close' | 'none' {
  if (!text.startsWith('<')) return 'none'
  if (text.startsWith('</')) return 'close'
  // Text of another language in the file: a tag of a page, PHP, a comment of markup.
  return /^<[a-z]{1,40}(?:[\s>]|$)/i.test(text) ? 'open' : 'none'
}

function openedBy(line: ConfigLine, within: Section | null): OpenSection {
  const inner = line.text.endsWith('>') ? line.text.slice(1, -1) : line.text.slice(1)
  const [name = '', ...words] = splitWords(inner)
  return {
    kind: 'section',
    span: { start: line.start, end: line.end },
    name: name.toLowerCase(),
    words,
    within,
    children: [],
  }
}

/** An end without a beginning ends nothing. */
function closeSection(open: OpenSection[], line: ConfigLine): void {
  const name = line.text.slice(2).replace('>', '').trim().toLowerCase()
  const at = open.findLastIndex((section) => section.name === name)
  if (at === -1) return
  for (const section of open.slice(at)) section.span.end = line.end
  open.length = at
}

function directiveOf(line: ConfigLine, within: Section | null): Directive {
  const [name = '', ...words] = splitWords(line.text)
  return {
    kind: 'directive',
    span: { start: line.start, end: line.end },
    name: name.toLowerCase(),
    words,
    within,
    text: line.text,
    indent: line.indent,
  }
}
