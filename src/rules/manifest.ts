import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { packsOfOriginMax, ruleManifestBytesMax } from '../domain/actingLimits.ts'
import { HoldfastError } from '../domain/errors.ts'
import { isOid, type Oid } from '../domain/oid.ts'
import { packFormats, type PackFormat } from '../domain/ruleset.ts'

export const manifestFile = 'holdfast-rules.json'
export const signatureFile = 'holdfast-rules.sig'

/** What a publisher of rules says it publishes (docs/FORMAT.md "Rule sources"). */
export interface RuleManifest {
  readonly source: string
  readonly version: number
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  readonly packs: readonly ManifestPack[]
}

export interface ManifestPack {
  readonly name: string
  /** Name in the same directory. */
  readonly file: string
  readonly format: PackFormat
  readonly size: number
  readonly sha256: Oid
}

/** The 32 bytes of an Ed25519 key in base64, from that or from a PEM text; HF_USAGE for anything else. */
export function parsePublicKey(text: string): string {
  try {
    const key = text.includes('-----BEGIN') ? createPublicKey(text) : keyOf(text.trim())
    const { x } = key.export({ format: 'jwk' })
    if (key.asymmetricKeyType === 'ed25519' && x !== undefined)
      return Buffer.from(x, 'base64url').toString('base64')
  } catch {
    // Told below, without what was read.
  }
  throw new HoldfastError('HF_USAGE', 'not an Ed25519 public key', {
    hint: 'give a PEM file (openssl pkey -in KEY -pubout) or the 32 bytes in base64',
  })
}

/**
 * The manifest, once its signature holds: bytes of a stranger are not parsed. `publicKey` as from parsePublicKey.
 * HF_RULES_UNTRUSTED.
 */
export function openManifest(bytes: Buffer, signature: Buffer, publicKey: string): RuleManifest {
  if (bytes.length > ruleManifestBytesMax) throw untrusted('its list of packs is too large')
  if (signature.length !== 64 || !verify(null, bytes, keyOf(publicKey), signature)) {
    throw untrusted('its list of packs is not signed by the key that was given')
  }
  const manifest = manifestOf(parsed(bytes))
  if (manifest === undefined) throw untrusted('its list of packs is signed, and is no list of packs')
  return manifest
}

export function untrusted(reason: string): HoldfastError {
  return new HoldfastError('HF_RULES_UNTRUSTED', `the rule source was not used: ${reason}`, {
    facts: { reason },
    hint: 'get the files anew from their publisher; nothing was changed',
  })
}

/** The fixed beginning of an Ed25519 key in DER (RFC 8410). */
const keyPrefix = Buffer.from('302a300506032b6570032100', 'hex')

function keyOf(base64: string): KeyObject {
  const raw = Buffer.from(base64, 'base64')
  if (raw.length !== 32 || raw.toString('base64') !== base64)
    throw new HoldfastError('HF_USAGE', 'not an Ed25519 public key')
  return createPublicKey({ key: Buffer.concat([keyPrefix, raw]), format: 'der', type: 'spki' })
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const sourceName = /^[a-z0-9-]{1,32}$/

function manifestOf(value: unknown): RuleManifest | undefined {
  if (!isRecord(value) || value['format'] !== 'holdfast-rules-1') return undefined
  const { source, version, issuedAt } = value
  if (typeof source !== 'string' || !sourceName.test(source)) return undefined
  if (!isCount(version) || version === 0 || !isCount(issuedAt)) return undefined
  const packs = packsOf(value['packs'], source)
  return packs === undefined ? undefined : { source, version, issuedAt, packs }
}

function packsOf(value: unknown, source: string): readonly ManifestPack[] | undefined {
  if (!isList(value) || value.length === 0 || value.length > packsOfOriginMax) return undefined
  const packs = value.flatMap((pack) => packOf(pack) ?? [])
  const names = new Set(packs.map(({ name }) => name))
  // A source names its packs after itself, so that it can never take the place of another's.
  const isOwn = packs.every(({ name }) => name === source || name.startsWith(`${source}-`))
  return isOwn && packs.length === value.length && names.size === packs.length ? packs : undefined
}

function packOf(value: unknown): ManifestPack | undefined {
  if (!isRecord(value)) return undefined
  const { name, file, size, sha256 } = value
  const format = packFormats.find((known) => known === value['format'])
  if (format === undefined || !isText(name, packName) || !isText(file, fileName)) return undefined
  if (!isCount(size) || typeof sha256 !== 'string' || !isOid(sha256)) return undefined
  return { name, file, format, size, sha256 }
}

const packName = /^[a-z0-9._-]{1,64}$/
/** Never a path. */
const fileName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/

function isText(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && shape.test(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
