import { decodeIndexHeader, IndexPage } from '../codec/indexPage.ts'
import {
  parseExpiryKey,
  parseIdKey,
  parseIndexPageKey,
  parseNameKey,
  parseNumberKey,
  parsePathKey,
  parsePathOperationKey,
} from '../codec/keys.ts'
import { corruptRecord, decodeRecord } from '../codec/record.ts'
import type { RecordKind } from '../codec/records.ts'
import { readRow, type RowFields } from '../codec/rowFields.ts'
import { displayPath } from '../domain/displayPath.ts'
import { fileClasses } from '../domain/fileClass.ts'
import { incidentStatuses } from '../domain/incident.ts'
import { operationKinds, operationOutcomes } from '../domain/operation.ts'
import type { BytePath } from '../domain/path.ts'
import type { ForeignRowCheck, NamedContent } from '../store/fsckRows.ts'
import type { FsckReport } from './contract/fsck.ts'

type Problem = FsckReport['problems'][number]

export interface RowChecks {
  /** Checks the inside of one row and answers the contents that must be known; throws for damage. Rows come in key order. */
  readonly check: ForeignRowCheck
  /** What only shows after the last row. */
  readonly finish: () => readonly Problem[]
}

/** Checks for the tables whose rows the store room carries without knowing their inside. */
export function rowChecks(): RowChecks {
  const directories = directoryCheck()
  return {
    check: (kind, key, value) => {
      if (kind === 'index-page') return directories.check(kind, key, value)
      const check = checks[kind]
      return check === undefined ? [] : check(readRow(kind, key, value), key)
    },
    finish: directories.finish,
  }
}

type RowCheck = (row: RowFields, key: Buffer) => readonly NamedContent[]

/** Events and their index are checked by following the chain, verdicts by their record. */
const checks: Partial<Readonly<Record<RecordKind, RowCheck>>> = {
  verdict: (row) => {
    row.integer('epoch')
    return []
  },
  epoch: (row) => {
    row.integer('id')
    row.list('packs').forEach((pack) => pack.oid('fingerprint'))
    return []
  },
  incident: (row, key) => {
    requireNumber('incident', row, key)
    row.path('path')
    row.oid('oid')
    row.oneOf('status', incidentStatuses)
    return []
  },
  scan: (row, key) => {
    requireNumber('scan', row, key)
    row.integer('startedAt')
    row.inner('counts').integer('files')
    return []
  },
  operation: (row, key) => {
    requireNumber('operation', row, key)
    row.path('path')
    row.oneOf('kind', operationKinds)
    row.oneOf('outcome', operationOutcomes)
    row.integerOrNull('undoableUntil')
    return []
  },
  'open-operation': (_row, key) => {
    parseNumberKey(key)
    return []
  },
  'path-operation': (_row, key) => {
    parsePathOperationKey(key)
    return []
  },
  expiry: (_row, key) => {
    parseExpiryKey(key)
    return []
  },
  ignore: (row, key) => {
    requireNumber('ignore', row, key)
    row.inner('scope').oneOf('kind', ['file', 'directory', 'content', 'rule'])
    row.integerOrNull('expiresAt')
    return []
  },
  hold: (row, key) => {
    requireNumber('hold', row, key)
    row.inner('subject').oneOf('kind', ['content', 'path', 'incident', 'scan', 'user'])
    return []
  },
  tombstone: (row, key) => {
    if (row.oid('oid') !== parseIdKey(key)) throw corruptRecord('tombstone', key, 'has another id')
    return []
  },
  pending: (row, key) => requireFile('pending', row, key),
  undecided: (row, key) => requireFile('undecided', row, key),
  pack: (row, key) => {
    if (row.text('name') !== parseNameKey(key)) throw corruptRecord('pack', key, 'has another name')
    return [{ oid: row.oid('fingerprint'), judgedAs: null }]
  },
}

function requireNumber(kind: RecordKind, row: RowFields, key: Buffer): void {
  if (row.integer('id') !== parseNumberKey(key)) throw corruptRecord(kind, key, 'has another number')
}

function requireFile(kind: 'pending' | 'undecided', row: RowFields, key: Buffer): readonly NamedContent[] {
  if (row.path('path') !== parsePathKey(key).path) throw corruptRecord(kind, key, 'has another path')
  return [{ oid: row.oid('oid'), judgedAs: row.oneOf('fileClass', fileClasses) }]
}

/** The pages of one directory follow each other; page 0 says how many there are. */
function directoryCheck(): RowChecks {
  const problems: Problem[] = []
  let open: { readonly path: BytePath; readonly pages: number; readonly seen: number } | undefined
  const close = (): void => {
    if (open === undefined || open.seen === open.pages) return
    const problem = `${String(open.seen)} of ${String(open.pages)} pages are there`
    problems.push({ kind: 'index-page', id: displayPath(open.path), problem })
  }
  return {
    check: (_kind, key, value) => {
      const { path, page } = parseIndexPageKey(key)
      const { payload } = decodeRecord(value, key, 'index-page')
      if (open?.path !== path) {
        close()
        open = { path, pages: page === 0 ? decodeIndexHeader(payload, path).pages : page + 1, seen: 0 }
      }
      open = { ...open, seen: open.seen + 1 }
      return contentsOf(new IndexPage(payload, page, path))
    },
    finish: () => {
      close()
      open = undefined
      return problems
    },
  }
}

/** What the index calls known has been judged; a link's target is content too, but nothing to judge. */
function contentsOf(page: IndexPage): readonly NamedContent[] {
  return Array.from({ length: page.count }, (_, i) => page.entry(i)).flatMap(({ stat, oid, fileClass }) => {
    if (oid === null || (stat.kind !== 'file' && stat.kind !== 'symlink')) return []
    return [{ oid, judgedAs: stat.kind === 'file' ? fileClass : null }]
  })
}
