import { beforeAll, describe, it } from 'vitest'
import type { UnsealedEvent } from '../../src/codec/event.ts'
import { decodeEvent, encodeEvent } from '../../src/codec/event.ts'
import { refKey, rootKey, snapshotKey } from '../../src/codec/keys.ts'
import { decodeRecord, encodeRecord, recordHeaderBytes } from '../../src/codec/record.ts'
import { recordKinds } from '../../src/codec/records.ts'
import type { RecordKind } from '../../src/codec/records.ts'
import { decodeRow, encodeRow, rowText } from '../../src/codec/row.ts'
import { decodeSnapshot, encodeSnapshot } from '../../src/codec/snapshot.ts'
import { decodeTree, encodeTree } from '../../src/codec/tree.ts'
import type { TreeEntry } from '../../src/domain/entry.ts'
import { rootPath } from '../../src/domain/path.ts'
import { sha256, sha256Prefixed } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { contentOperation, decodeContentRow } from '../../src/store/contents.ts'
import { decodeRefTarget, refOperation } from '../../src/store/refs.ts'
import { decodeRoot, rootOperation } from '../../src/store/roots.ts'
import { byteName, bytePath } from '../support/scratch.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeEqual, mustBeSame, unlessRefused, valueOf } from './fuzz.ts'
import { rawRecord, sealed } from './sealed.ts'

beforeAll(async () => {
  await loadXxh64()
})

const oid = sha256(Buffer.from('a content'))
const otherOid = sha256(Buffer.from('another content'))
const key = Buffer.from('b-a-key')
/** Every fourth input keeps its damaged checksum; the others are as if they had been written so. */
const isSealedAgain = (input: Buffer): boolean => (input[0] ?? 0) % 4 !== 0 || input.length % 4 !== 0

const entry: TreeEntry = {
  name: byteName('index.php'),
  kind: 'file',
  mode: 0o644,
  uid: 1000,
  gid: 1000,
  size: 4321,
  oid,
  hashOnly: false,
  silentChange: true,
}
const treeEntries: readonly TreeEntry[] = [
  { ...entry, name: byteName(' '), kind: 'directory', mode: 0o7777 },
  { ...entry, name: byteName('a'), kind: 'symlink', size: 2 ** 40 },
  entry,
  { ...entry, name: byteName('z\u202e'), kind: 'fifo', oid: null, silentChange: false, hashOnly: true },
]

const event: UnsealedEvent = {
  v: 1,
  seq: 7,
  at: 1_700_000_000_000,
  mono: 12,
  bootId: '5f2c6a3e-0000-4000-8000-000000000000',
  event: 'detected',
  cause: 'on-demand',
  initiator: { uid: 0, login: 'root' },
  detail: { reason: 'HF-SA-0042-php.bkdr.eval', files: 3, note: null },
  previous: otherOid,
  scan: 3,
  incident: 12,
  root: bytePath('/home'),
  path: bytePath(Buffer.from('/home/\xff\n.php', 'latin1')),
  oid,
  owner: 'alice',
}

describe(`${executions} mutants of every stored form`, { timeout: fuzzTimeoutMs }, () => {
  it('records', () => {
    const kinds = Object.keys(recordKinds) as RecordKind[]
    const kindOf = (value: Buffer): RecordKind =>
      kinds.find((kind) => recordKinds[kind].number === value[1]) ?? 'tree'
    const payload = Buffer.from('some payload')
    fuzz({
      name: 'records',
      samples: [
        rawRecord('content', key, payload),
        rawRecord('pack', key, Buffer.alloc(0)),
        encodeRecord({ kind: 'tree', codec: 'deflate', size: 2 ** 29, payload }, key),
        encodeRecord({ kind: 'content', codec: 'chunks', size: 5000, payload }, key),
      ],
      check: (input) => {
        const value = isSealedAgain(input) ? sealed(input, key) : input
        const kind = kindOf(value)
        const body = unlessRefused(['HF_RECORD_CORRUPT'], () => decodeRecord(value, key, kind))
        return body === undefined ? 'refused' : mustBeEqual(encodeRecord({ kind, ...body }, key), value)
      },
    })
  })

  it('JSON rows', () => {
    const texts = [
      '{"epoch":3}',
      '{"a":[1,2.5,true,null,"\\u001f\u00ff"],"b":{"c":"x"}}',
      '[]',
      '{"last":12}',
    ]
    fuzz({
      name: 'JSON rows',
      samples: texts.map((text) => Buffer.from(text)),
      check: (input) => {
        const value = unlessRefused(['HF_RECORD_CORRUPT'], () =>
          decodeRow('scan', key, rawRecord('scan', key, input)),
        )
        if (value === undefined) return 'refused'
        // JSON.parse makes Infinity of 1e400; no field takes it, and a row cannot be written with it.
        if (JSON.stringify(value) !== JSON.stringify(value, (_, item: unknown) => finiteOrText(item)))
          return 'refused'
        return mustBeSame(rowText(decodeRow('scan', key, encodeRow('scan', key, value))), rowText(value))
      },
    })
  })

  it('rows with fields', () => {
    const root = rootOperation({
      path: bytePath('/home'),
      ino: 12,
      mount: { type: 'ext4', source: '/dev/vda', subroot: '/' },
      judgedEpoch: 3,
      createdAt: 1_700_000_000_000,
      lastScan: 4,
      lastCompleteScan: null,
      vanishedFiles: 0,
    })
    const ref = refOperation({ name: 'roots/home', target: { kind: 'snapshot', oid } })
    const payloads = [root, ref].map((operation) => payloadOf(valueOf(operation)))
    fuzz({
      name: 'rows with fields',
      samples: payloads,
      words: ['"path"', '"kind"', '"snapshot"', '"mount":{}', '"/"', '"//"', '"\u0100"'],
      check: (input) => {
        const asRoot = rawRecord('root', rootKey(rootPath), input)
        const row = unlessRefused(['HF_RECORD_CORRUPT'], () => decodeRoot(rootKey(rootPath), asRoot))
        const refName = refKey('roots/home')
        const target = unlessRefused(['HF_RECORD_CORRUPT'], () =>
          decodeRefTarget(refName, rawRecord('ref', refName, input)),
        )
        if (row !== undefined) {
          const again = rootOperation(row)
          return mustBeSame(decodeRoot(again.key, valueOf(again)), row)
        }
        if (target === undefined) return 'refused'
        const again = refOperation({ name: 'roots/home', target })
        return mustBeSame(decodeRefTarget(again.key, valueOf(again)), target)
      },
    })
  })

  it('content rows', () => {
    const operation = contentOperation(oid, { size: 5000, kept: 'whole', firstSeenAt: 1_700_000_000_000 })
    fuzz({
      name: 'content rows',
      samples: [payloadOf(valueOf(operation))],
      check: (input) => {
        const value = rawRecord('content-row', operation.key, input)
        const row = unlessRefused(['HF_RECORD_CORRUPT'], () => decodeContentRow(operation.key, value))
        return row === undefined ? 'refused' : mustBeEqual(valueOf(contentOperation(oid, row)), value)
      },
    })
  })

  it('trees', () => {
    fuzz({
      name: 'trees',
      samples: [encodeTree(treeEntries).payload, encodeTree([]).payload],
      check: (input) => {
        const id =
          isSealedAgain(input) || input.length === 0 ? sha256Prefixed('holdfast-tree-v1', input) : oid
        const entries = unlessRefused(['HF_OBJECT_CORRUPT'], () => decodeTree(id, input))
        return entries === undefined ? 'refused' : mustBeEqual(encodeTree(entries).payload, input)
      },
    })
  })

  it('snapshots', () => {
    const snapshot = {
      root: bytePath('/srv/www'),
      parent: otherOid,
      tree: oid,
      at: 1_700_000_000_000,
      files: 10,
      bytes: 2 ** 60,
      reason: 'scan',
      scan: 4,
    } as const
    const payloads = [snapshot, { ...snapshot, parent: null }].map((one) =>
      payloadOf(encodeSnapshot(one).row),
    )
    fuzz({
      name: 'snapshots',
      samples: payloads,
      check: (input) => {
        const id = sha256Prefixed('holdfast-snapshot-v1', input)
        const value = rawRecord('snapshot', snapshotKey(id), input)
        const codes = ['HF_RECORD_CORRUPT', 'HF_OBJECT_CORRUPT'] as const
        const decoded = unlessRefused(codes, () => decodeSnapshot(id, value))
        return decoded === undefined ? 'refused' : mustBeEqual(encodeSnapshot(decoded).row, value)
      },
    })
  })

  it('events', () => {
    const { seq, at, mono, bootId, cause, initiator, detail, previous } = event
    const short: UnsealedEvent = {
      v: 1,
      event: 'store-created',
      seq,
      at,
      mono,
      bootId,
      cause,
      initiator,
      detail,
      previous,
    }
    fuzz({
      name: 'events',
      samples: [encodeEvent(event), encodeEvent(short)],
      words: ['"v":1', '"pathB64":"Lw=="', '"tty":"pts/0"', '"detail":{}', '\\u0041', '"oid"', '{"a":{}}'],
      check: (input) => {
        const decoded = unlessRefused(['HF_RECORD_CORRUPT'], () => decodeEvent(input))
        if (decoded === undefined) return 'refused'
        const { digest, ...unsealed } = decoded
        if (digest !== sha256Prefixed('holdfast-event-v1', input))
          throw new Error('the digest is of other bytes')
        return mustBeEqual(encodeEvent(unsealed), input)
      },
    })
  })
})

function payloadOf(value: Buffer): Buffer {
  return value.subarray(recordHeaderBytes)
}

function finiteOrText(item: unknown): unknown {
  return typeof item === 'number' && !Number.isFinite(item) ? 'not finite' : item
}
