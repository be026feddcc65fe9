import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { hashListBytesMax } from '../domain/limits.ts'
import type { RulePack } from '../domain/ruleset.ts'
import { parsePackFile } from '../rules/loadPacks.ts'
import type { RuleSource } from './contract/rules.ts'

/**
 * The pack in a rule file, named after the file when no name is given. HF_RULES_INVALID, HF_NO_SUCH_PATH, HF_IO; HF_USAGE
 * when the file is not of the stated format.
 */
export function readRuleFile({ file, format, name }: RuleSource): RulePack {
  const meaning = format === 'sha256-allow' ? 'allow' : 'deny'
  const pack = parsePackFile(name ?? nameAfter(file), readRuleBytes(file), meaning)
  if (format === 'detect' || pack.format === format) return pack
  throw new HoldfastError('HF_USAGE', `${JSON.stringify(file)} is ${formatWords[pack.format]}`, {
    facts: { file, format: pack.format },
    hint: `it was said to be ${formatWords[format]}`,
  })
}

const formatWords = {
  yara: 'a YARA source',
  'sha256-deny': 'a list of hashes',
  'sha256-allow': 'a list of hashes',
  'hash-deny': 'a list of hashes with sizes',
  'clamav-ndb': 'a file of ClamAV signatures',
  'lmd-hex': 'a file of LMD signatures',
} as const

/** `My Rules.yar` -> `my-rules`; what is still no name is refused with the rest of the file. */
function nameAfter(file: string): string {
  const stem = basename(file).replace(/\.[A-Za-z0-9]{1,8}$/, '')
  return stem
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 64)
}

/**
 * The bytes of a file that a person or a publisher names. O_NONBLOCK: a FIFO in that place must not hang the program; what was
 * opened is what is checked. HF_NO_SUCH_PATH, HF_USAGE, HF_RULES_INVALID, HF_IO.
 */
export function readRuleBytes(file: string): Buffer {
  const fd = openRuleFile(file)
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw new HoldfastError('HF_USAGE', `${JSON.stringify(file)} is not a regular file`)
    if (stat.size > hashListBytesMax) {
      throw new HoldfastError(
        'HF_RULES_INVALID',
        `${JSON.stringify(file)} is larger than any rule file may be`,
        {
          facts: { file, size: stat.size, max: hashListBytesMax },
          hint: 'split the list',
        },
      )
    }
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

function openRuleFile(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (cause) {
    const shown = JSON.stringify(file)
    if (systemCode(cause) === 'ENOENT') {
      throw new HoldfastError('HF_NO_SUCH_PATH', `${shown} does not exist`, { facts: { file }, cause })
    }
    throw new HoldfastError('HF_IO', `${shown} cannot be opened`, { facts: { file }, cause })
  }
}
