import { displayPath } from '../domain/displayPath.ts'
import { HoldfastError } from '../domain/errors.ts'
import { formatIncidentId, type Incident } from '../domain/incident.ts'
import { type Oid, shortOid } from '../domain/oid.ts'
import { ownerOf } from '../domain/owner.ts'
import { type BytePath, parseBytePath } from '../domain/path.ts'
import type { KeyValue } from '../kv/keyValue.ts'
import { readIncident } from '../store/incidents.ts'
import { readAccounts } from './accounts.ts'
import { looksLikeContentId, resolveContentId } from './contentId.ts'
import type { TargetRequest } from './contract/file.ts'
import { filesHaving } from './findContent.ts'

export type Target =
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'path'; readonly path: BytePath }
  | { readonly kind: 'content'; readonly oid: Oid }

/**
 * What a person meant: `i12` is an incident, 8 to 64 hex digits a content, everything else a path (`./i12` too).
 * HF_NOT_FOUND, HF_AMBIGUOUS, HF_USAGE. The disk is not asked: the path may be long gone.
 */
export async function resolveTarget(meta: KeyValue, request: TargetRequest): Promise<Target> {
  const text = request.target.toString('latin1')
  const incident = /^i(\d{1,15})$/.exec(text)?.[1]
  if (incident !== undefined)
    return { kind: 'incident', incident: await requireIncident(meta, Number(incident)) }
  if (looksLikeContentId(text)) return { kind: 'content', oid: await resolveContentId(meta, text) }
  return { kind: 'path', path: pathFrom(request.target, request.cwd) }
}

/** The one file that a target stands for. HF_MANY_FILES when it is a content that several files have. */
export async function fileOf(meta: KeyValue, target: Target): Promise<BytePath> {
  switch (target.kind) {
    case 'incident':
      return target.incident.path
    case 'path':
      return target.path
    case 'content':
      return await onlyFileWith(meta, target.oid)
  }
}

/** A typed path as bytes, made absolute and free of `.` and `..`, without asking the disk. HF_USAGE. */
export function pathFrom(typed: Buffer, cwd: string): BytePath {
  const text = typed.toString('latin1')
  const whole = text.startsWith('/') ? text : `${Buffer.from(cwd).toString('latin1')}/${text}`
  const names: string[] = []
  for (const name of whole.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  const path = text === '' ? undefined : parseBytePath(Buffer.from(`/${names.join('/')}`, 'latin1'))
  if (path !== undefined) return path
  throw new HoldfastError('HF_USAGE', `not a path: ${JSON.stringify(displayPath(text.slice(0, 80)))}`)
}

async function requireIncident(meta: KeyValue, id: number): Promise<Incident> {
  const incident = await readIncident(meta, id)
  if (incident !== undefined) return incident
  throw new HoldfastError('HF_NOT_FOUND', `there is no incident ${formatIncidentId(id)}`, {
    facts: { incident: id },
    hint: 'list them: holdfast list',
  })
}

async function onlyFileWith(meta: KeyValue, oid: Oid): Promise<BytePath> {
  const accounts = readAccounts()
  const owners = new Set<string>()
  let first: BytePath | undefined
  let files = 0
  for await (const { path, uid } of filesHaving(meta, oid)) {
    first ??= path
    files += 1
    owners.add(ownerOf(path, uid, accounts))
  }
  if (first === undefined) throw nobodyHas(oid)
  if (files === 1) return first
  throw manyHave(oid, { files, accounts: owners.size, example: displayPath(first) })
}

function nobodyHas(oid: Oid): HoldfastError {
  return new HoldfastError('HF_NOT_FOUND', `no file has the content ${shortOid(oid)} today`, {
    facts: { hash: oid },
    hint: `see the content itself: holdfast view ${shortOid(oid)}`,
  })
}

function manyHave(
  oid: Oid,
  facts: { readonly files: number; readonly accounts: number; readonly example: string },
): HoldfastError {
  const accounts = facts.accounts === 1 ? '1 account' : `${String(facts.accounts)} accounts`
  const message = `${shortOid(oid)} is the content of ${String(facts.files)} files on ${accounts}`
  return new HoldfastError('HF_MANY_FILES', message, {
    facts: { hash: oid, ...facts },
    hint: `list them: holdfast blob find ${shortOid(oid)}    or name one of them, for example: ${facts.example}`,
  })
}
