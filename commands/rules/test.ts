import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ruleFileArgument, ruleSourceFlags, ruleSourceOf } from '../../src/cli/ruleSource.ts'
import { renderRulesTest, rulesTestToJson } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesTest extends BaseCommand {
  static override summary =
    'what a file of rules would find among the kept contents; adds and records nothing'
  static override args = { file: ruleFileArgument }
  static override flags = ruleSourceFlags

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesTest)
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.rulesTest(ruleSourceOf(args.file, flags, session))
      session.print({
        screen: (screen) => renderRulesTest(report, screen),
        json: () => rulesTestToJson(report),
        listing: null,
      })
      return 0
    })
  }
}
