import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { renderUpgrade } from '../src/cli/screens/upgrade.ts'
import { upgradeFormat } from '../src/cli/service.ts'
import { startSession } from '../src/cli/session.ts'

export default class Upgrade extends BaseCommand {
  static override summary = 'bring the store to the format of this holdfast; may be interrupted'
  static override flags = {
    'dry-run': Flags.boolean({ description: 'say what would be done, and change nothing' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Upgrade)
    const session = startSession(flags)
    const report = await upgradeFormat(session, flags['dry-run'] ? 'plan' : 'run')
    session.print({ screen: () => renderUpgrade(report), json: () => report, listing: null })
    return 0
  }
}
