import { createHash } from 'node:crypto'
import type { RulePack } from '../../domain/ruleset.ts'
import { printable } from '../invalidRules.ts'
import { parseSignatures, type Signature, type SignatureFormat, signatureFormats } from './signatureFile.ts'

/** What judges by patterns: YARA itself, and signatures that are said in YARA. */
export function isPatternPack(pack: Pick<RulePack, 'format'>): boolean {
  return pack.format === 'yara' || signatureFormatOf(pack) !== undefined
}

/**
 * The YARA source of a pack that judges by patterns. Signatures of one name are one rule, suspicious until somebody says
 * otherwise: they were made for scanners that other files come to. HF_RULES_INVALID.
 */
export function yaraSourceOf(pack: Pick<RulePack, 'name' | 'format' | 'source'>): Buffer {
  const format = signatureFormatOf(pack)
  if (format === undefined) return pack.source
  const { signatures } = parseSignatures(pack.source, pack.name, format)
  const byTitle = new Map<string, Signature[]>()
  for (const signature of signatures) {
    const known = byTitle.get(signature.title)
    if (known === undefined) byTitle.set(signature.title, [signature])
    else known.push(signature)
  }
  return Buffer.from([...byTitle].map(([title, parts]) => ruleOf(title, parts)).join('\n'), 'latin1')
}

function signatureFormatOf({ format }: Pick<RulePack, 'format'>): SignatureFormat | undefined {
  return signatureFormats.find((known) => known === format)
}

function ruleOf(title: string, parts: readonly Signature[]): string {
  const strings = parts.map(({ pattern }, i) => `    $a${i} = ${pattern}`)
  const conditions = parts.map(({ condition }, i) => `(${condition.replace('$', () => `$a${i}`)})`)
  return [
    `rule ${identifierOf(title)}`,
    '{',
    '  meta:',
    `    description = "Signature ${shownTitle(title)}."`,
    '  strings:',
    ...strings,
    '  condition:',
    `    ${conditions.join(' or ')}`,
    '}',
    '',
  ].join('\n')
}

/** Titles that differ in a sign only stay apart, and a rule keeps its number when the file is made anew. */
function identifierOf(title: string): string {
  const word = title.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 60)
  return `s_${word}_${createHash('sha256').update(title, 'latin1').digest('hex').slice(0, 8)}`
}

function shownTitle(title: string): string {
  return printable(title.replace(/[^\x21-\x7e]|["\\]/g, '?'), 120)
}
