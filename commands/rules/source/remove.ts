import { Args } from '@oclif/core'
import { BaseCommand } from '../../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../../src/cli/baseCommand.ts'
import { renderOriginRemoved } from '../../../src/cli/screens/ruleLife.ts'
import { withStore } from '../../../src/cli/service.ts'

export default class RulesSourceRemove extends BaseCommand {
  static override summary = 'no longer trust a publisher; its packs go too'
  static override args = {
    source: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'name of the source (holdfast rules source list)',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesSourceRemove)
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.rulesSourceRemove(args.source)
      session.print({
        screen: () => renderOriginRemoved(args.source, report),
        json: () => report,
        listing: null,
      })
      return 0
    })
  }
}
