import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderRollback } from '../../src/cli/screens/ruleLife.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesRollback extends BaseCommand {
  static override summary = 'undo the last change of rules; a second time undoes that'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(RulesRollback)
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.rulesRollback()
      session.print({ screen: () => renderRollback(report), json: () => report, listing: null })
      return 0
    })
  }
}
