import type { ContentKind } from '../domain/content.ts'
import type { FileClass } from '../domain/fileClass.ts'
import { engineMsMax, givenUpEndBytes } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { cleanVerdict } from '../domain/verdict.ts'
import type { Label, Verdict, VerdictLimit } from '../domain/verdict.ts'
import { findingsOf, withEvidenceRanges } from './findings.ts'
import type { Hit } from './findings.ts'
import { hasHash } from './hashlist/hashList.ts'
import type { Ruleset } from './ruleset.ts'
import { findScriptTag, hasCode } from './scriptTags.ts'
import { shapeOf } from './shape.ts'
import type { CompiledYara, YaraMatch, YaraRange } from './yara/engine.ts'

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
  const denied = deniedBy(content.oid, ruleset)
  const tag = isPicture(content.contentKind) ? findScriptTag(content.bytes) : -1
  if (isSkipped(content, tag)) return verdictOf(content, { hits: denied, labels: [], limits: [] })
  const scanned = scanWith(content, ruleset)
  return verdictOf(content, {
    hits: [...denied, ...scanned.hits],
    labels: [...scanned.labels, ...tagLabels(content, tag)],
    limits: [...scanned.limits, ...extentLimits(content)],
  })
}

interface Judged {
  readonly hits: readonly Hit[]
  readonly labels: readonly Label[]
  readonly limits: readonly VerdictLimit[]
}

function deniedBy(oid: Oid, ruleset: Ruleset): Hit[] {
  return ruleset.denyLists
    .filter((list) => hasHash(list.hashes, oid))
    .map((list) => ({ rule: list.rule, ranges: [] }))
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
    if (rule.effect === 'finding') hits.push({ rule, ranges: rangesOf(match, content.bytes) })
    else labels.add(rule.effect)
  }
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
function rangesOf(match: YaraMatch, bytes: Buffer): readonly YaraRange[] {
  return match.ranges.length > 0 ? match.ranges : [{ offset: 0, length: bytes.length }]
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
    .flatMap((hit) => withEvidenceRanges(hit).ranges)
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
