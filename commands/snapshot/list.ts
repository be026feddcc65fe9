import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { pageFlags } from '../../src/cli/flags.ts'
import { snapshotListing, snapshotToJson } from '../../src/cli/json/snapshot.ts'
import { rootPathOf } from '../../src/cli/rootPath.ts'
import { renderSnapshotPage } from '../../src/cli/screens/snapshots.ts'
import { withStore } from '../../src/cli/service.ts'

export default class SnapshotList extends BaseCommand {
  static override summary = 'the snapshots, newest first'
  static override hiddenAliases = ['snapshots']
  static override args = { root: Args.string({ ignoreStdin: true, description: 'only of this root' }) }
  static override flags = pageFlags

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(SnapshotList)
    return await withStore(flags, async (holdfast, session) => {
      const root = args.root === undefined ? null : rootPathOf(args.root, session)
      const page = await holdfast.snapshotList({ root, limit: flags.limit, offset: flags.offset })
      session.print({
        screen: (screen) => renderSnapshotPage(page, screen),
        json: () => ({ items: page.items.map(snapshotToJson), total: page.total }),
        listing: snapshotListing(page.items),
      })
      return 0
    })
  }
}
