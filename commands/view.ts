import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { targetArgument, targetOf } from '../src/cli/target.ts'
import { showContent } from '../src/cli/showContent.ts'
import { withStore } from '../src/cli/service.ts'
import { viewBytesDefault, viewBytesMax } from '../src/domain/limits.ts'

export default class View extends BaseCommand {
  static override summary = "a file's content, made safe for the terminal: the first 100 KB"
  static override hiddenAliases = ['files:view']
  static override args = { target: targetArgument }
  static override flags = {
    bytes: Flags.integer({
      min: 1,
      max: viewBytesMax,
      default: viewBytesDefault,
      helpValue: 'N',
      description: 'how much',
    }),
    hex: Flags.boolean({ exclusive: ['raw'], description: 'as a hex dump' }),
    raw: Flags.boolean({ description: 'the bytes as they are; on a terminal only with --force' }),
    force: Flags.boolean({ description: 'with --raw: also to a terminal' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(View)
    return await withStore(flags, async (holdfast, session) => {
      const view = await holdfast.view({ ...targetOf(args.target, session), bytes: flags.bytes })
      showContent(session, view, flags)
      return 0
    })
  }
}
