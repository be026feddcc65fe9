import { describe, it } from 'vitest'
import type { ContentAnswer } from '../../src/domain/job.ts'
import { readerMessageBytesMax } from '../../src/domain/limits.ts'
import type { RuleInfo } from '../../src/domain/ruleset.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import {
  parseBeat,
  parseCompiled,
  parseDone,
  parseFailed,
  parseHello,
  parseJudged,
  parseRead,
} from '../../src/pool/client/parseReplies.ts'
import type { Frame, FrameType } from '../../src/pool/frame.ts'
import { encodeFrame, frameCutter } from '../../src/pool/frame.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeEqual, mustBeSame, unlessRefused } from './fuzz.ts'
import type { Ending } from './fuzz.ts'

const refusal = ['HF_READER_FAILED'] as const
const oid = sha256(Buffer.from('a content'))
const rule: RuleInfo = {
  rule: 101,
  reason: 'HF-SA-0101-php.bkdr.eval',
  tier: 'malicious',
  pack: 'holdfast',
  identifier: 'hf_0101',
  summary: 'runs code that is packed in a text',
}
const rules = new Map([[rule.rule, rule]])
const evidence = { offset: 10, length: 4, line: 2, layer: ['base64'], excerpt: 'YWJj' }
const verdict = {
  findings: [
    { rule: 101, pack: 'holdfast', evidence: [evidence, { ...evidence, layer: [] }], trace: ['eval'] },
  ],
  limits: ['timeout'],
  labels: ['encoded'],
  shape: { blocks: 3, blocksHit: 1, firstLine: 2, lastLine: 9, otherCode: true },
}
const words = [
  '"clean"',
  '"crash"',
  '"unreadable"',
  '"own-store"',
  '"holdfast"',
  '"layer":[]',
  `"${oid}"`,
  '-1',
  '101',
]

function headerFrame(header: Buffer, tail = Buffer.alloc(0)): Frame {
  return { type: 'done', id: 1, header: Buffer.from(header), tail: Buffer.from(tail) }
}

/** One header: what the parser makes of it says itself again. */
interface HeaderForm {
  readonly name: string
  readonly headers: readonly unknown[]
  readonly parse: (frame: Frame) => unknown
  /** The header that would say the parsed value; the parser has to make the same of it. */
  readonly again: (value: never) => unknown
}

function form<Value>(
  name: string,
  headers: readonly unknown[],
  parse: (frame: Frame) => Value,
  again: (value: Value) => unknown,
): HeaderForm {
  return { name, headers, parse, again }
}

const forms: readonly HeaderForm[] = [
  form('hello headers', [{ protocol: 1 }], parseHello, () => ({ protocol: 1 })),
  form(
    'beat headers',
    [
      { threads: [] },
      {
        threads: [
          [1, 2, 3],
          [4, 5, -6],
        ],
      },
    ],
    parseBeat,
    (beats) => ({ threads: beats.map(({ request, item, beat }) => [request, item, beat]) }),
  ),
  form(
    'read headers',
    [{ items: ['vanished', [oid, 'php', 12, 400, 1_700_000_000_000.25, -1.5]] }],
    (frame) => parseRead(frame, 2),
    (items) => ({
      items: items.map((item) => {
        if (item.state === 'skipped') return item.reason
        const { ino, size, mtimeMs, ctimeMs } = item.identity
        return [item.oid, item.contentKind, ino, size, mtimeMs, ctimeMs]
      }),
    }),
  ),
  form(
    'judged headers',
    [{ verdicts: ['clean', verdict] }],
    (frame) => parseJudged(frame, 2, rules),
    (verdicts) => ({ verdicts }),
  ),
  form(
    'compiled headers',
    [{ engine: 'yara-x 1', rules: [rule, rule] }],
    parseCompiled,
    (compiled) => compiled,
  ),
  form(
    'failed headers',
    [
      {
        code: 'HF_RULES_INVALID',
        message: 'no',
        facts: { line: 3, file: 'x', odd: null, is: true },
        hint: null,
      },
    ],
    (frame) => {
      const { code, message, facts, hint } = parseFailed(frame)
      return { code, message, facts, hint }
    },
    (failure) => failure,
  ),
]

const asked: readonly { readonly answer: ContentAnswer; readonly size: number }[] = [
  { answer: { judge: 'all', store: true }, size: 10 },
  { answer: { judge: 'none', store: false }, size: 20 },
  { answer: { judge: ['holdfast'], store: true }, size: 4000 },
]

describe(`${executions} mutants of everything the reader says`, { timeout: fuzzTimeoutMs }, () => {
  it('frames', () => {
    const accepted: readonly FrameType[] = ['hello', 'beat', 'read', 'done']
    fuzz({
      name: 'frames',
      allocationMax: readerMessageBytesMax,
      samples: [
        encodeFrame('hello', 1, { protocol: 1 }),
        Buffer.concat([encodeFrame('beat', 0, {}), encodeFrame('done', 7, { a: 1 }, [Buffer.from('tail')])]),
        encodeFrame('read', 0xffff_ffff, { items: [] }),
      ],
      check: (input) => {
        const frames: Frame[] = []
        const cut = frameCutter(accepted, (frame) => frames.push(frame))
        const step = 1 + (input.length % 31)
        const isRefused =
          unlessRefused(refusal, () => {
            for (let at = 0; at < input.length; at += step) cut(input.subarray(at, at + step))
            return true
          }) === undefined
        return framesOf(input, frames, isRefused)
      },
    })
  })

  for (const { name, headers, parse, again } of forms) {
    it(name, () => {
      fuzz({
        name,
        samples: headers.map((header) => Buffer.from(JSON.stringify(header))),
        words,
        check: (input) => {
          const found = unlessRefused(refusal, () => ({ value: parse(headerFrame(input)) }))
          if (found === undefined) return 'refused'
          const header = Buffer.from(JSON.stringify(again(found.value as never)))
          return mustBeSame({ value: parse(headerFrame(header)) }, found)
        },
      })
    })
  }

  it('done headers with their tail', () => {
    const tail = Buffer.from('0123456789')
    const results = [
      [4, 'clean'],
      [-1, null],
      [6, verdict],
    ]
    fuzz({
      name: 'done headers',
      samples: [Buffer.from(JSON.stringify({ results }))],
      words,
      check: (input) => {
        const found = unlessRefused(refusal, () => parseDone(headerFrame(input, tail), asked, rules))
        if (found === undefined) return 'refused'
        const again = found.map((result) => [result.deflated?.length ?? -1, result.verdict])
        const header = Buffer.from(JSON.stringify({ results: again }))
        mustBeSame(parseDone(headerFrame(header, tail), asked, rules), found)
        return mustBeEqual(Buffer.concat(found.map(({ deflated }) => deflated ?? Buffer.alloc(0))), tail)
      },
    })
  })
})

/** The frames are the input from its start, cut at the lengths that it states; what is left is less than a frame. */
function framesOf(input: Buffer, frames: readonly Frame[], isRefused: boolean): Ending {
  const preludeBytes = 13
  let at = 0
  for (const { id, header, tail } of frames) {
    const length = input.readUInt32LE(at)
    const isSame = input.readUInt32LE(at + 5) === id && input.readUInt32LE(at + 9) === header.length
    if (!isSame || length !== header.length + tail.length)
      throw new Error('a frame says other than its bytes')
    at += preludeBytes
    mustBeEqual(Buffer.concat([header, tail]), input.subarray(at, at + length))
    at += length
  }
  const rest = input.subarray(at)
  if (isRefused) return 'refused'
  if (rest.length >= preludeBytes && rest.length >= preludeBytes + rest.readUInt32LE(0))
    throw new Error('a frame is lost')
  return frames.length > 0 ? 'accepted' : 'refused'
}
