import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { baselineListing, baselineToJson, renderBaselines } from '../../src/cli/screens/baselines.ts'
import { withStore } from '../../src/cli/service.ts'

export default class BaselineList extends BaseCommand {
  static override summary = 'releases and snapshots whose files are known good'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(BaselineList)
    return await withStore(flags, async (holdfast, session) => {
      const baselines = await holdfast.baselineList()
      session.print({
        screen: (screen) => renderBaselines(baselines, screen),
        json: () => ({ items: baselines.map(baselineToJson), total: baselines.length }),
        listing: baselineListing(baselines),
      })
      return 0
    })
  }
}
