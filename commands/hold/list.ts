import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { holdListing, holdToJson } from '../../src/cli/json/hold.ts'
import { renderHolds } from '../../src/cli/screens/holds.ts'
import { withStore } from '../../src/cli/service.ts'

export default class HoldList extends BaseCommand {
  static override summary = 'what must not expire'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(HoldList)
    return await withStore(flags, async (holdfast, session) => {
      const items = await holdfast.holdList()
      session.print({
        screen: (screen) => renderHolds(items, screen),
        json: () => ({ items: items.map(holdToJson), total: items.length }),
        listing: holdListing(items),
      })
      return 0
    })
  }
}
