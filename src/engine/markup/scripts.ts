import { markupScriptsMax } from '../../domain/engineLimits.ts'
import type { VerdictLimit } from '../../domain/verdict.ts'
import type { EngineHit, Layer } from '../analysis.ts'
import { analyseJavaScript } from '../script/js/analyseJavaScript.ts'
import type { Span } from '../span.ts'
import { decodeEntities } from './entities.ts'
import { elementFrom, valueOf } from './page.ts'
import type { Page } from './page.ts'
import type { Tag } from './tags.ts'

interface ScriptFindings {
  readonly hits: readonly EngineHit[]
  readonly layers: readonly Layer[]
  readonly limits: readonly VerdictLimit[]
}

/** What the scripts of a page do: those in elements, in addresses and in handlers. */
export function scriptsOf(page: Page): ScriptFindings {
  const found: ScriptFindings[] = []
  for (const [index, tag] of page.tags.entries()) {
    if (found.length >= markupScriptsMax) {
      found.push({ hits: [], layers: [], limits: ['engine-limit'] })
      break
    }
    if (tag.kind !== 'open') continue
    if (tag.name === 'script') found.push(...scriptElement(page, tag, index))
    found.push(...handlers(page, tag, index))
  }
  return {
    hits: found.flatMap(({ hits }) => hits),
    layers: found.flatMap(({ layers }) => layers),
    limits: [...new Set(found.flatMap(({ limits }) => limits))],
  }
}

function scriptElement(page: Page, tag: Tag, index: number): ScriptFindings[] {
  const whole = elementFrom(page, index)
  const carried = carriedCode(valueOf(tag, 'src'))
  if (carried !== undefined) return [within(carried, whole, ['data:'])]
  if (tag.body === null || !isCode(valueOf(tag, 'type'))) return []
  const { start, end } = tag.body
  const code = withoutMarks(page.text.slice(start, end))
  const { hits, layers, limits } = analyseJavaScript(code)
  if (hits.length + layers.length + limits.length === 0) return []
  const shift = (span: Span): Span => ({ start: span.start + start, end: span.end + start })
  return [
    {
      hits: hits.map((hit) => ({
        ...hit,
        spans: isAll(code, hit.spans) ? [whole] : hit.spans.map(shift),
      })),
      layers: layers.map((layer) => ({ ...layer, origin: shift(layer.origin) })),
      limits,
    },
  ]
}

function isCode(type: string): boolean {
  return type === '' || /javascript|ecmascript|^module$|^text\/jscript$/i.test(type.trim())
}

/** Marks that hide a script from old browsers or from XML, blank. */
function withoutMarks(code: string): string {
  return code.replace(/<!\[CDATA\[|\]\]>|^\s{0,20}<!--|-->\s{0,20}$/g, (mark) => ' '.repeat(mark.length))
}

/** Nothing would be left of the script but blanks and ends of statements. */
function isAll(code: string, spans: readonly Span[]): boolean {
  let rest = code
  for (const { start, end } of spans) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  return /^[\s;]*$/.test(rest)
}

/** A script in its own address. */
function carriedCode(source: string): string | undefined {
  const match = /^\s{0,8}data:[^,]{0,80},/i.exec(source)
  if (match === null) return undefined
  const rest = source.slice(match[0].length)
  return /;base64/i.test(match[0]) ? Buffer.from(rest, 'base64').toString('latin1') : decoded(rest)
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Findings in code that stands in an attribute: the place is what would be cut. */
function within(code: string, place: Span, names: readonly string[]): ScriptFindings {
  const { hits, layers, limits } = analyseJavaScript(code)
  return {
    limits,
    hits: hits.map((hit) => ({ ...hit, spans: [place], layer: [...names, ...hit.layer] })),
    layers: [
      ...(names.length > 0 ? [{ names, text: code, origin: place }] : []),
      ...layers.map((layer) => ({ ...layer, names: [...names, ...layer.names], origin: place })),
    ],
  }
}

function handlers(page: Page, tag: Tag, index: number): ScriptFindings[] {
  const found: ScriptFindings[] = []
  for (const [name, { value, start, end }] of tag.attributes) {
    const code = codeOf(name, value)
    if (code === undefined) continue
    const place = isWholeCut(tag) ? elementFrom(page, index) : { start, end }
    const inner = within(code, place, [])
    const running = runsDecoded.test(code)
      ? [
          {
            rule: 2611,
            spans: [place],
            layer: [],
            excerpt: value.slice(0, 160),
            trace: [tag.name, asciiOf(name)],
          },
        ]
      : []
    if (inner.hits.length + running.length > 0) found.push({ ...inner, hits: [...inner.hits, ...running] })
  }
  return found
}

const runsDecoded =
  /(?:\beval|\bFunction|\bsetTimeout|document\.write)\s*\(\s*(?:window\.|self\.)?(?:atob|unescape|decodeURIComponent|String\.fromCharCode)\s*\(/

function asciiOf(name: string): string {
  return name.replace(/[^a-z]/g, '').slice(0, 40)
}

function codeOf(name: string, value: string): string | undefined {
  if (value.length < handlerCharsMin) return undefined
  if (name.startsWith('on')) return decodeEntities(value)
  if (name !== 'href' && name !== 'src' && name !== 'data') return undefined
  const match = /^\s{0,8}javascript:/i.exec(value)
  return match === null ? undefined : decoded(decodeEntities(value.slice(match[0].length)))
}

const handlerCharsMin = 16

/** A picture that is there for its handler goes as a whole; a page keeps its body. */
function isWholeCut({ name }: Tag): boolean {
  return name === 'img' || name === 'input' || name === 'iframe' || name === 'embed'
}
