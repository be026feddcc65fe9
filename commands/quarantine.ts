import { actCommand } from '../src/cli/actCommand.ts'
import { actFlags, targetsArgument } from '../src/cli/actFlags.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'

export default class Quarantine extends BaseCommand {
  static override summary = 'take infected files away; the store keeps them (retention.quarantine)'
  static override hiddenAliases = ['files:quarantine']
  static override strict = false
  static override args = { target: targetsArgument }
  static override usage = 'quarantine TARGET... [flags]'
  static override flags = actFlags
  static override examples = ['holdfast quarantine i1207', 'holdfast quarantine --hash a71f02c9 --all-copies']

  override async run(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Quarantine)
    return await actCommand(flags, argv.map(String), { action: 'quarantine', method: null })
  }
}
