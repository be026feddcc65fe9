import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HoldfastError } from '../../src/domain/errors.ts'
import {
  parseBeat,
  parseCompiled,
  parseDone,
  parseFailed,
  parseJudged,
  parseRead,
} from '../../src/pool/client/parseReplies.ts'
import type { RuleTable } from '../../src/pool/client/parseVerdict.ts'
import type { Frame, FrameType } from '../../src/pool/frame.ts'

const rule = {
  rule: 101,
  reason: 'HF-SA-0101-php.bkdr.eval',
  tier: 'malicious',
  pack: 'holdfast',
  identifier: 'Eval',
  summary: 'runs what a visitor sends',
} as const
const rules: RuleTable = new Map([[101, rule]])
const oid = '0123456789abcdef'.repeat(4)
const evidence = { offset: 5, length: 4, line: 1, layer: [], excerpt: 'ZXZhbA==' }
const finding = { rule: 101, pack: 'holdfast', evidence: [evidence], trace: ['$_POST', 'eval'] }
const shape = { blocks: 2, blocksHit: 1, firstLine: 1, lastLine: 3, otherCode: true }
const verdict = { findings: [finding], limits: [], labels: ['encoded'], shape }

function frameOf(type: FrameType, header: unknown, tail = Buffer.alloc(0)): Frame {
  return { type, id: 1, header: Buffer.from(JSON.stringify(header)), tail }
}

function judged(word: unknown): unknown {
  return parseJudged(frameOf('judged', { verdicts: [word] }), 1, rules)[0]
}

const refused = expect.objectContaining({ code: 'HF_READER_FAILED' }) as Error

describe('what a reader says', () => {
  it('of its findings is only where: the rule is told as it was loaded', () => {
    const lied = { ...finding, tier: 'suspicious', reason: 'HF-SUSP-0001-any.tool.x', summary: '\u001b[31m' }
    expect(judged({ ...verdict, findings: [lied] })).toEqual({
      ...verdict,
      findings: [
        {
          rule: 101,
          reason: rule.reason,
          tier: 'malicious',
          pack: 'holdfast',
          summary: rule.summary,
          evidence: [evidence],
          trace: ['$_POST', 'eval'],
        },
      ],
    })
  })

  it.each([
    ['a rule that is not loaded', { findings: [{ ...finding, rule: 102 }] }],
    ['a rule of another pack', { findings: [{ ...finding, pack: 'other' }] }],
    ['too many findings', { findings: Array<unknown>(65).fill(finding) }],
    ['too much evidence', { findings: [{ ...finding, evidence: Array<unknown>(17).fill(evidence) }] }],
    ['a place before the content', { findings: [{ ...finding, evidence: [{ ...evidence, offset: -1 }] }] }],
    ['half an offset', { findings: [{ ...finding, evidence: [{ ...evidence, offset: 0.5 }] }] }],
    ['a trace that steers the terminal', { findings: [{ ...finding, trace: ['\u001b[2J'] }] }],
    ['a long excerpt', { findings: [{ ...finding, evidence: [{ ...evidence, excerpt: 'A'.repeat(220) }] }] }],
    [
      'an excerpt of escapes',
      { findings: [{ ...finding, evidence: [{ ...evidence, excerpt: '\u001b[2J' }] }] },
    ],
    ['findings without a shape', { shape: null }],
    ['a shape without findings', { findings: [] }],
    ['more blocks hit than there are', { shape: { ...shape, blocksHit: 3 } }],
    ['an end before the beginning', { shape: { ...shape, firstLine: 4 } }],
    ['a limit that is main\u2019s to give', { limits: ['budget'] }],
    ['an unknown label', { labels: ['clean'] }],
  ])('is refused with %s', (_name, change) => {
    expect(() => judged({ ...verdict, ...change })).toThrow(refused)
  })

  it('of a file is refused unless it is exact', () => {
    const row = [oid, 'php', 12, 34, 1.5, 2.5]
    expect(parseRead(frameOf('read', { items: [row, 'unstable'] }), 2)).toEqual([
      { state: 'read', oid, contentKind: 'php', identity: { ino: 12, size: 34, mtimeMs: 1.5, ctimeMs: 2.5 } },
      { state: 'skipped', reason: 'unstable' },
    ])
    const wrong: unknown[] = [oid.toUpperCase(), `${oid}0`, 5, null]
    for (const value of wrong) {
      expect(() => parseRead(frameOf('read', { items: [[value, ...row.slice(1)]] }), 1)).toThrow(refused)
    }
    expect(() => parseRead(frameOf('read', { items: [[oid, 'folder', 12, 34, 1, 1]] }), 1)).toThrow(refused)
    expect(() => parseRead(frameOf('read', { items: ['reader-failed'] }), 1)).toThrow(refused)
  })

  it('of an inode may have 64 bits', () => {
    const inode = (ino: number): unknown =>
      parseRead(frameOf('read', { items: [[oid, 'php', ino, 34, 1.5, 2.5]] }), 1)
    expect(inode(2 ** 63)).toMatchObject([{ identity: { ino: 2 ** 63 } }])
    for (const ino of [-1, 0.5, 2 ** 65]) expect(() => inode(ino)).toThrow(refused)
  })

  it('of bytes must add up', () => {
    const asked = [{ answer: { judge: 'none', store: true }, size: 100 } as const]
    const done = (length: unknown, bytes: number): unknown =>
      parseDone(frameOf('done', { results: [[length, null]] }, Buffer.alloc(bytes)), asked, rules)
    expect(done(50, 50)).toMatchObject([{ verdict: null, deflated: { length: 50 } }])
    for (const [length, bytes] of [
      [50, 49],
      [50, 51],
      [0, 0],
      [-1, 0],
      [1000, 1000],
      ['50', 50],
    ] as const) {
      expect(() => done(length, bytes)).toThrow(refused)
    }
  })

  it('of a failure is one that it may report', () => {
    const failed = { code: 'HF_RULES_INVALID', message: 'line 3', facts: { line: 3 }, hint: null }
    expect(parseFailed(frameOf('failed', failed))).toMatchObject({
      code: 'HF_RULES_INVALID',
      facts: { line: 3 },
    })
    expect(parseFailed(frameOf('failed', { ...failed, hint: 'fix it' })).hint).toBe('fix it')
    expect(() => parseFailed(frameOf('failed', { ...failed, code: 'HF_STORE_CORRUPT' }))).toThrow(refused)
    expect(() => parseFailed(frameOf('failed', { ...failed, facts: { deep: {} } }))).toThrow(refused)
  })

  it('is a protocol error or understood, whatever it is', () => {
    const parsers = [
      (frame: Frame): unknown => parseBeat(frame),
      (frame: Frame): unknown => parseRead(frame, 1),
      (frame: Frame): unknown => parseJudged(frame, 1, rules),
      (frame: Frame): unknown => parseCompiled(frame),
      (frame: Frame): unknown => parseFailed(frame),
    ]
    const header = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .dictionary(
          fc.constantFrom('items', 'threads', 'verdicts', 'rules', 'engine', 'code', 'facts'),
          fc.jsonValue(),
        )
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(header, (text) => {
        for (const parse of parsers) {
          try {
            parse({ type: 'read', id: 1, header: Buffer.from(text), tail: Buffer.alloc(0) })
          } catch (error) {
            expect(error).toBeInstanceOf(HoldfastError)
            expect(error).toMatchObject({ code: 'HF_READER_FAILED' })
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})
