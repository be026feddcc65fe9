import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/baseCommand.ts'
import type { ExitCode } from '../../src/cli/baseCommand.ts'
import { pageFlags } from '../../src/cli/flags.ts'
import { bytesAsText } from '../../src/cli/incidentQuery.ts'
import { accountListing, accountToJson } from '../../src/cli/json/accounts.ts'
import { renderAccounts } from '../../src/cli/screens/accounts.ts'
import { withStore } from '../../src/cli/service.ts'

export default class UserList extends BaseCommand {
  static override summary = 'the accounts with files under a root, those with infected ones first'
  static override hiddenAliases = ['users']
  static override flags = {
    ...pageFlags,
    search: Flags.string({ helpValue: 'TEXT', description: 'only accounts whose name contains TEXT' }),
  }

  override async run(): Promise<ExitCode> {
    const { flags } = await this.parse(UserList)
    return await withStore(flags, async (holdfast, session) => {
      const search = flags.search === undefined ? null : bytesAsText(flags.search, session)
      const page = await holdfast.accounts({ limit: flags.limit, offset: flags.offset, search })
      session.print({
        screen: (screen) => renderAccounts(page, screen),
        json: () => ({ items: page.items.map(accountToJson), total: page.total }),
        listing: accountListing(page.items),
      })
      return 0
    })
  }
}
