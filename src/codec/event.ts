import { HoldfastError } from '../domain/errors.ts'
import type { Cause, EventDetail, EventName, Initiator, JournalEvent } from '../domain/event.ts'
import { causes, eventNames } from '../domain/event.ts'
import { eventBytesMax, eventDetailBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { isOid } from '../domain/oid.ts'
import type { BytePath } from '../domain/path.ts'
import { parseBytePath, pathToBytes } from '../domain/path.ts'
import { sha256Prefixed } from '../hash/sha256.ts'
import type { CanonicalObject } from './canonicalJson.ts'
import { canonicalJson, isCanonicalObject, parseCanonicalJson } from './canonicalJson.ts'

/** An event before its bytes exist, so without the digest over them. */
export type UnsealedEvent = Omit<JournalEvent, 'digest'>

/** SHA-256("holdfast-event-v1\0" + stored bytes): the event's identity and the next event's `previous`. */
export function eventDigest(bytes: Buffer): Oid {
  return sha256Prefixed('holdfast-event-v1', bytes)
}

/** The stored bytes: canonical JSON, paths as base64 of their bytes. HF_LIMIT when detail or event are too large. */
export function encodeEvent(event: UnsealedEvent): Buffer {
  const { root, path, initiator, detail, ...plain } = event
  checkSize('event detail', Buffer.byteLength(canonicalJson(detail)), eventDetailBytesMax)
  const text = canonicalJson({
    ...plain,
    detail,
    initiator: { ...initiator },
    ...(root === undefined ? {} : { rootB64: pathToBytes(root).toString('base64') }),
    ...(path === undefined ? {} : { pathB64: pathToBytes(path).toString('base64') }),
  })
  const bytes = Buffer.from(text)
  checkSize('event', bytes.length, eventBytesMax)
  return bytes
}

/**
 * The event that encodeEvent wrote, with the digest of exactly these bytes. HF_RECORD_CORRUPT when the bytes are not
 * canonical or a field is missing, unknown or not of its kind.
 */
export function decodeEvent(bytes: Buffer): JournalEvent {
  const row = bytes.length > eventBytesMax ? undefined : parseCanonicalJson(bytes)
  if (row === undefined) throw corrupt('not canonical JSON')
  onlyKnown(row, eventFields)
  if (row['v'] !== 1) throw corrupt('version')
  return { ...required(row), ...optional(row), digest: eventDigest(bytes) }
}

const requiredFields = [
  'v',
  'seq',
  'at',
  'mono',
  'bootId',
  'event',
  'cause',
  'initiator',
  'detail',
  'previous',
] as const
const optionalFields = ['scan', 'incident', 'operation', 'rootB64', 'pathB64', 'oid', 'owner'] as const
const eventFields: readonly string[] = [...requiredFields, ...optionalFields]

/** A boot id as the kernel prints it has 36 characters. */
const bootIdCharactersMax = 64

function required(row: CanonicalObject): UnsealedEvent {
  const seq = count(row, 'seq')
  const bootId = text(row, 'bootId')
  if (seq === 0) throw corrupt('seq')
  if (bootId.length > bootIdCharactersMax) throw corrupt('bootId')
  return {
    v: 1,
    seq,
    at: count(row, 'at'),
    mono: count(row, 'mono'),
    bootId,
    event: eventName(row),
    cause: cause(row),
    initiator: initiator(row),
    detail: detail(row),
    previous: oid(row, 'previous'),
  }
}

function optional(row: CanonicalObject): Partial<UnsealedEvent> {
  return {
    ...('scan' in row ? { scan: count(row, 'scan') } : {}),
    ...('incident' in row ? { incident: count(row, 'incident') } : {}),
    ...('operation' in row ? { operation: count(row, 'operation') } : {}),
    ...('rootB64' in row ? { root: path(row, 'rootB64') } : {}),
    ...('pathB64' in row ? { path: path(row, 'pathB64') } : {}),
    ...('oid' in row ? { oid: oid(row, 'oid') } : {}),
    ...('owner' in row ? { owner: text(row, 'owner') } : {}),
  }
}

function initiator(row: CanonicalObject): Initiator {
  const value = row['initiator']
  if (!isCanonicalObject(value)) throw corrupt('initiator')
  onlyKnown(value, ['uid', 'login', 'tty'])
  return {
    uid: count(value, 'uid'),
    ...('login' in value ? { login: text(value, 'login') } : {}),
    ...('tty' in value ? { tty: text(value, 'tty') } : {}),
  }
}

function detail(row: CanonicalObject): EventDetail {
  const value = row['detail']
  if (!isCanonicalObject(value) || !isDetail(value)) throw corrupt('detail')
  return value
}

function isDetail(value: CanonicalObject): value is EventDetail {
  return Object.values(value).every((member) => typeof member !== 'object' || member === null)
}

function eventName(row: CanonicalObject): EventName {
  const known = eventNames.find((name) => name === row['event'])
  if (known === undefined) throw corrupt('event')
  return known
}

function cause(row: CanonicalObject): Cause {
  const known = causes.find((name) => name === row['cause'])
  if (known === undefined) throw corrupt('cause')
  return known
}

function count(row: CanonicalObject, name: string): number {
  const value = row[name]
  if (typeof value !== 'number' || value < 0) throw corrupt(name)
  return value
}

function text(row: CanonicalObject, name: string): string {
  const value = row[name]
  if (typeof value !== 'string') throw corrupt(name)
  return value
}

function oid(row: CanonicalObject, name: string): Oid {
  const value = text(row, name)
  if (!isOid(value)) throw corrupt(name)
  return value
}

function path(row: CanonicalObject, name: string): BytePath {
  const encoded = text(row, name)
  const bytes = Buffer.from(encoded, 'base64')
  const parsed = parseBytePath(bytes)
  // Node's decoder skips what is not base64, so only the way back proves that there is one spelling.
  if (parsed === undefined || bytes.toString('base64') !== encoded) throw corrupt(name)
  return parsed
}

function onlyKnown(row: CanonicalObject, known: readonly string[]): void {
  const stranger = Object.keys(row).find((name) => !known.includes(name))
  if (stranger !== undefined) throw corrupt(JSON.stringify(stranger.slice(0, 40)))
}

function checkSize(what: string, size: number, max: number): void {
  if (size <= max) return
  throw new HoldfastError('HF_LIMIT', `${what} of ${String(size)} bytes is larger than ${String(max)}`, {
    facts: { size, max },
  })
}

function corrupt(field: string): HoldfastError {
  return new HoldfastError('HF_RECORD_CORRUPT', `event record is damaged: ${field}`, { facts: { field } })
}
