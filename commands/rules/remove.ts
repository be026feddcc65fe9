import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderPackChange } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesRemove extends BaseCommand {
  static override summary = 'remove a pack of rules; its findings go with the next scan'
  static override args = {
    pack: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'name of the pack (holdfast rules list)',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesRemove)
    return await withStore(flags, async (holdfast, session) => {
      const pack = await holdfast.rulesRemove(args.pack)
      session.print({ screen: () => renderPackChange(pack, 'removed'), json: () => pack, listing: null })
      return 0
    })
  }
}
