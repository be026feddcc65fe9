import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { putBackFlags, putBackTerms } from '../src/cli/putBackFlags.ts'
import { originalsFrom, restoreAs } from '../src/cli/restoreCommand.ts'
import { withStore } from '../src/cli/service.ts'
import { untilStopped } from '../src/cli/stopSignal.ts'

export default class Restore extends BaseCommand {
  static override summary = 'put back what a file was: before the newest operation, or in a snapshot'
  static override hiddenAliases = ['files:restore']
  static override args = {
    target: Args.string({ ignoreStdin: true, description: 'incident id (i12), path, or SHA-256' }),
  }
  static override flags = {
    ...putBackFlags,
    at: Flags.string({
      helpValue: 'SNAP',
      exclusive: ['from'],
      description: 'as it was in this snapshot: 8 digits of its id, latest, @2d, 2026-11-15, RFC 3339',
    }),
    from: Flags.option({ options: originalsFrom })({
      description: 'only from a quarantine, or only from other operations',
    }),
    hash: Flags.string({ helpValue: 'H', description: 'this content, written to the new file --to' }),
    to: Flags.string({ helpValue: 'PATH', description: 'with --hash: a file that does not exist yet' }),
  }
  static override examples = [
    'holdfast restore i1207',
    'holdfast restore index.php --at 2026-11-15',
    'holdfast restore --hash 098e83f4 --to /root/version.php',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Restore)
    const asked = { target: args.target, flags, terms: putBackTerms(flags) }
    return await withStore(
      flags,
      async (holdfast, session) =>
        await untilStopped(async (signal) => await restoreAs(holdfast, session, asked, signal)),
    )
  }
}
