import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { renderUpdates, updatesToJson } from '../../src/cli/screens/ruleLife.ts'
import { withStore } from '../../src/cli/service.ts'

export default class RulesUpdate extends BaseCommand {
  static override summary =
    'take newer rules of signed sources into use, after trying them on the kept contents'
  static override args = {
    source: Args.string({
      ignoreStdin: true,
      description: 'name of one source (holdfast rules source list) [default: all]',
    }),
  }
  static override flags = {
    from: Flags.string({ helpValue: 'DIR', description: 'read the files of the source there, this once' }),
    'dry-run': Flags.boolean({ description: 'only say what they would find' }),
  }
  static override examples = [
    'holdfast rules update',
    'holdfast rules update acme --from /root/acme --dry-run',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(RulesUpdate)
    return await withStore(flags, async (holdfast, session) => {
      const mode = flags['dry-run'] ? 'try' : 'activate'
      const updates = await holdfast.rulesUpdate({
        source: args.source ?? null,
        from: flags.from ?? null,
        cwd: session.cwd,
        mode,
      })
      session.print({
        screen: (screen) => renderUpdates(updates, mode, screen),
        json: () => updatesToJson(updates),
        listing: null,
      })
      return 0
    })
  }
}
