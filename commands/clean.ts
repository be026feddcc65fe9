import { Flags } from '@oclif/core'
import { actCommand } from '../src/cli/actCommand.ts'
import { actFlags, targetsArgument } from '../src/cli/actFlags.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { cleanMethods } from '../src/domain/operation.ts'

export default class Clean extends BaseCommand {
  static override summary = 'put back a clean version of infected files, or take out what was put in'
  static override hiddenAliases = ['files:clean', 'malware:clean']
  static override strict = false
  static override args = { target: targetsArgument }
  static override usage = 'clean TARGET... [flags]'
  static override flags = {
    ...actFlags,
    method: Flags.option({ options: cleanMethods })({
      description: 'only this way of cleaning [default: the first that works]',
    }),
  }
  static override examples = [
    'holdfast clean --dry-run i1207 i1208',
    'holdfast clean --scan s213 --max-files 4812',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Clean)
    return await actCommand(flags, argv.map(String), { action: 'clean', method: flags.method ?? null })
  }
}
