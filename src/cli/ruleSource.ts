import { resolve } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { packFormats } from '../domain/ruleset.ts'
import type { RuleSource } from '../service/contract/rules.ts'
import type { Session } from './session.ts'

export const ruleFileArgument = Args.string({
  ignoreStdin: true,
  required: true,
  description: 'file of rules',
})

export const ruleSourceFlags = {
  as: Flags.option({ options: packFormats, multiple: false })({
    description: 'what the file is [default: told by its text; a list of SHA-256 accuses]',
  }),
  name: Flags.string({ helpValue: 'NAME', description: 'name of the pack [default: the name of the file]' }),
}

export interface RuleSourceFlags {
  readonly as?: (typeof packFormats)[number] | undefined
  readonly name?: string | undefined
}

export function ruleSourceOf(file: string, flags: RuleSourceFlags, session: Session): RuleSource {
  return { file: resolve(session.cwd, file), format: flags.as ?? 'detect', name: flags.name ?? null }
}
