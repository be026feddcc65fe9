import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ignoreChangeToJson } from '../../src/cli/json/ignore.ts'
import { ignoreIdOf } from '../../src/cli/keepFlags.ts'
import { renderIgnoreChange } from '../../src/cli/screens/ignores.ts'
import { withStore } from '../../src/cli/service.ts'

export default class IgnoreRemove extends BaseCommand {
  static override summary = 'take an entry out of the ignore list; what it covered is open again'
  static override hiddenAliases = ['ignore:delete']
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'number of the entry' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(IgnoreRemove)
    return await withStore(flags, async (holdfast, session) => {
      const change = await holdfast.ignoreRemove(ignoreIdOf(args.id))
      session.print({
        screen: () => renderIgnoreChange(change, 'removed'),
        json: () => ignoreChangeToJson(change),
        listing: null,
      })
      return 0
    })
  }
}
