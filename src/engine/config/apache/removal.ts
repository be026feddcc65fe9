import type { Span } from '../../span.ts'
import type { ApacheFile, ConfigNode, Directive } from './parse.ts'

/**
 * What to cut so that `removed` are gone: whole lines, and with the last directive of a section the section. The switch of
 * the rewrite engine goes with the last rule, or when it stands before the removed ones and is thrown elsewhere too.
 */
export function removalSpans(file: ApacheFile, removed: readonly Directive[]): readonly Span[] {
  const gone = new Set(removed)
  for (const directive of idleSwitches(file, gone)) gone.add(directive)
  const spans: Span[] = []
  collect(file.nodes, gone, spans)
  return merged(spans)
}

function collect(nodes: readonly ConfigNode[], gone: ReadonlySet<Directive>, spans: Span[]): void {
  for (const node of nodes) {
    if (isGone(node, gone)) spans.push(node.span)
    else if (node.kind === 'section') collect(node.children, gone, spans)
  }
}

function isGone(node: ConfigNode, gone: ReadonlySet<Directive>): boolean {
  if (node.kind === 'directive') return gone.has(node)
  return node.children.length > 0 && node.children.every((child) => isGone(child, gone))
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last?.end === span.start) result[result.length - 1] = { start: last.start, end: span.end }
    else result.push(span)
  }
  return result
}

const rewriting = new Set(['rewriterule', 'rewritecond', 'rewritemap'])
const switching = new Set(['rewriteengine', 'rewritebase', 'rewriteoptions'])

function idleSwitches(file: ApacheFile, gone: ReadonlySet<Directive>): readonly Directive[] {
  const isRewriting = (directive: Directive): boolean => rewriting.has(directive.name)
  if (![...gone].some(isRewriting)) return []
  const switches = file.directives.filter(({ name }) => switching.has(name))
  if (file.directives.every((directive) => !isRewriting(directive) || gone.has(directive))) return switches
  const idle = switchesBefore(file, gone)
  const engines = switches.filter(({ name }) => name === 'rewriteengine')
  if (engines.some((directive) => !idle.has(directive))) return [...idle]
  // Of two that follow each other the first is the owner's.
  return engines.slice(1)
}

/** Those whose next directive that is no switch is one of those that go. */
function switchesBefore(file: ApacheFile, gone: ReadonlySet<Directive>): ReadonlySet<Directive> {
  const found = new Set<Directive>()
  let next: Directive | null = null
  for (const directive of file.directives.toReversed()) {
    if (!switching.has(directive.name)) next = directive
    else if (next !== null && next.within === directive.within && gone.has(next)) found.add(directive)
  }
  return found
}
