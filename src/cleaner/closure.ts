import { maskedCode, phpRegions } from '../engine/regions.ts'
import type { PhpRegion } from '../engine/regions.ts'
import type { Span } from '../engine/span.ts'

/** One finding: the places in the content that it names; none when it is about the content as a whole. */
export type FindingPlaces = readonly Span[]

/**
 * Says of ranges of one content whether all code in them belongs to findings; a line of more than `lineBytesMax` bytes does
 * not belong to a finding because it stands in it.
 */
export type ClosureTest = (range: Span, lineBytesMax: number) => boolean

/**
 * Code belongs to a finding when it stands in the same lines, between the places that the finding names, in the same
 * statement (with its blocks), or in the same PHP block, or when it calls a function that is itself one, as far as all of
 * that lies in the range. White space, comments and
 * tags belong to anything. Text outside of PHP is held to the lines alone.
 */
export function closureTest(content: Buffer, findings: readonly FindingPlaces[]): ClosureTest {
  const text = content.toString('latin1')
  const regions = phpRegions(text, 'all')
  const masks = new Map<PhpRegion, string>()
  // Made once per block: many changes of one large block would each make it again.
  const maskOf = (region: PhpRegion): string => {
    const mask = masks.get(region) ?? maskedCode(text, region)
    masks.set(region, mask)
    return mask
  }
  return (range, lineBytesMax) => {
    const hits = findings.flatMap((places) => reachIn(places, range))
    const lines = hits
      .map((hit) => linesAround(text, hit, range))
      .filter(({ start, end }) => end - start <= lineBytesMax)
    const php = regions.filter((region) => overlaps(region, range))
    const statements = php
      .filter((region) => hits.some((hit) => overlaps(hit, region)))
      .flatMap((region) => statementsHit(text, { region, masked: maskOf(region) }, { hits, range }))
    return isCovered(text, necessary(text, php, range), joined([...lines, ...statements]))
  }
}

export function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

function clip(span: Span, range: Span): Span {
  return { start: Math.max(span.start, range.start), end: Math.min(span.end, range.end) }
}

/** From the first to the last place of one finding in the range. */
function reachIn(places: FindingPlaces, range: Span): readonly Span[] {
  const inside = places.filter((place) => overlaps(place, range)).map((place) => clip(place, range))
  const [first] = inside
  if (first === undefined) return []
  return [
    inside.reduce((reach, { start, end }) => {
      return { start: Math.min(reach.start, start), end: Math.max(reach.end, end) }
    }, first),
  ]
}

/** No further than the range, which may be a part of a line of megabytes. */
function linesAround(text: string, hit: Span, range: Span): Span {
  const before = text.slice(range.start, hit.start).lastIndexOf('\n')
  const after = text.slice(hit.end - 1, range.end).indexOf('\n')
  return { start: range.start + before + 1, end: after === -1 ? range.end : hit.end + after }
}

/** The statements of the range, in one PHP block, that hold a hit; the whole block when all its code lies in the range. */
function statementsHit(
  text: string,
  { region, masked }: { readonly region: PhpRegion; readonly masked: string },
  { hits, range }: { readonly hits: readonly Span[]; readonly range: Span },
): readonly Span[] {
  const inside = clip(region, range)
  const isWhole = region.code.every(({ start, end }) => start >= range.start && end <= range.end)
  if (isWhole) return [inside]
  const code = masked.slice(inside.start - region.start, inside.end - region.start)
  const statements = statementsOf(code).map(({ start, end }): Statement => {
    const span = { start: start + inside.start, end: end + inside.start }
    return { ...span, code: code.slice(start, end) }
  })
  const hit = statements.filter((statement) => hits.some((place) => overlaps(place, statement)))
  return [...hit, ...callsOf(text, statements, hit)]
}

/** With its masked code. */
interface Statement extends Span {
  readonly code: string
}

/**
 * The statements that define nothing and name a function which a hit one defines, as a call or in a string for a hook: with
 * the function gone they would stop the site.
 */
function callsOf(
  text: string,
  statements: readonly Statement[],
  hit: readonly Statement[],
): readonly Statement[] {
  const gone = new Set(hit.flatMap(({ code }) => definedIn(code)))
  if (gone.size === 0) return []
  return statements.filter(({ start, end, code }) => {
    if (definition.test(code)) return false
    return (text.slice(start, end).match(word) ?? []).some((name) => gone.has(name.toLowerCase()))
  })
}

function definedIn(code: string): readonly string[] {
  return [...code.matchAll(definedName)].map(([, name = '']) => name.toLowerCase())
}

const word = /[a-z_\x80-\xff][\w\x80-\xff]*/gi
const definedName = /\bfunction\s+(?:&\s*)?([a-z_\x80-\xff][\w\x80-\xff]*)/gi
const definition = /\b(?:function|class|trait|interface|enum)\b/i

const mark = /[;(){}[\]]/g
/** After the closing brace of a block, what makes the next words part of the same statement. */
const goesOn = /\s*(?:else\b|elseif\b|catch\b|finally\b|while\b|[;,)\]}.?:=+*/|&<>-])/iy

/**
 * The statements of masked code that stand beside each other; none when its brackets do not match, because then the code
 * is a part of something else.
 */
function statementsOf(masked: string): readonly Span[] {
  const ends: number[] = []
  let depth = 0
  let opened = 0
  for (const { 0: character, index } of masked.matchAll(mark)) {
    if ('({['.includes(character)) {
      if (depth === 0) opened = index
      depth += 1
    } else if (character !== ';') depth -= 1
    if (depth < 0) return []
    if (depth === 0 && isEnd(masked, { character, index, opened })) ends.push(index + 1)
  }
  if (depth !== 0) return []
  return [...ends, masked.length].map((end, at) => ({ start: ends[at - 1] ?? 0, end }))
}

/** A brace behind `$` or `->` holds a name and no block. */
function isEnd(
  masked: string,
  {
    character,
    index,
    opened,
  }: { readonly character: string; readonly index: number; readonly opened: number },
): boolean {
  if (character !== '}') return character === ';'
  goesOn.lastIndex = index + 1
  return !/[$>]/.test(masked.charAt(opened - 1)) && !goesOn.test(masked)
}

/** What of the range has to belong to a finding: PHP code, and whatever is not PHP. */
function necessary(text: string, php: readonly PhpRegion[], range: Span): readonly Span[] {
  const spans: Span[] = []
  let at = range.start
  for (const region of php) {
    spans.push(
      { start: at, end: Math.max(at, region.start) },
      ...region.code.map((code) => clip(code, range)),
    )
    at = region.end
  }
  spans.push({ start: at, end: range.end })
  return spans.filter(({ start, end }) => start < end && /\S/.test(text.slice(start, end)))
}

function joined(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const result: Span[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (last === undefined || last.end < span.start) result.push(span)
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return result
}

/** Both in order; white space between covers needs none. */
function isCovered(text: string, wanted: readonly Span[], covers: readonly Span[]): boolean {
  let cover = 0
  return wanted.every(({ start, end }) => {
    let at = start
    while (cover < covers.length && (covers[cover]?.end ?? 0) <= at) cover += 1
    for (let next = covers[cover]; next !== undefined && next.start < end; next = covers[cover]) {
      if (/\S/.test(text.slice(at, Math.max(at, next.start)))) return false
      at = Math.max(at, Math.min(end, next.end))
      if (next.end >= end) break
      cover += 1
    }
    return !/\S/.test(text.slice(at, end))
  })
}
