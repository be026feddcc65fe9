import { join } from 'node:path'
import { ruleClockAheadMs } from '../../domain/actingLimits.ts'
import { HoldfastError } from '../../domain/errors.ts'
import type { RulePack } from '../../domain/ruleset.ts'
import { sha256 } from '../../hash/sha256.ts'
import { parsePackFile } from '../../rules/loadPacks.ts'
import {
  manifestFile,
  type ManifestPack,
  openManifest,
  type RuleManifest,
  signatureFile,
  untrusted,
} from '../../rules/manifest.ts'
import { readRuleBytes } from '../ruleFile.ts'

/** What a directory publishes, signed by the key. */
export interface OpenedOrigin {
  readonly manifest: RuleManifest
  /** SHA-256 of the manifest as it was signed. */
  readonly digest: string
}

/** Reads and verifies the manifest in `directory`. HF_RULES_UNTRUSTED, and as readRuleBytes. */
export function openOrigin(directory: string, publicKey: string, now: number): OpenedOrigin {
  const bytes = readRuleBytes(join(directory, manifestFile))
  const manifest = openManifest(bytes, readRuleBytes(join(directory, signatureFile)), publicKey)
  if (manifest.issuedAt > now + ruleClockAheadMs) throw untrusted('it says that it was made in the future')
  return { manifest, digest: sha256(bytes) }
}

/** A pack of the manifest: the very bytes that were hashed are the ones that are used. HF_RULES_UNTRUSTED, HF_RULES_INVALID. */
export function readOriginPack(
  directory: string,
  { name, file, format, size, sha256: wanted }: ManifestPack,
): RulePack {
  const bytes = readRuleBytes(join(directory, file))
  if (bytes.length !== size || sha256(bytes) !== wanted) throw untrusted(`${file} is not what was signed`)
  const pack = parsePackFile(name, bytes, format === 'sha256-allow' ? 'allow' : 'deny')
  if (pack.format === format) return pack
  throw new HoldfastError('HF_RULES_INVALID', `${file} is ${pack.format}, and was announced as ${format}`, {
    facts: { pack: name, format: pack.format },
    hint: 'tell its publisher; nothing was changed',
  })
}
