import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/baseCommand.ts'
import type { ExitCode } from '../src/cli/baseCommand.ts'
import { diffRequest, differs } from '../src/cli/diffRequest.ts'
import { diffListing, diffToJson } from '../src/cli/json/diff.ts'
import { renderDiff } from '../src/cli/screens/diff.ts'
import { withStore } from '../src/cli/service.ts'

export default class Diff extends BaseCommand {
  static override summary =
    'what differs: the disk and the last scan (by stat, nothing is read), two snapshots, or two contents; ends with 1 when something does'
  static override args = {
    before: Args.string({
      ignoreStdin: true,
      description: 'path (the disk now), snapshot (latest, @2d...), or SHA-256 [default: every root]',
    }),
    after: Args.string({
      ignoreStdin: true,
      description: 'snapshot or SHA-256 like the first [default: the last snapshot]',
    }),
    path: Args.string({ ignoreStdin: true, description: 'only here; of a file the lines that differ' }),
  }
  static override examples = [
    'holdfast diff',
    'holdfast diff /home/alice',
    'holdfast diff @2d latest index.php',
    'holdfast diff 098e83f4 3d06dcd6',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(Diff)
    return await withStore(flags, async (holdfast, session) => {
      const report = await holdfast.diff(diffRequest(args, session))
      session.print({
        screen: (screen) => renderDiff(report, screen),
        json: () => diffToJson(report),
        listing: diffListing(report),
      })
      return differs(report) ? 1 : 0
    })
  }
}
