import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { snapshotToJson } from '../../src/cli/json/snapshot.ts'
import { renderSnapshot } from '../../src/cli/screens/snapshots.ts'
import { withStore } from '../../src/cli/service.ts'
import { snapshotArgument } from '../../src/cli/target.ts'

export default class SnapshotShow extends BaseCommand {
  static override summary = 'one snapshot: when, by what, of what, how much'
  static override args = { snapshot: snapshotArgument }

  override async run(): Promise<ExitCode> {
    const { flags, args } = await this.parse(SnapshotShow)
    return await withStore(flags, async (holdfast, session) => {
      const snapshot = await holdfast.snapshotShow(args.snapshot)
      session.print({
        screen: (screen) => renderSnapshot(snapshot, screen),
        json: () => snapshotToJson(snapshot),
        listing: null,
      })
      return 0
    })
  }
}
