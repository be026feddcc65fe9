import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { HoldfastError, unreachable } from '../domain/errors.ts'
import { ruleSourceBytesMax } from '../domain/limits.ts'
import type { PackFormat, RulePack } from '../domain/ruleset.ts'
import { enginePack } from '../engine/engineRules.ts'
import { parseSignatures } from '../engine/foreign/signatureFile.ts'
import { parseHashList } from '../engine/hashlist/hashList.ts'
import { parseSizedHashes } from '../engine/hashlist/sizedHashList.ts'
import { nowhere, placeOf, rulesInvalid } from '../engine/invalidRules.ts'
import { describeRules } from '../engine/ruleDescription.ts'
import { allowedModules } from '../engine/yara/engine.ts'
import { outlineOf } from '../engine/yara/outline.ts'
import type { SourceOutline } from '../engine/yara/outline.ts'
import { sha256 } from '../hash/sha256.ts'

/** The packs that come with holdfast, by name. Not checked here: every command would pay for what the tests prove. */
export function shippedPacks(): RulePack[] {
  const directory = packsDirectory()
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yar'))
    .sort()
    .map((file) => {
      const source = readFileSync(new URL(file, directory))
      return { name: file.slice(0, -'.yar'.length), format: 'yara', fingerprint: sha256(source), source }
    })
}

/**
 * A rule file of an admin as a pack: a YARA source, a list of SHA-256 that accuses (`deny`) or excuses (`allow`), or hashes
 * and signatures of ClamAV and LMD. What is none of them is refused with its line (HF_RULES_INVALID). The source is not
 * compiled here: that is the reader's work.
 */
export function parsePackFile(name: string, bytes: Buffer, listMeaning: 'deny' | 'allow'): RulePack {
  if (!packName.test(name)) throw rulesInvalid(nowhere(name), 'not a name for a pack', nameRemedy)
  if (name === enginePack)
    throw rulesInvalid(nowhere(name), 'the name of the rules that are code', nameRemedy)
  refuseWhatIsNoText(name, bytes)
  const format = formatOf(name, bytes, listMeaning)
  return { name, format, fingerprint: sha256(bytes), source: bytes }
}

const packName = /^[a-z0-9._-]{1,64}$/
const nameRemedy = 'use 1-64 characters of a-z, 0-9, dot, underscore and dash'
const fileRemedy = 'a rule file is YARA, a list of hashes, or signatures of ClamAV or LMD: see docs/RULES.md'

function refuseWhatIsNoText(name: string, bytes: Buffer): void {
  const refuse = (reason: string): never => {
    throw rulesInvalid(nowhere(name), reason, fileRemedy)
  }
  if (bytes.toString('latin1', 0, 4096).trim() === '' && bytes.length <= 4096) refuse('the file is empty')
  if (bytes.includes(0)) refuse('binary, not a text')
  if (/^\s*<[!a-z?]/i.test(bytes.toString('latin1', 0, 256))) refuse('a web page, not rules')
}

/** Told by the first line that says something; what looks like nothing else has to be YARA. */
function formatOf(name: string, bytes: Buffer, listMeaning: 'deny' | 'allow'): PackFormat {
  const format = formatOfLine(firstLine(bytes), listMeaning)
  switch (format) {
    case 'sha256-deny':
    case 'sha256-allow':
      parseHashList(bytes, name)
      return format
    case 'hash-deny':
      parseSizedHashes(bytes, name)
      return format
    case 'clamav-ndb':
    case 'lmd-hex':
      refuseLarge(name, bytes)
      parseSignatures(bytes, name, format)
      return format
    case 'yara':
      checkYaraSource(name, bytes)
      return format
    default:
      return unreachable(format)
  }
}

function formatOfLine(line: string, listMeaning: 'deny' | 'allow'): PackFormat {
  if (/^[0-9a-fA-F]+(?:\s|$)/.test(line)) return listMeaning === 'deny' ? 'sha256-deny' : 'sha256-allow'
  if (/^[0-9a-fA-F]+:(?:\*|\d+)(?::|$)/.test(line)) return 'hash-deny'
  if (/^[0-9a-fA-F?*{}()[\]|!-]{8,}:[^:]+$/.test(line)) return 'lmd-hex'
  return /^[^:\s]+:\d+:[^:\s]*:/.test(line) ? 'clamav-ndb' : 'yara'
}

/** Where a list may still be in its comments. */
const headerBytes = 64 * 1024

function firstLine(bytes: Buffer): string {
  const lines = bytes.toString('latin1', 0, headerBytes).split('\n')
  return lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? ''
}

function refuseLarge(name: string, bytes: Buffer): void {
  if (bytes.length <= ruleSourceBytesMax) return
  throw rulesInvalid(nowhere(name), `larger than ${ruleSourceBytesMax} bytes`, 'split the file')
}

function checkYaraSource(name: string, bytes: Buffer): void {
  refuseLarge(name, bytes)
  const source = bytes.toString()
  if (!Buffer.from(source).equals(bytes)) {
    throw rulesInvalid(nowhere(name), 'not valid UTF-8', 'write other bytes as \\xNN')
  }
  const outline = outlineOf(source)
  if (outline.rules.length === 0)
    throw rulesInvalid(placeOf(name, source, 1), 'no rule in the file', fileRemedy)
  refuseForbidden(name, source, outline)
  describeRules(name, source, outline)
}

/** What would reach outside the file, or would let one rule switch off all others of the pack unseen. */
function refuseForbidden(name: string, source: string, outline: SourceOutline): void {
  const [include] = outline.includes
  if (include !== undefined) {
    throw rulesInvalid(
      placeOf(name, source, include),
      'include is not allowed',
      'put the rules into this file',
    )
  }
  const module = outline.imports.find((used) => !allowedModules.some((allowed) => allowed === used.module))
  if (module !== undefined) {
    const allowed = allowedModules.join(', ')
    throw rulesInvalid(
      placeOf(name, source, module.line),
      `module ${module.module} is not allowed`,
      `use ${allowed}`,
    )
  }
  const global = outline.rules.find((rule) => rule.isGlobal && !rule.isPrivate)
  if (global !== undefined) {
    const remedy = 'make it "global private": a filter of the pack that reports nothing itself'
    throw rulesInvalid(placeOf(name, source, global.line), 'a global rule would report every file', remedy)
  }
}

/** Lines of a pack that are sound and were left out, because they cannot be used here (docs/RULES.md). */
export function skippedLines({ name, format, source }: RulePack): number {
  switch (format) {
    case 'hash-deny':
      return parseSizedHashes(source, name).skipped
    case 'clamav-ndb':
    case 'lmd-hex':
      return parseSignatures(source, name, format).skipped
    case 'yara':
    case 'sha256-deny':
    case 'sha256-allow':
      return 0
    default:
      return unreachable(format)
  }
}

/** The packs stay beside the sources; a build has no copy of its own. */
function packsDirectory(): URL {
  const candidates = ['./packs/', '../../../src/rules/packs/'].map((path) => new URL(path, import.meta.url))
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found === undefined)
    throw new HoldfastError('HF_NOT_BUILT', 'the rule packs of this installation are missing')
  return found
}
