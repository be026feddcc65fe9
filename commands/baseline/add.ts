import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { originOf } from '../../src/cli/baselineOrigin.ts'
import { baselineToJson, renderBaselineAdded } from '../../src/cli/screens/baselines.ts'
import { withStore } from '../../src/cli/service.ts'

export default class BaselineAdd extends BaseCommand {
  static override summary = 'take the files of a release or of a snapshot as known good'
  static override args = {
    root: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'directory below which files may be healed from it',
    }),
  }
  static override flags = {
    release: Flags.string({ helpValue: 'ZIP|DIR', description: 'a release as its publisher gives it out' }),
    snapshot: Flags.string({
      helpValue: 'SNAP',
      description: 'what ROOT held then: 8 digits of its id, latest, @2d, or RFC 3339',
      exclusive: ['release'],
    }),
    name: Flags.string({ helpValue: 'NAME', description: 'name [default: after the archive or directory]' }),
  }
  static override examples = [
    'holdfast baseline add /home --release wordpress-6.1.9.zip',
    'holdfast baseline add /home/bob/www --snapshot latest',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(BaselineAdd)
    return await withStore(flags, async (holdfast, session) => {
      const added = await holdfast.baselineAdd({
        root: session.bytesOf(args.root),
        cwd: session.cwd,
        from: originOf(flags, session),
        name: flags.name ?? null,
      })
      session.print({
        screen: (screen) => renderBaselineAdded(added, screen),
        json: () => ({ ...baselineToJson(added.baseline), leftOut: added.leftOut }),
        listing: null,
      })
      return 0
    })
  }
}
