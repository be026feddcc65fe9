import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderRule } from '../../src/cli/screens/rules.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesShow extends BaseCommand {
  static override summary = 'one rule: its reason code, what it means, what to do, and its source'
  static override args = {
    rule: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'reason code (HF-INJ-0042...), number, or identifier',
    }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesShow)
    return await withStore(flags, async (holdfast, session) => {
      const shown = await holdfast.rulesShow(args.rule)
      const { rule, source, page } = shown
      session.print({
        screen: (screen) => renderRule(shown, screen),
        json: () => ({ ...rule, source, page }),
        listing: null,
      })
      return 0
    })
  }
}
