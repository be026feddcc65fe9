import type { ContentKind } from '../../domain/content.ts'
import { contentKinds } from '../../domain/content.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { ErrorFacts } from '../../domain/errors.ts'
import type { ContentAnswer, ReadIdentity } from '../../domain/job.ts'
import { hashedBytesMax, readerWorkersMax, ruleSourceBytesMax } from '../../domain/limits.ts'
import type { Oid } from '../../domain/oid.ts'
import { isOid } from '../../domain/oid.ts'
import { parseReason } from '../../domain/reason.ts'
import type { RuleInfo } from '../../domain/ruleset.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { Verdict } from '../../domain/verdict.ts'
import type { Frame } from '../frame.ts'
import { breach } from '../frame.ts'
import { protocolVersion, readerErrorCodes, readerSkipReasons } from '../messages.ts'
import type { RuleTable } from './parseVerdict.ts'
import { parseVerdict } from './parseVerdict.ts'
import { finite, integer, list, listOf, oneOf, parseJson, record, text, wrong } from './parseWire.ts'

/** One file of a batch as the reader found it. */
export type ReadOutcome =
  | { readonly state: 'skipped'; readonly reason: SkipReason }
  | {
      readonly state: 'read'
      readonly oid: Oid
      readonly contentKind: ContentKind
      readonly identity: ReadIdentity
    }

export interface DoneResult {
  readonly verdict: Verdict | null
  readonly deflated: Buffer | null
}

/** A request, an item of it, and the thread's count of steps. */
export interface ThreadBeat {
  readonly request: number
  readonly item: number
  readonly beat: number
}

const rulesMax = 100_000
const ruleNumberMax = 999_999_999
const messageCharsMax = 16 * 1024
const factsMax = 32
const requestMax = 0xffff_ffff

export function parseHello(frame: Frame): void {
  if (parseJson(frame.header)['protocol'] !== protocolVersion) throw breach('another protocol version')
}

export function parseBeat(frame: Frame): readonly ThreadBeat[] {
  return list(parseJson(frame.header)['threads'], 'threads', readerWorkersMax).map((row) => {
    const [request, item, beat] = listOf(row, 'thread', 3)
    return {
      request: integer(request, 'request', 0, requestMax),
      item: integer(item, 'item', 0, requestMax),
      beat: integer(beat, 'beat', -requestMax, requestMax),
    }
  })
}

/** Exactly `files` rows, in the order of the batch. */
export function parseRead(frame: Frame, files: number): readonly ReadOutcome[] {
  return listOf(parseJson(frame.header)['items'], 'items', files).map((row): ReadOutcome => {
    if (typeof row === 'string') {
      return { state: 'skipped', reason: oneOf(row, 'skip reason', readerSkipReasons) }
    }
    const [oid, contentKind, ino, size, mtimeMs, ctimeMs] = listOf(row, 'item', 6)
    return {
      state: 'read',
      oid: parseWireOid(oid),
      contentKind: oneOf(contentKind, 'content kind', contentKinds),
      identity: {
        ino: inodeNumber(ino),
        size: integer(size, 'size', 0, hashedBytesMax),
        mtimeMs: finite(mtimeMs, 'mtime'),
        ctimeMs: finite(ctimeMs, 'ctime'),
      },
    }
  })
}

/** Some filesystems number with 64 bits; main's own lstat rounds such a number as the reader's fstat did. */
function inodeNumber(value: unknown): number {
  const ino = finite(value, 'ino')
  if (!Number.isInteger(ino) || ino < 0 || ino > 2 ** 64) throw wrong('ino')
  return ino
}

/** One result per answer and exactly what it asked for; deflated bytes are slices of the frame. */
export function parseDone(
  frame: Frame,
  asked: readonly { readonly answer: ContentAnswer; readonly size: number }[],
  rules: RuleTable,
): readonly DoneResult[] {
  const rows = listOf(parseJson(frame.header)['results'], 'results', asked.length)
  let offset = 0
  const results = asked.map(({ answer, size }, index): DoneResult => {
    const [deflatedBytes, word] = listOf(rows[index], 'result', 2)
    if ((answer.judge === 'none') !== (word === null)) throw wrong('verdict')
    const verdict = word === null ? null : parseVerdict(word, rules)
    if (!answer.store) {
      if (deflatedBytes !== -1) throw wrong('deflated length')
      return { verdict, deflated: null }
    }
    const length = integer(deflatedBytes, 'deflated length', 1, deflateBound(size))
    const deflated = frame.tail.subarray(offset, offset + length)
    offset += length
    return { verdict, deflated }
  })
  if (offset !== frame.tail.length) throw wrong('tail length')
  return results
}

export function parseJudged(frame: Frame, count: number, rules: RuleTable): readonly Verdict[] {
  return listOf(parseJson(frame.header)['verdicts'], 'verdicts', count).map((word) =>
    parseVerdict(word, rules),
  )
}

export function parseCompiled(frame: Frame): {
  readonly engine: string
  readonly rules: readonly RuleInfo[]
} {
  const header = parseJson(frame.header)
  return {
    engine: text(header['engine'], 'engine', 200),
    rules: list(header['rules'], 'rules', rulesMax).map(parseRuleInfo),
  }
}

/** The error the reader met, rebuilt: a class does not survive the border. */
export function parseFailed(frame: Frame): HoldfastError {
  const header = parseJson(frame.header)
  const hint = header['hint'] === null ? {} : { hint: text(header['hint'], 'hint', messageCharsMax) }
  return new HoldfastError(
    oneOf(header['code'], 'error code', readerErrorCodes),
    text(header['message'], 'message', messageCharsMax),
    { facts: parseFacts(header['facts']), ...hint },
  )
}

function parseFacts(value: unknown): ErrorFacts {
  const entries = Object.entries(record(value, 'facts'))
  if (entries.length > factsMax) throw wrong('facts')
  return Object.fromEntries(entries.map(([name, fact]) => [name, parseFact(fact)] as const))
}

function parseFact(fact: unknown): ErrorFacts[string] {
  if (typeof fact === 'string') return text(fact, 'fact', messageCharsMax)
  if (typeof fact === 'number') return finite(fact, 'fact')
  if (typeof fact === 'boolean' || fact === null) return fact
  throw wrong('fact')
}

function parseRuleInfo(value: unknown): RuleInfo {
  const fields = record(value, 'rule')
  const rule = integer(fields['rule'], 'rule number', 0, ruleNumberMax)
  const reason = text(fields['reason'], 'reason', 100)
  if (parseReason(reason)?.rule !== rule) throw wrong('reason')
  return {
    rule,
    reason,
    tier: oneOf(fields['tier'], 'tier', ['malicious', 'suspicious']),
    pack: text(fields['pack'], 'pack', 64),
    identifier: text(fields['identifier'], 'identifier', 256),
    summary: text(fields['summary'], 'summary', ruleSourceBytesMax),
  }
}

function parseWireOid(value: unknown): Oid {
  if (typeof value !== 'string' || !isOid(value)) throw wrong('oid')
  return value
}

/** zlib's own bound for incompressible bytes, with room for its header. */
function deflateBound(size: number): number {
  return size + Math.ceil(size / 1000) + 64
}
