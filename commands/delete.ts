import { actCommand } from '../src/cli/actCommand.ts'
import { actFlags, targetsArgument } from '../src/cli/actFlags.ts'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'

export default class Delete extends BaseCommand {
  static override summary = 'delete infected files; the originals are kept for as long as this can be undone'
  static override hiddenAliases = ['files:delete']
  static override strict = false
  static override args = { target: targetsArgument }
  static override usage = 'delete TARGET... [flags]'
  static override flags = actFlags
  static override examples = ['holdfast delete i1207', 'holdfast delete --user alice --dry-run']

  override async run(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Delete)
    return await actCommand(flags, argv.map(String), { action: 'delete', method: null })
  }
}
