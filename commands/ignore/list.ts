import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { ignoreListing, ignoreToJson } from '../../src/cli/json/ignore.ts'
import { renderIgnores } from '../../src/cli/screens/ignores.ts'
import { withStore } from '../../src/cli/service.ts'

export default class IgnoreList extends BaseCommand {
  static override summary = 'the ignore list'

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(IgnoreList)
    return await withStore(flags, async (holdfast, session) => {
      const items = await holdfast.ignoreList()
      session.print({
        screen: (screen) => renderIgnores(items, screen),
        json: () => ({ items: items.map(ignoreToJson), total: items.length }),
        listing: ignoreListing(items),
      })
      return 0
    })
  }
}
