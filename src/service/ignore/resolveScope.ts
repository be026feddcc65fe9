import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { IgnoreScope } from '../../domain/ignore.ts'
import type { Oid } from '../../domain/oid.ts'
import { ownerOf } from '../../domain/owner.ts'
import type { BytePath } from '../../domain/path.ts'
import { readDirectory, readEntry } from '../../index/readDirectory.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { getVerdicts } from '../../store/verdicts.ts'
import { readAccounts } from '../accounts.ts'
import type { IgnoreSubject } from '../contract/ignores.ts'
import { resolveTarget } from '../target.ts'
import { rulesOf } from './review.ts'

export interface ResolvedScope {
  readonly scope: IgnoreScope
  readonly incident: number | null
  readonly owner: string
}

type TargetSubject = Extract<IgnoreSubject, { kind: 'target' }>

/** What a person meant to have ignored. Throws as resolveTarget; HF_NOT_FOUND for what no scan has seen. */
export async function resolveScope(meta: KeyValue, subject: IgnoreSubject): Promise<ResolvedScope> {
  if (subject.kind === 'rule') {
    const { rule, pattern } = subject
    return { scope: { kind: 'rule', rule, pattern }, incident: null, owner: nobody }
  }
  const target = await resolveTarget(meta, subject.target)
  switch (target.kind) {
    case 'content':
      return {
        scope: { kind: 'content', oid: target.oid, rule: subject.rule },
        incident: null,
        owner: nobody,
      }
    case 'incident': {
      const { id, owner, path, oid } = target.incident
      const scope = fileScope(subject, { path, oid, rules: await rulesOf(meta, target.incident) })
      return { scope, incident: id, owner }
    }
    case 'path':
      return await scopeAt(meta, subject, target.path)
  }
}

/** Entries about no account in particular. */
const nobody = ''

async function scopeAt(meta: KeyValue, subject: TargetSubject, path: BytePath): Promise<ResolvedScope> {
  const entry = await readEntry(meta, path)
  if (entry?.stat.kind === 'file' && entry.oid !== null) {
    const { oid, fileClass, stat } = entry
    const [row] = await getVerdicts(meta, [{ oid, fileClass }])
    const rules = (row?.verdict.findings ?? []).map(({ rule }) => rule)
    const owner = ownerOf(path, stat.uid, readAccounts())
    return { scope: fileScope(subject, { path, oid, rules }), incident: null, owner }
  }
  if (subject.width === 'place' && (await readDirectory(meta, path)) !== undefined) {
    const owner = ownerOf(path, entry?.stat.uid ?? 0, readAccounts())
    return { scope: { kind: 'directory', path, rule: subject.rule }, incident: null, owner }
  }
  throw neverScanned(path)
}

function fileScope(
  { width, rule }: TargetSubject,
  file: { readonly path: BytePath; readonly oid: Oid; readonly rules: readonly number[] },
): IgnoreScope {
  if (width === 'content') return { kind: 'content', oid: file.oid, rule }
  return { kind: 'file', ...file, rules: rule === null ? [...new Set(file.rules)] : [rule] }
}

function neverScanned(path: BytePath): HoldfastError {
  const shown = displayPath(path)
  return new HoldfastError('HF_NOT_FOUND', `${shown} has no content that a scan has seen`, {
    facts: { file: shown },
    hint: 'scan it first: holdfast scan PATH',
  })
}
