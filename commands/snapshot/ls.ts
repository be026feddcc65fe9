import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { pageFlags } from '../../src/cli/flags.ts'
import { snapshotToJson, treeEntryToJson, treeListing } from '../../src/cli/json/snapshot.ts'
import { renderTree } from '../../src/cli/screens/snapshots.ts'
import { withStore } from '../../src/cli/service.ts'
import { snapshotArgument } from '../../src/cli/target.ts'

export default class SnapshotLs extends BaseCommand {
  static override summary = 'the names in one directory of a snapshot'
  static override hiddenAliases = ['ls']
  static override args = {
    snapshot: snapshotArgument,
    path: Args.string({ ignoreStdin: true, description: 'directory [default: the root of the snapshot]' }),
  }
  static override flags = pageFlags

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(SnapshotLs)
    return await withStore(flags, async (holdfast, session) => {
      const path = args.path === undefined ? null : session.bytesOf(args.path)
      const { limit, offset } = flags
      const listing = await holdfast.snapshotLs({
        spec: args.snapshot,
        path,
        cwd: session.cwd,
        limit,
        offset,
      })
      session.print({
        screen: (screen) => renderTree(listing, screen),
        json: () => ({
          snapshot: snapshotToJson(listing.snapshot),
          items: listing.items.map(treeEntryToJson),
          total: listing.total,
        }),
        listing: treeListing(listing.items),
      })
      return 0
    })
  }
}
