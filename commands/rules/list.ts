import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ruleListing, renderRules, rulesToJson } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesList extends BaseCommand {
  static override summary = 'the rule packs and every rule in force'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(RulesList)
    return await withStore(flags, async (holdfast, session) => {
      const rules = await holdfast.rulesList()
      session.print({
        screen: (screen) => renderRules(rules, screen),
        json: () => rulesToJson(rules),
        listing: ruleListing(rules.rules),
      })
      return 0
    })
  }
}
