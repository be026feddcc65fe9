import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { startSession } from '../src/cli/session.ts'
import { showStatus } from '../src/cli/showStatus.ts'

export default class Status extends BaseCommand {
  static override summary = 'what needs attention, and the state of roots, incidents, rules, store and audit'
  static override flags = {
    'exit-code': Flags.boolean({
      description: 'end with 1 while a file is infected, 3 while one is undecided',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Status)
    const exit = flags['exit-code'] ? 'by-findings' : 'zero'
    return await showStatus(startSession(flags), this.config.version, exit)
  }
}
