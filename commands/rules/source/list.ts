import { BaseCommand } from '../../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../../src/cli/baseCommand.ts'
import { originListing, originToJson, renderOrigins } from '../../../src/cli/screens/ruleLife.ts'
import { withStore } from '../../../src/cli/service.ts'

export default class RulesSourceList extends BaseCommand {
  static override summary = 'where signed rules come from, and which version is in use'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(RulesSourceList)
    return await withStore(flags, async (holdfast, session) => {
      const origins = await holdfast.rulesSourceList()
      session.print({
        screen: (screen) => renderOrigins(origins, screen),
        json: () => ({ items: origins.map(originToJson), total: origins.length }),
        listing: originListing(origins),
      })
      return 0
    })
  }
}
