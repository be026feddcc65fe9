import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { changeListing, snapshotDiffToJson } from '../../src/cli/json/snapshot.ts'
import { renderSnapshotDiff } from '../../src/cli/screens/snapshots.ts'
import { withStore } from '../../src/cli/service.ts'
import { snapshotArgument } from '../../src/cli/target.ts'

export default class SnapshotDiff extends BaseCommand {
  static override summary =
    'what changed between two snapshots of a root: A D M T and ? (changed, but size and mtime did not)'
  static override args = { from: snapshotArgument, to: snapshotArgument }
  static override examples = [
    'holdfast snapshot diff @7d latest',
    'holdfast snapshot diff 5c1e07ab 9f3b2c1d --json',
  ]

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(SnapshotDiff)
    return await withStore(flags, async (holdfast, session) => {
      const diff = await holdfast.snapshotDiff({ from: args.from, to: args.to })
      session.print({
        screen: (screen) => renderSnapshotDiff(diff, screen),
        json: () => snapshotDiffToJson(diff),
        listing: changeListing(diff.changes),
      })
      return 0
    })
  }
}
