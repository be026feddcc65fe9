import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ruleFileArgument, ruleSourceFlags, ruleSourceOf } from '../../src/cli/ruleSource.ts'
import { renderFixtures } from '../../src/cli/screens/ruleLife.ts'
import { renderRulesTest, rulesTestToJson } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesTest extends BaseCommand {
  static override summary =
    'what a file of rules would find among the kept contents, or in fixtures; adds and records nothing'
  static override args = { file: ruleFileArgument }
  static override flags = {
    ...ruleSourceFlags,
    fixtures: Flags.string({
      helpValue: 'DIR',
      description: 'try it on DIR/hit/*, which it must find, and on DIR/clean/*, which it must not',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesTest)
    return await withStore(flags, async (holdfast, session) => {
      const source = ruleSourceOf(args.file, flags, session)
      if (flags.fixtures !== undefined) {
        const fixtures = await holdfast.rulesTestFixtures({
          source,
          directory: flags.fixtures,
          cwd: session.cwd,
        })
        session.print({
          screen: (screen) => renderFixtures(fixtures, screen),
          json: () => fixtures,
          listing: null,
        })
        return fixtures.missed.length + fixtures.wrong.length === 0 ? 0 : 1
      }
      const report = await holdfast.rulesTest(source)
      session.print({
        screen: (screen) => renderRulesTest(report, screen),
        json: () => rulesTestToJson(report),
        listing: null,
      })
      return 0
    })
  }
}
