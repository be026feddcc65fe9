import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { baselineToJson, renderBaselineRemoved } from '../../src/cli/screens/baselines.ts'
import { withStore } from '../../src/cli/service.ts'

export default class BaselineRemove extends BaseCommand {
  static override summary = 'no longer take the files of a baseline as known good'
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'name of the baseline (holdfast baseline list)',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(BaselineRemove)
    return await withStore(flags, async (holdfast, session) => {
      const baseline = await holdfast.baselineRemove(args.name)
      session.print({
        screen: () => renderBaselineRemoved(baseline),
        json: () => baselineToJson(baseline),
        listing: null,
      })
      return 0
    })
  }
}
