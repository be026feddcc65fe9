import { describe, it } from 'vitest'
import {
  contentKey,
  eventKey,
  indexPageKey,
  parseIdKey,
  parseIndexPageKey,
  parseNameKey,
  parseNumberKey,
  parsePathEventKey,
  parsePathKey,
  parseRootSnapshotKey,
  parseVerdictKey,
  pathEventKey,
  pathKey,
  refKey,
  rootSnapshotKey,
  verdictKey,
} from '../../src/codec/keys.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { parseBytePath, pathToBytes } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { bytePath } from '../support/scratch.ts'
import type { Ending } from './fuzz.ts'
import { executions, fuzz, fuzzTimeoutMs, mustBeEqual, unlessRefused } from './fuzz.ts'

const oid = sha256(Buffer.from('a content'))
const paths = ['/', '/a', '/home/alice/www', '/x/\xff\n', `/${'d'.repeat(255)}/e`].map((path) =>
  bytePath(Buffer.from(path, 'latin1')),
)

/** A parser and its writer; the tag is not looked at by a parser, so it is not compared. */
interface KeyForm {
  readonly name: string
  readonly samples: readonly Buffer[]
  readonly again: (key: Buffer) => Buffer
}

const forms: readonly KeyForm[] = [
  {
    name: 'path keys',
    samples: paths.map((path) => Buffer.concat([Buffer.from('r'), pathKey(path)])),
    again: (key) => {
      const { path, end } = parsePathKey(key)
      return Buffer.concat([Buffer.from('r'), pathKey(path), key.subarray(end)])
    },
  },
  {
    name: 'index page keys',
    samples: paths.map((path) => indexPageKey(path, 3)),
    again: (key) => {
      const { path, page } = parseIndexPageKey(key)
      return indexPageKey(path, page)
    },
  },
  {
    name: 'root snapshot keys',
    samples: paths.map((path) => rootSnapshotKey(path, 1_700_000_000_000, oid)),
    again: (key) => {
      const { root, at, id } = parseRootSnapshotKey(key)
      return rootSnapshotKey(root, at, id)
    },
  },
  {
    name: 'path event keys',
    samples: paths.map((path) => pathEventKey(path, 2 ** 40)),
    again: (key) => {
      const { path, seq } = parsePathEventKey(key)
      return pathEventKey(path, seq)
    },
  },
  { name: 'id keys', samples: [contentKey(oid)], again: (key) => contentKey(parseIdKey(key)) },
  {
    name: 'verdict keys',
    samples: [verdictKey(oid, 'generic'), verdictKey(oid, 'forced-php')],
    again: (key) => {
      const { oid: id, fileClass } = parseVerdictKey(key)
      return verdictKey(id, fileClass)
    },
  },
  {
    name: 'number keys',
    samples: [eventKey(1), eventKey(2 ** 53 - 1)],
    again: (key) => eventKey(parseNumberKey(key)),
  },
]

describe(`${executions} mutants of every form of key`, { timeout: fuzzTimeoutMs }, () => {
  for (const { name, samples, again } of forms) {
    it(name, () => {
      fuzz({
        name,
        samples,
        check: (key) => {
          const written = unlessRefused(['HF_RECORD_CORRUPT'], () => again(key))
          return written === undefined ? 'refused' : mustBeEqual(written.subarray(1), key.subarray(1))
        },
      })
    })
  }

  it('name keys and paths', () => {
    fuzz({
      name: 'name keys and paths',
      samples: paths.map(pathToBytes),
      words: ['/../', '/./', '//', '\0', 'd'.repeat(256)],
      check: (input) => {
        if (input.length > 0) mustBeEqual(refKey(parseNameKey(input)).subarray(1), input.subarray(1))
        const path = parseBytePath(input)
        return path === undefined ? 'refused' : isNormal(path, input)
      },
    })
  })
})

function isNormal(path: BytePath, input: Buffer): Ending {
  const names = path.split('/').slice(1)
  const isOdd = names.some(
    (name) => name.includes('\0') || name.length > 255 || ['', '.', '..'].includes(name),
  )
  if (isOdd && path !== '/') throw new Error('a path with an odd component is taken')
  return mustBeEqual(pathToBytes(path), input)
}
