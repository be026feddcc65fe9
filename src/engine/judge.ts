import type { ContentKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { engineMsMax, excerptBytesMax, givenUpEndBytes } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { cleanVerdict } from '../domain/verdict.ts'
import type { Label, Verdict, VerdictLimit } from '../domain/verdict.ts'
import { analyse } from './analyse.ts'
import { nothingFound } from './analysis.ts'
import type { Analysis, EngineHit, Layer } from './analysis.ts'
import { findingsOf, withEvidencePlaces } from './findings.ts'
import type { Hit, HitPlace } from './findings.ts'
import type { Ruleset } from './ruleset.ts'
import { findScriptTag, hasCode } from './scriptTags.ts'
import { shapeOf } from './shape.ts'
import type { CompiledYara, YaraMatch } from './yara/engine.ts'

/** One content and what besides its bytes decides the verdict. `oid` is of the whole content. */
export interface JudgedContent {
  readonly bytes: Buffer
  readonly oid: Oid
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
  readonly extent: Extent
}

/**
 * `ends`: `bytes` are the first `headBytes` of a content of `size` bytes followed by its tail, and `script` says whether
 * there is a script anywhere in the content (decision 12).
 */
export type Extent =
  | { readonly state: 'whole' }
  | {
      readonly state: 'ends'
      readonly headBytes: number
      readonly size: number
      readonly script: 'seen' | 'unseen'
    }

/**
 * What the packs of `ruleset` say of one content. Never throws for anything the content holds: an engine that gives up
 * is a limit, and a limit is never clean (decision 7).
 */
export function judge(content: JudgedContent, ruleset: Ruleset): Verdict {
  const denied = deniedBy(content, ruleset)
  const tag = isPicture(content.contentKind) ? findScriptTag(content.bytes) : -1
  if (isSkipped(content, tag)) return verdictOf(content, { hits: denied, labels: [], limits: [] })
  const scanned = scanWith(content, ruleset)
  const analysis = analysisOf(content)
  const unwrapped = analysis.layers.map((layer) => scanLayer(layer, content, ruleset))
  const parts = [scanned, ...unwrapped]
  return verdictOf(content, {
    hits: [...denied, ...parts.flatMap((part) => part.hits), ...ownHits(analysis.hits, ruleset)],
    labels: unique([...parts.flatMap((part) => part.labels), ...analysis.labels, ...tagLabels(content, tag)]),
    limits: unique([...parts.flatMap((part) => part.limits), ...analysis.limits, ...extentLimits(content)]),
  })
}

/** A content that is judged by its ends is no source that could be parsed. */
function analysisOf(content: JudgedContent): Analysis {
  return content.extent.state === 'whole' ? analyse(content) : nothingFound
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}

interface Judged {
  readonly hits: readonly Hit[]
  readonly labels: readonly Label[]
  readonly limits: readonly VerdictLimit[]
}

function deniedBy(content: JudgedContent, ruleset: Ruleset): Hit[] {
  return ruleset.denyLists
    .filter((list) => list.accuses(content))
    .map((list) => ({ rule: list.rule, places: [], trace: [] }))
}

/** Pictures and films are most of a site's bytes, and only a script in them can hurt. */
function isPicture(kind: ContentKind): boolean {
  return kind === 'image' || kind === 'media'
}

function isSkipped(content: JudgedContent, tag: number): boolean {
  const { bytes, contentKind, extent } = content
  if (bytes.length === 0) return true
  if (!isPicture(contentKind)) return false
  const isScript = extent.state === 'ends' ? extent.script === 'seen' : hasCode(bytes, 'binary')
  return tag === -1 && !isScript
}

function scanWith(content: JudgedContent, ruleset: Ruleset): Judged {
  const limits = new Set<VerdictLimit>()
  const labels = new Set<Label>()
  const hits: Hit[] = []
  for (const yara of ruleset.yara) {
    const scan = yara.scan(content.bytes, engineMsMax)
    if (scan.state === 'limit') limits.add(scan.limit)
    const matches = scan.state === 'limit' ? endMatches(yara, content.bytes) : scan.matches
    for (const match of matches) place(match)
  }
  return { hits, labels: [...labels], limits: [...limits] }

  function place(match: YaraMatch): void {
    const rule = ruleset.ruleOf(match.pack, match.identifier)
    if (rule === undefined || (rule.fileClass !== 'any' && rule.fileClass !== content.fileClass)) return
    if (rule.effect === 'finding') hits.push({ rule, places: placesOf(match, content.bytes), trace: [] })
    else labels.add(rule.effect)
  }
}

/** What the packs say of code that the content makes: their places are the statement it comes out of. */
function scanLayer(layer: Layer, content: JudgedContent, ruleset: Ruleset): Judged {
  const bytes = Buffer.from(layer.text, 'latin1')
  const { hits, labels, limits } = scanWith({ ...content, bytes }, ruleset)
  const { start, end } = layer.origin
  return {
    labels,
    limits,
    hits: hits.map(({ rule, places }) => ({
      rule,
      trace: [],
      places: places.map(({ offset }) => ({
        offset: start,
        length: end - start,
        layer: layer.names,
        excerpt: layer.text.slice(offset, offset + excerptBytesMax),
      })),
    })),
  }
}

/** Hits of our own engines; none when only added packs are asked. */
function ownHits(hits: readonly EngineHit[], ruleset: Ruleset): Hit[] {
  return hits.flatMap(({ rule: number, spans, layer, excerpt, trace }) => {
    const rule = ruleset.ownRules.get(number)
    if (rule === undefined) return []
    const places = spans.map(({ start, end }, index) => {
      const isSink = index === 0
      return {
        offset: start,
        length: end - start,
        layer,
        excerpt: isSink && layer.length > 0 ? excerpt : null,
      }
    })
    return [{ rule, places, trace }]
  })
}

/**
 * What the ends alone say of a content that the engine did not finish: filler that is slow to search must not turn a
 * shell in front of it or behind it into something undecided.
 */
function endMatches(yara: CompiledYara, bytes: Buffer): YaraMatch[] {
  if (bytes.length <= 2 * givenUpEndBytes) return []
  return [0, bytes.length - givenUpEndBytes].flatMap((start) => {
    const scan = yara.scan(bytes.subarray(start, start + givenUpEndBytes), engineMsMax)
    if (scan.state === 'limit') return []
    return scan.matches
      .filter((match) => match.ranges.length > 0)
      .map((match) => ({
        ...match,
        ranges: match.ranges.map(({ offset, length }) => ({ offset: start + offset, length })),
      }))
  })
}

/** A rule that looks at the whole content, its size for instance, has the beginning as evidence. */
function placesOf(match: YaraMatch, bytes: Buffer): readonly HitPlace[] {
  const ranges = match.ranges.length > 0 ? match.ranges : [{ offset: 0, length: bytes.length }]
  return ranges.map(({ offset, length }) => ({ offset, length, layer: [], excerpt: null }))
}

/** `<?=` is three bytes that large pictures have by chance: reason to look, none to say anything. */
function tagLabels(content: JudgedContent, tag: number): Label[] {
  if (tag === -1 || !isPicture(content.contentKind)) return []
  return content.bytes.toString('latin1', tag, tag + 3) === '<?=' ? [] : ['php-in-image']
}

function extentLimits({ extent }: JudgedContent): VerdictLimit[] {
  return extent.state === 'ends' && extent.script === 'seen' ? ['too-large'] : []
}

function verdictOf(content: JudgedContent, judged: Judged): Verdict {
  const { hits, labels, limits } = judged
  if (hits.length === 0 && labels.length === 0 && limits.length === 0) return cleanVerdict
  const spans = hits
    .flatMap((hit) => withEvidencePlaces(hit).places)
    .map(({ offset, length }) => ({ start: offset, end: offset + length }))
  return {
    findings: findingsOf(content.bytes, hits, toContentOffset(content)),
    limits,
    labels,
    shape: hits.length === 0 ? null : shapeOf(content.bytes, content.contentKind, spans),
  }
}

function toContentOffset({ extent, bytes }: JudgedContent): (offset: number) => number {
  if (extent.state === 'whole') return (offset) => offset
  const gap = extent.size - bytes.length
  return (offset) => (offset < extent.headBytes ? offset : offset + gap)
}
